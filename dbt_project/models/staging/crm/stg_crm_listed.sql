{%- set keys = {
    'contacts': 'contact_id', 'companies': 'company_id', 'deals': 'deal_id', 'tickets': 'ticket_id',
    'leads': 'lead_id', 'line_items': 'line_id',
} -%}
with records as (
    {%- for kind, key in keys.items() %}
    select
        account_id,
        '{{ kind }}' as object_name,
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
)

-- A search lags: what changed in the last hour of what we have may still come.
select
    'hubspot' as platform,
    listed.account_id,
    listed.object_name,
    count(*) as listed,
    count(case when records.updated_at >= listed.updated_at then 1 end) as known
from {{ source('hubspot', 'hubspot__record_ids') }} as listed
inner join spans
    on
        listed.account_id = spans.account_id
        and listed.object_name = spans.object_name
        and listed.updated_at >= spans.first_at
left join records
    on
        listed.account_id = records.account_id
        and listed.object_name = records.object_name
        and listed.record_id = records.record_id
where listed.archived_at is null and {{ hours_between('listed.updated_at', 'spans.last_at') }} >= 1
group by listed.account_id, listed.object_name
