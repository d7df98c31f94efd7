with orders as (
    select
        person_key,
        processed_at,
        row_number() over (partition by person_key order by processed_at, order_key) as order_no
    from {{ ref('int_orders') }}
    where is_valid
),

events as (
    select
        person_key,
        1 as stage_no,
        touched_at as event_at
    from {{ ref('int_touches') }}
    union all
    select
        person_key,
        1 as stage_no,
        registered_at as event_at
    from {{ ref('int_event_people') }}
    where is_registered
    union all
    select
        person_key,
        2 as stage_no,
        registered_at as event_at
    from {{ ref('int_event_people') }}
    where is_registered
    union all
    select
        persons.person_key,
        2 as stage_no,
        sessions.started_at as event_at
    from {{ ref('int_web_sessions') }} as sessions
    inner join {{ ref('int_identity_groups') }} as persons on sessions.identifier = persons.identifier
    where sessions.page_views >= 2
    union all
    select
        person_key,
        2 as stage_no,
        added_at as event_at
    from {{ ref('int_private_contacts') }}
    union all
    select
        person_key,
        3 as stage_no,
        lead_at as event_at
    from {{ ref('int_leads') }}
    where is_valid and not is_duplicate
    union all
    select
        persons.person_key,
        3 as stage_no,
        cart.occurred_at as event_at
    from {{ ref('stg_web_events') }} as cart
    inner join {{ ref('int_identity_groups') }} as persons
        on coalesce('cookie:' || cart.anonymous_id, 'member:' || cart.user_hash) = persons.identifier
    where cart.event_name = 'Product Added'
    union all
    select
        person_key,
        3 as stage_no,
        created_at as event_at
    from {{ ref('int_deals') }}
    where not is_archived
    union all
    select
        person_key,
        case when order_no = 1 then 4 else 5 end as stage_no,
        processed_at as event_at
    from orders
)

select
    person_key,
    stage_no,
    event_at
from events
where person_key <> 'unknown' and event_at is not null
group by person_key, stage_no, event_at
