{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'lead_id': 'string', 'event_id': 'string', 'person_key': 'string',
    'lead_status': 'string', 'is_checked': 'boolean', 'is_valid': 'boolean', 'lead_at': 'timestamp',
    'became_mql_at': 'timestamp', 'became_sql_at': 'timestamp', 'became_opportunity_at': 'timestamp',
    'became_customer_at': 'timestamp', 'handed_over_at': 'timestamp', 'accepted_at': 'timestamp',
    'first_followup_at': 'timestamp', 'is_accepted': 'boolean', 'owner_id': 'string', 'sales_team': 'string',
    'duplicate_of': 'string', 'company_key': 'string', 'campaign_key': 'string', 'activities': 'bigint',
    'lead_rating': 'string', 'forms_sent': 'bigint',
} -%}
{%- set around = ['company_key', 'campaign_key', 'activities', 'lead_rating', 'forms_sent'] -%}
{%- set stages = ['became_mql_at', 'became_sql_at', 'became_opportunity_at', 'became_customer_at'] -%}
with event_leads as (
    select *
    from {{ ref('int_event_people') }}
    where is_lead
),

memberships as (
    select
        leads.lead_key,
        campaigns.campaign_key,
        row_number() over (partition by leads.lead_key order by members.joined_at, members.member_id) as member_no
    from {{ ref('int_crm_leads') }} as leads
    inner join {{ ref('stg_crm_campaign_members') }} as members
        on
            leads.platform = members.platform
            and leads.account_id = members.account_id
            and leads.lead_id = members.lead_id
    inner join {{ ref('int_campaigns') }} as campaigns
        on
            members.platform = campaigns.platform
            and members.account_id = campaigns.account_id
            and members.campaign_id = campaigns.campaign_id
    left join {{ ref('int_crm_missing') }} as missing
        on
            members.platform = missing.platform
            and members.account_id = missing.account_id
            and members.member_id = missing.record_id
            and missing.record_kind = 'member'
    where missing.record_id is null
),

followups as (
    select
        leads.lead_key,
        count(*) as activities,
        min(case when done.done_at >= coalesce(leads.handed_over_at, leads.created_at) then done.done_at end)
            as first_done_at
    from {{ ref('int_crm_leads') }} as leads
    inner join {{ ref('stg_crm_activities') }} as done
        on
            leads.platform = done.platform
            and leads.account_id = done.account_id
            and done.who_id in (leads.lead_id, leads.converted_contact_id)
    left join {{ ref('int_crm_missing') }} as missing
        on
            done.platform = missing.platform
            and done.account_id = missing.account_id
            and done.activity_id = missing.record_id
            and missing.record_kind = 'activity'
    where missing.record_id is null
    group by leads.lead_key
),

crm_leads as (
    select
        leads.platform,
        leads.account_id,
        leads.lead_id,
        leads.person_key,
        leads.lead_status,
        leads.is_checked,
        leads.is_valid,
        leads.created_at as lead_at,
        leads.became_mql_at,
        leads.became_sql_at,
        leads.opportunity_at as became_opportunity_at,
        leads.customer_at as became_customer_at,
        leads.handed_over_at,
        leads.accepted_at,
        coalesce(leads.first_followup_at, followups.first_done_at) as first_followup_at,
        leads.accepted_at is not null as is_accepted,
        leads.owner_id,
        coalesce(leads.sales_team, owners.sales_team) as sales_team,
        leads.duplicate_of,
        companies.current_company_key as company_key,
        memberships.campaign_key,
        followups.activities,
        leads.lead_rating,
        leads.forms_sent
    from {{ ref('int_crm_leads') }} as leads
    left join followups on leads.lead_key = followups.lead_key
    left join memberships on leads.lead_key = memberships.lead_key and memberships.member_no = 1
    left join {{ ref('stg_crm_owners') }} as owners
        on
            leads.platform = owners.platform
            and leads.account_id = owners.account_id
            and leads.owner_id = owners.owner_id
    left join {{ ref('int_companies') }} as companies
        on
            leads.platform = companies.platform
            and leads.account_id = companies.account_id
            and leads.company_id = companies.company_id
),

leads as (
{{ union_by_name(columns, [
    {'from': 'crm_leads', 'lacks': ['event_id']},
    {'from': 'event_leads', 'lacks': ['lead_status', 'accepted_at', 'owner_id', 'sales_team', 'duplicate_of'] + around + stages,
     'set': {'platform': "'sign_in_sheets'", 'account_id': 'event_id', 'is_checked': 'true', 'is_valid': 'true',
             'lead_at': 'left_at'}},
]) }}
)

select
    {{ key_of(['platform', 'account_id', 'lead_id']) }} as lead_key,
    {{ business_day('lead_at') }} as lead_date,
    duplicate_of is not null as is_duplicate,
    *
from leads
