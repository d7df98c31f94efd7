{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'lead_id': 'string', 'contact_id': 'string', 'lead_status': 'string',
    'lifecycle_stage': 'string', 'first_seen_source': 'string', 'utm_source': 'string', 'utm_campaign': 'string',
    'created_at': 'timestamp', 'updated_at': 'timestamp', 'became_lead_at': 'timestamp', 'became_mql_at': 'timestamp',
    'became_sql_at': 'timestamp', 'became_opportunity_at': 'timestamp', 'became_customer_at': 'timestamp',
    'handed_over_at': 'timestamp', 'accepted_at': 'timestamp', 'first_followup_at': 'timestamp', 'owner_id': 'string',
    'sales_team': 'string', 'converted_deal_id': 'string', 'converted_contact_id': 'string', 'company_id': 'string',
    'lead_rating': 'string', 'forms_sent': 'bigint',
} -%}
{%- set elsewhere = ['lifecycle_stage', 'utm_source', 'utm_campaign', 'became_opportunity_at', 'became_customer_at',
    'lead_rating', 'forms_sent'] -%}
{%- set unlinked = ['converted_contact_id'] -%}
with hubspot_ratings as (
    select
        leads.account_id,
        coalesce(winners.winner_id, leads.contact_id) as contact_id,
        leads.rating,
        row_number() over (
            partition by leads.account_id, coalesce(winners.winner_id, leads.contact_id)
            order by leads.updated_at desc, leads.lead_id desc
        ) as newest_no
    from {{ source('hubspot', 'hubspot__leads') }} as leads
    left join {{ ref('stg_crm_merges') }} as winners
        on leads.account_id = winners.account_id and leads.contact_id = winners.loser_id
    left join {{ ref('stg_crm_listings') }} as gone
        on
            leads.account_id = gone.account_id
            and leads.lead_id = gone.record_id
            and gone.object_name = 'leads'
            and gone.gone_at is not null
    where gone.record_id is null and leads.rating is not null
),

hubspot_forms as (
    select
        account_id,
        email_hash,
        count(*) as forms_sent
    from {{ source('hubspot', 'hubspot__form_submissions') }}
    where email_hash is not null
    group by account_id, email_hash
),

hubspot as (
    select
        contacts.*,
        ratings.rating as lead_rating,
        forms.forms_sent
    from {{ source('hubspot', 'hubspot__contacts') }} as contacts
    left join {{ ref('stg_crm_listings') }} as gone
        on
            contacts.account_id = gone.account_id
            and contacts.contact_id = gone.record_id
            and gone.object_name = 'contacts'
            and gone.gone_at is not null
    left join hubspot_ratings as ratings
        on
            contacts.account_id = ratings.account_id
            and contacts.contact_id = ratings.contact_id
            and ratings.newest_no = 1
    left join hubspot_forms as forms
        on contacts.account_id = forms.account_id and contacts.email_hash = forms.email_hash
    where
        contacts.lead_status is not null
        and gone.record_id is null
        and not coalesce(contacts.is_archived, false)
),

fxiaoke_deals as (
    select
        account_id,
        lead_id,
        min(deal_id) as converted_deal_id,
        min(company_id) as company_id
    from {{ source('fxiaoke', 'fxiaoke__opportunities') }}
    group by account_id, lead_id
),

fxiaoke as (
    select
        leads.*,
        deals.converted_deal_id,
        deals.company_id
    from {{ source('fxiaoke', 'fxiaoke__leads') }} as leads
    left join fxiaoke_deals as deals on leads.account_id = deals.account_id and leads.lead_id = deals.lead_id
    where not leads.is_deleted
),

xiaoshouyi as (
    select
        leads.*,
        deals.company_id
    from {{ source('xiaoshouyi', 'xiaoshouyi__leads') }} as leads
    left join {{ source('xiaoshouyi', 'xiaoshouyi__opportunities') }} as deals
        on leads.account_id = deals.account_id and leads.converted_deal_id = deals.deal_id
)
{%- for vendor in ['fxiaoke', 'xiaoshouyi'] %},

{{ vendor }}_list_deals as (
    select
        corp_id,
        lead_id,
        min(deal_id) as converted_deal_id,
        min(company_id) as company_id
    from {{ source(vendor ~ '_exports', vendor ~ '_exports__opportunities') }}
    group by corp_id, lead_id
),

{{ vendor }}_lists as (
    select
        leads.*,
        deals.converted_deal_id,
        deals.company_id
    from {{ newest_listed(vendor, 'leads', 'lead_id') }} as leads
    left join {{ vendor }}_list_deals as deals on leads.corp_id = deals.corp_id and leads.lead_id = deals.lead_id
)
{%- endfor %}

{{ union_by_name(columns, [
    {'from': 'hubspot', 'lacks': ['converted_deal_id', 'company_id'] + unlinked, 'set': {'platform': "'hubspot'", 'lead_id': 'contact_id'}},
    {'from': source('salesforce', 'salesforce__leads'), 'where': 'not is_deleted', 'lacks': elsewhere,
     'set': {'platform': "'salesforce'", 'company_id': 'converted_company_id', 'contact_id': 'lead_id', 'first_seen_source': 'lead_source',
             'became_lead_at': 'created_at'}},
    {'from': 'fxiaoke', 'lacks': elsewhere + unlinked,
     'set': {'platform': "'fxiaoke'", 'contact_id': 'lead_id', 'first_seen_source': 'lead_source',
             'became_lead_at': 'created_at'}},
    {'from': 'xiaoshouyi', 'lacks': elsewhere + unlinked + ['first_seen_source'],
     'set': {'platform': "'xiaoshouyi'", 'contact_id': 'lead_id', 'became_lead_at': 'created_at'}},
    {'from': 'fxiaoke_lists', 'lacks': elsewhere + unlinked,
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'contact_id': 'lead_id',
             'first_seen_source': 'lead_source', 'became_lead_at': 'created_at'}},
    {'from': 'xiaoshouyi_lists', 'lacks': elsewhere + unlinked,
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'contact_id': 'lead_id',
             'first_seen_source': 'lead_source', 'became_lead_at': 'created_at'}},
]) }}
