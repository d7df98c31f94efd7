{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'ticket_id': 'string', 'contact_id': 'string', 'stage_id': 'string',
    'stage_label': 'string', 'priority': 'string', 'reason': 'string', 'owner_id': 'string', 'created_at': 'timestamp',
    'first_reply_at': 'timestamp', 'closed_at': 'timestamp', 'is_closed': 'boolean',
} -%}
with hubspot as (
    select
        tickets.*,
        stages.item_name as stage_label,
        coalesce(stages.status = 'CLOSED', tickets.closed_at is not null) as is_closed
    from {{ source('hubspot', 'hubspot__tickets') }} as tickets
    left join {{ ref('stg_crm_listings') }} as gone
        on
            tickets.account_id = gone.account_id
            and tickets.ticket_id = gone.record_id
            and gone.object_name = 'tickets'
            and gone.gone_at is not null
    left join {{ source('hubspot', 'hubspot__catalogue') }} as stages
        on
            tickets.account_id = stages.account_id
            and tickets.stage_id = stages.item_id
            and stages.item_kind = 'ticket_stage'
    where gone.record_id is null
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'set': {'platform': "'hubspot'"}},
]) }}
