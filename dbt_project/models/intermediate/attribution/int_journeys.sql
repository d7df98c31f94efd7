{%- set so_far = 'rows between unbounded preceding and current row' -%}
{%- set throughout = 'rows between unbounded preceding and unbounded following' -%}
{%- set trusted = 'case when not touches.is_suspect then touches.channel_no end' -%}
{%- set won_order = 'partition by windows.conversion_key order by touches.touched_at, touches.touch_key' -%}
{%- set lost_order = 'partition by goals.goal_no, touches.person_key order by touches.touched_at, touches.touch_key' -%}
{%- set spell_order = 'partition by goal_no, person_key order by place' -%}
{%- set from_here = 'rows between current row and unbounded following' -%}
with goals as (
    select
        goal_id,
        window_days,
        once_per_person,
        cast(window_days as integer) as days,
        row_number() over (order by goal_id) as goal_no
    from {{ ref('attribution_settings') }}
),

windows as (
    select
        conversion_key,
        goal_id,
        person_key,
        converted_at,
        conversion_date,
        value,
        value_native,
        {{ dbt.dateadd('day', '-1 * cast(window_days as integer)', 'converted_at') }} as window_start,
        previous_at
    from {{ ref('int_conversions') }}
    where person_key <> 'unknown'
),

won as (
    select
        windows.conversion_key as journey_key,
        windows.conversion_key,
        windows.goal_id,
        'won' as outcome,
        windows.conversion_date as ended_date,
        windows.value,
        windows.value_native,
        touches.touch_key,
        touches.touched_at,
        touches.channel_no,
        touches.is_direct,
        touches.is_suspect,
        row_number() over ({{ won_order }}) as touch_no,
        count(*) over ({{ won_order }} {{ throughout }}) as touches,
        count({{ trusted }}) over ({{ won_order }} {{ so_far }}) as trusted_no,
        count({{ trusted }}) over ({{ won_order }} {{ throughout }}) as trusted_touches,
        {{ last_told(trusted, won_order) }} as previous_no,
        {{ hours_between('touches.touched_at', 'windows.converted_at') }} as age_hours
    from windows
    inner join {{ ref('int_touches') }} as touches
        on
            windows.person_key = touches.person_key
            and windows.window_start < touches.touched_at
            and windows.converted_at >= touches.touched_at
            and (windows.previous_at is null or windows.previous_at < touches.touched_at)
),

-- What led nowhere, per goal: trusted touches outside every window, up to the one conversion of a goal that has one.
left_over as (
    select
        goals.goal_no,
        goals.window_days,
        touches.person_key,
        touches.touch_key,
        touches.touched_at,
        touches.touch_date,
        touches.channel_no,
        touches.is_direct,
        row_number() over ({{ lost_order }}) as place,
        lag(touches.channel_no) over ({{ lost_order }}) as previous_no,
        lag(touches.touched_at) over ({{ lost_order }}) as previous_at,
        lead(touches.touched_at) over ({{ lost_order }}) as next_at
    from {{ ref('int_touches') }} as touches
    cross join goals
    left join won on goals.goal_id = won.goal_id and touches.touch_key = won.touch_key
    left join windows as firsts
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
        coalesce({{ hours_between('previous_at', 'touched_at') }} > 24 * window_days, true) as is_opening,
        coalesce({{ hours_between('touched_at', 'next_at') }} > 24 * window_days, true) as is_closing
    from left_over
),

lost as (
    select
        *,
        {{ last_told('case when is_opening then touch_key end', spell_order, so_far) }} as opening_key,
        {{ first_told('case when is_closing then touch_date end', spell_order, from_here) }} as last_date,
        max(case when is_opening then place end) over ({{ spell_order }} {{ so_far }}) as first_place
    from silences
)

select
    *,
    trusted_no = trusted_touches and not is_suspect as is_last
from won
union all
select
    goals.goal_id || '/' || lost.opening_key as journey_key,
    'none' as conversion_key,
    goals.goal_id,
    case
        when {{ dbt.dateadd('day', 'goals.days', 'lost.last_date') }} <= last_day.last_closed_date then 'lost'
        else 'open'
    end as outcome,
    cast({{ dbt.dateadd('day', 'goals.days', 'lost.last_date') }} as date) as ended_date,
    {{ money(0) }} as value,
    {{ money(0) }} as value_native,
    lost.touch_key,
    lost.touched_at,
    lost.channel_no,
    lost.is_direct,
    false as is_suspect,
    lost.place - lost.first_place + 1 as touch_no,
    null as touches,
    lost.place - lost.first_place + 1 as trusted_no,
    null as trusted_touches,
    case when not lost.is_opening then lost.previous_no end as previous_no,
    null as age_hours,
    lost.is_closing as is_last
from lost
inner join goals on lost.goal_no = goals.goal_no
left join {{ ref('int_last_closed_day') }} as last_day on true
