{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'activity_id': 'string', 'activity_kind': 'string', 'who_id': 'string',
    'deal_id': 'string', 'owner_id': 'string', 'done_at': 'timestamp', 'updated_at': 'timestamp',
} -%}
with hubspot as (
    select
        activities.*,
        coalesce(winners.winner_id, activities.contact_id) as told_contact_id
    from {{ source('hubspot', 'hubspot__activities') }} as activities
    left join {{ ref('stg_crm_merges') }} as winners
        on activities.account_id = winners.account_id and activities.contact_id = winners.loser_id
    left join {{ ref('stg_crm_listings') }} as gone
        on
            activities.account_id = gone.account_id
            and activities.activity_id = gone.record_id
            and activities.activity_kind = gone.object_name
            and gone.gone_at is not null
    where activities.done_at is not null and gone.record_id is null
)

{{ union_by_name(columns, [
    {'from': source('salesforce', 'salesforce__activities'), 'where': 'not is_deleted and done_at is not null',
     'set': {'platform': "'salesforce'", 'activity_kind': 'lower(coalesce(activity_type, activity_kind))', 'deal_id': 'what_id'}},
    {'from': 'hubspot', 'lacks': ['deal_id'],
     'set': {'platform': "'hubspot'", 'who_id': 'told_contact_id',
             'activity_kind': "substring(activity_kind, 1, length(activity_kind) - 1)"}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__activities'), 'lacks': ['deal_id'],
     'set': {'platform': "'xiaoshouyi'"}},
]) }}
