{%- set keys = {
    'contacts': 'contact_id', 'companies': 'company_id', 'deals': 'deal_id', 'tickets': 'ticket_id',
    'leads': 'lead_id', 'line_items': 'line_id', 'activities': 'activity_id',
} -%}
with records as (
    {%- for kind, key in keys.items() %}
    select
        account_id,
        {{ 'activity_kind' if kind == 'activities' else "'" ~ kind ~ "'" }} as object_name,
        {{ key }} as record_id,
        updated_at
    from {{ source('hubspot', 'hubspot__' ~ kind) }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

spans as (
    select
        account_id,
        object_name,
        min(updated_at) as first_at,
        max(updated_at) as last_at
    from records
    group by account_id, object_name
),

lists as (
    select
        account_id,
        object_name,
        max(_pulled_at) as listed_at
    from {{ source('hubspot', 'hubspot__record_ids') }}
    group by account_id, object_name
),

together as (
    select
        coalesce(records.account_id, listed.account_id) as account_id,
        coalesce(records.object_name, listed.object_name) as object_name,
        coalesce(records.record_id, listed.record_id) as record_id,
        records.updated_at as kept_updated_at,
        listed.record_id is not null as is_listed,
        listed.updated_at,
        listed.archived_at
    from records
    full outer join {{ source('hubspot', 'hubspot__record_ids') }} as listed
        on
            records.account_id = listed.account_id
            and records.object_name = listed.object_name
            and records.record_id = listed.record_id
)

-- A search lags: what changed in the last hour of what we have may still come.
select
    'hubspot' as platform,
    together.account_id,
    together.object_name,
    together.record_id,
    case
        when together.is_listed then together.archived_at
        when together.kept_updated_at < lists.listed_at then lists.listed_at
    end as gone_at,
    not together.is_listed and together.kept_updated_at < lists.listed_at as is_purged,
    together.is_listed
    and together.archived_at is null
    and together.updated_at >= spans.first_at
    and {{ hours_between('together.updated_at', 'spans.last_at') }} >= 1 as is_due,
    coalesce(together.kept_updated_at >= together.updated_at, false) as is_here
from together
inner join lists on together.account_id = lists.account_id and together.object_name = lists.object_name
left join spans on together.account_id = spans.account_id and together.object_name = spans.object_name
