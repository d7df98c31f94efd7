{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'item_kind': 'string', 'item_id': 'string', 'item_name': 'string',
    'item_type': 'string', 'status': 'string', 'campaign_id': 'string', 'sku': 'string',
    'unit_price': 'decimal(18, 6)', 'start_date': 'date', 'end_date': 'date', 'published_at': 'timestamp',
    'created_at': 'timestamp', 'members': 'bigint', 'submissions': 'bigint',
} -%}
with members as (
    select
        account_id,
        list_id,
        count(*) as members
    from {{ source('hubspot', 'hubspot__list_members') }}
    group by account_id, list_id
),

submissions as (
    select
        account_id,
        form_id,
        count(*) as submissions
    from {{ source('hubspot', 'hubspot__form_submissions') }}
    group by account_id, form_id
),

hubspot as (
    select
        items.*,
        case when items.item_kind = 'list' then coalesce(members.members, 0) end as members,
        case when items.item_kind = 'form' then coalesce(submissions.submissions, 0) end as submissions
    from {{ source('hubspot', 'hubspot__catalogue') }} as items
    left join members
        on
            items.account_id = members.account_id
            and items.item_id = members.list_id
            and items.item_kind = 'list'
    left join submissions
        on
            items.account_id = submissions.account_id
            and items.item_id = submissions.form_id
            and items.item_kind = 'form'
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'set': {'platform': "'hubspot'"}},
]) }}
