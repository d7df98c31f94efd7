{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'member_id': 'string', 'campaign_id': 'string', 'lead_id': 'string',
    'contact_id': 'string', 'member_status': 'string', 'status_no': 'bigint', 'has_responded': 'boolean', 'responded_date': 'date',
    'joined_at': 'timestamp', 'updated_at': 'timestamp',
} -%}
{%- set unsaid = ['status_no', 'has_responded', 'responded_date'] -%}
with salesforce as (
    select
        members.account_id,
        members.member_id,
        members.campaign_id,
        members.lead_id,
        members.contact_id,
        members.member_status,
        members.responded_date,
        members.created_at,
        members.updated_at,
        statuses.status_no,
        coalesce(members.has_responded, statuses.has_responded) as has_responded
    from {{ source('salesforce', 'salesforce__campaign_members') }} as members
    left join {{ source('salesforce', 'salesforce__campaign_member_statuses') }} as statuses
        on
            members.account_id = statuses.account_id
            and members.campaign_id = statuses.campaign_id
            and members.member_status = statuses.member_status
            and not statuses.is_deleted
    where not members.is_deleted
),

fxiaoke as (
    select
        members.account_id,
        members.member_id,
        members.campaign_id,
        members.lead_id,
        members.contact_id,
        members.created_at,
        members.updated_at,
        coalesce(choices.label, members.member_status) as member_status
    from {{ source('fxiaoke', 'fxiaoke__campaign_members') }} as members
    left join {{ source('fxiaoke', 'fxiaoke__choices') }} as choices
        on {{ says('choices', 'members', 'CampaignMembersObj', 'campaign_members_status', 'member_status') }}
    where not members.is_deleted
)

{{ union_by_name(columns, [
    {'from': 'salesforce',
     'set': {'platform': "'salesforce'", 'joined_at': 'created_at'}},
    {'from': 'fxiaoke', 'lacks': unsaid,
     'set': {'platform': "'fxiaoke'", 'joined_at': 'created_at'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__campaign_members'), 'lacks': unsaid,
     'set': {'platform': "'xiaoshouyi'", 'joined_at': 'created_at'}},
    {'from': newest_listed('fxiaoke', 'leads', 'lead_id') ~ ' as lists', 'where': 'campaign_id is not null',
     'lacks': unsaid + ['contact_id', 'member_status'],
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'member_id': 'lead_id', 'joined_at': 'created_at'}},
    {'from': newest_listed('xiaoshouyi', 'leads', 'lead_id') ~ ' as lists', 'where': 'campaign_id is not null',
     'lacks': unsaid + ['contact_id', 'member_status'],
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'member_id': 'lead_id', 'joined_at': 'created_at'}},
]) }}
