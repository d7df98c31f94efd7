{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'lead_id': 'string', 'event_id': 'string', 'person_key': 'string',
    'lead_status': 'string', 'is_checked': 'boolean', 'is_valid': 'boolean', 'lead_at': 'timestamp',
    'became_mql_at': 'timestamp', 'became_sql_at': 'timestamp', 'became_opportunity_at': 'timestamp',
    'became_customer_at': 'timestamp', 'handed_over_at': 'timestamp', 'accepted_at': 'timestamp',
    'first_followup_at': 'timestamp', 'is_accepted': 'boolean', 'owner_id': 'string', 'sales_team': 'string',
    'duplicate_of': 'string',
} -%}
{%- set stages = ['became_mql_at', 'became_sql_at', 'became_opportunity_at', 'became_customer_at'] -%}
with event_leads as (
    select *
    from {{ ref('int_event_people') }}
    where is_lead
),

leads as (
{{ union_by_name(columns, [
    {'from': ref('int_crm_leads'), 'lacks': ['event_id'],
     'set': {'lead_at': 'created_at', 'is_accepted': 'accepted_at is not null',
             'became_opportunity_at': 'opportunity_at', 'became_customer_at': 'customer_at'}},
    {'from': 'event_leads', 'lacks': ['lead_status', 'accepted_at', 'owner_id', 'sales_team', 'duplicate_of'] + stages,
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
