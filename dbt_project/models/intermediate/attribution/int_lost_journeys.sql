{%- set in_order = 'partition by goals.goal_id, touches.person_key order by touches.touched_at, touches.touch_key' -%}
{%- set place_order = 'partition by goal_id, person_key order by place' -%}
{%- set before = 'rows between unbounded preceding and 1 preceding' -%}
{%- set from_here = 'rows between current row and unbounded following' -%}
-- What led nowhere, per goal: trusted touches outside every window, up to the one conversion of a goal that has one.
with left_over as (
    select
        goals.goal_id,
        goals.window_days,
        touches.person_key,
        touches.touch_key,
        touches.touched_at,
        touches.touch_date,
        touches.channel_no,
        row_number() over ({{ in_order }}) as place,
        lag(touches.channel_no) over ({{ in_order }}) as previous_no,
        lead(touches.touched_at) over ({{ in_order }}) as next_at
    from {{ ref('int_touches') }} as touches
    cross join {{ ref('attribution_settings') }} as goals
    left join {{ ref('int_journeys') }} as won
        on
            goals.goal_id = won.goal_id
            and touches.person_key = won.person_key
            and touches.touch_key = won.touch_key
    left join {{ ref('int_conversions') }} as firsts
        on goals.goal_id = firsts.goal_id and touches.person_key = firsts.person_key and firsts.previous_at is null
    where
        won.touch_key is null
        and not touches.is_suspect
        and not (goals.once_per_person and coalesce(firsts.converted_at < touches.touched_at, false))
),

-- A silence longer than the window closes a journey; the next touch opens another.
silences as (
    select
        *,
        coalesce({{ hours_between('touched_at', 'next_at') }} > 24 * window_days, true) as is_last
    from left_over
),

parted as (
    select
        *,
        {{ first_told('case when is_last then touch_date end', place_order, from_here) }} as last_date,
        coalesce(max(case when is_last then place end) over ({{ place_order }} {{ before }}), 0) as places_before
    from silences
),

ended as (
    select
        *,
        cast({{ dbt.dateadd('day', 'cast(window_days as integer)', 'last_date') }} as date) as ended_date,
        place - places_before as touch_no
    from parted
)

select
    goal_id,
    person_key,
    ended_date,
    cast({{ dbt.date_trunc('month', 'ended_date') }} as date) as report_month,
    touch_key,
    touched_at,
    channel_no,
    touch_no,
    case when touch_no > 1 then previous_no end as previous_no,
    is_last
from ended
