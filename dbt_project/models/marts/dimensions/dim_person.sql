with identified as (
    select
        person_key,
        min(first_seen_at) as first_seen_at,
        cast(count(*) as bigint) as identifiers,
        max(sources) as sources,
        max(case when identifier_kind <> 'cookie' then 1 else 0 end) = 1 as is_identified
    from {{ ref('int_identity_groups') }}
    group by person_key
),

guests as (
    select
        person_key,
        min(coalesce(registered_at, checked_in_at, left_at)) as first_seen_at
    from {{ ref('int_event_people') }}
    where not is_known
    group by person_key
),

persons as (
    select
        person_key,
        first_seen_at,
        identifiers,
        sources,
        is_identified
    from identified
    union all
    select
        person_key,
        first_seen_at,
        0 as identifiers,
        1 as sources,
        false as is_identified
    from guests
    where person_key not in (select identified.person_key from identified)
),

touches as (
    select
        touches.person_key,
        touches.channel_id,
        row_number() over (partition by touches.person_key order by touches.touched_at, touches.touch_key) as touch_no,
        row_number() over (
            partition by touches.person_key, coalesce(channels.is_direct, false)
            order by touches.touched_at, touches.touch_key
        ) as touch_no_of_kind,
        coalesce(channels.is_direct, false) as is_direct
    from {{ ref('int_touches') }} as touches
    left join {{ ref('channels') }} as channels on touches.channel_id = channels.channel_id
),

acquisition as (
    select
        person_key,
        max(case when touch_no = 1 then channel_id end) as first_channel_id,
        max(case when touch_no_of_kind = 1 and not is_direct then channel_id end) as first_non_direct_channel_id
    from touches
    group by person_key
),

orders as (
    select
        orders.person_key,
        orders.processed_at,
        accounts.brand_id,
        accounts.region_id,
        row_number() over (partition by orders.person_key order by orders.processed_at, orders.order_key) as order_no,
        count(*) over (partition by orders.person_key) as orders
    from {{ ref('int_orders') }} as orders
    left join {{ ref('stg_accounts') }} as accounts
        on orders.platform = accounts.platform and orders.account_id = accounts.account_id and accounts.is_configured
    where orders.is_valid and orders.person_key <> 'unknown'
)

select
    persons.person_key,
    persons.first_seen_at,
    cast(persons.identifiers as bigint) as identifiers,
    persons.is_identified,
    case when persons.sources >= 2 then 'two_sources' when persons.is_identified then 'one_source' else 'anonymous' end
        as identity_strength,
    coalesce(acquisition.first_channel_id, 'unknown') as first_channel_id,
    coalesce(acquisition.first_non_direct_channel_id, acquisition.first_channel_id, 'unknown')
        as first_non_direct_channel_id,
    orders.processed_at as first_ordered_at,
    cast(coalesce(orders.orders, 0) as bigint) as orders,
    coalesce(orders.brand_id, 'unknown') as brand_id,
    coalesce(orders.region_id, 'unknown') as region_id
from persons
left join acquisition on persons.person_key = acquisition.person_key
left join orders on persons.person_key = orders.person_key and orders.order_no = 1
{%- for row in ['unknown', 'none'] %}
union all
select
    '{{ row }}' as person_key,
    cast(null as timestamp) as first_seen_at,
    cast(0 as bigint) as identifiers,
    false as is_identified,
    'none' as identity_strength,
    '{{ row }}' as first_channel_id,
    '{{ row }}' as first_non_direct_channel_id,
    cast(null as timestamp) as first_ordered_at,
    cast(0 as bigint) as orders,
    '{{ row }}' as brand_id,
    '{{ row }}' as region_id
{% endfor %}
