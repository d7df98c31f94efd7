{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'lead_id': 'string', 'contact_id': 'string', 'lead_status': 'string',
    'lifecycle_stage': 'string', 'first_seen_source': 'string', 'utm_source': 'string', 'utm_campaign': 'string',
    'created_at': 'timestamp', 'updated_at': 'timestamp', 'became_lead_at': 'timestamp', 'became_mql_at': 'timestamp',
    'became_sql_at': 'timestamp', 'became_opportunity_at': 'timestamp', 'became_customer_at': 'timestamp',
    'handed_over_at': 'timestamp', 'accepted_at': 'timestamp', 'first_followup_at': 'timestamp', 'owner_id': 'string',
    'sales_team': 'string', 'converted_deal_id': 'string',
} -%}
{%- set elsewhere = ['lifecycle_stage', 'utm_source', 'utm_campaign', 'became_opportunity_at', 'became_customer_at'] -%}
with hubspot as (
    select contacts.*
    from {{ source('hubspot', 'hubspot__contacts') }} as contacts
    left join {{ source('hubspot', 'hubspot__archived_contacts') }} as archived
        on contacts.account_id = archived.account_id and contacts.contact_id = archived.contact_id
    where
        contacts.lead_status is not null
        and archived.contact_id is null
        and not coalesce(contacts.is_archived, false)
),

fxiaoke_deals as (
    select
        account_id,
        lead_id,
        min(deal_id) as converted_deal_id
    from {{ source('fxiaoke', 'fxiaoke__opportunities') }}
    group by account_id, lead_id
),

fxiaoke as (
    select
        leads.*,
        deals.converted_deal_id
    from {{ source('fxiaoke', 'fxiaoke__leads') }} as leads
    left join fxiaoke_deals as deals on leads.account_id = deals.account_id and leads.lead_id = deals.lead_id
    where not leads.is_deleted
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'lacks': ['converted_deal_id'], 'set': {'platform': "'hubspot'", 'lead_id': 'contact_id'}},
    {'from': source('salesforce', 'salesforce__leads'), 'where': 'not is_deleted', 'lacks': elsewhere,
     'set': {'platform': "'salesforce'", 'contact_id': 'lead_id', 'first_seen_source': 'lead_source',
             'became_lead_at': 'created_at'}},
    {'from': 'fxiaoke', 'lacks': elsewhere,
     'set': {'platform': "'fxiaoke'", 'contact_id': 'lead_id', 'first_seen_source': 'lead_source',
             'became_lead_at': 'created_at'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__leads'), 'lacks': elsewhere + ['first_seen_source'],
     'set': {'platform': "'xiaoshouyi'", 'contact_id': 'lead_id', 'became_lead_at': 'created_at'}},
]) }}
