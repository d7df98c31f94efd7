with channels as (
    select
        channel_id,
        is_direct,
        row_number() over (order by channel_id) as channel_no
    from {{ ref('channels') }}
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
        windows.converted_at as ended_at,
        windows.conversion_date as ended_date,
        windows.value,
        windows.value_native,
        touches.touch_key,
        touches.touched_at,
        touches.channel_id,
        touches.is_suspect,
        'won' as outcome
    from windows
    inner join {{ ref('int_touches') }} as touches
        on
            windows.person_key = touches.person_key
            and windows.window_start < touches.touched_at
            and windows.converted_at >= touches.touched_at
            and (windows.previous_at is null or windows.previous_at < touches.touched_at)
),

first_conversions as (
    select
        goal_id,
        person_key,
        min(converted_at) as converted_at
    from {{ ref('int_conversions') }}
    where person_key <> 'unknown'
    group by goal_id, person_key
),

-- What led nowhere, per goal: touches outside every window, up to the one conversion of a goal that has only one.
left_over as (
    select
        settings.goal_id,
        settings.window_days,
        touches.person_key,
        touches.touch_key,
        touches.touched_at,
        touches.channel_id,
        touches.is_suspect,
        lag(touches.touched_at) over (
            partition by settings.goal_id, touches.person_key order by touches.touched_at, touches.touch_key
        ) as previous_at
    from {{ ref('int_touches') }} as touches
    cross join {{ ref('attribution_settings') }} as settings
    left join won on settings.goal_id = won.goal_id and touches.touch_key = won.touch_key
    left join first_conversions as firsts
        on settings.goal_id = firsts.goal_id and touches.person_key = firsts.person_key
    where
        won.touch_key is null
        and not (settings.once_per_person and coalesce(firsts.converted_at < touches.touched_at, false))
),

-- A silence longer than the window closes a journey; the next touch opens another.
opened as (
    select
        *,
        case
            when previous_at is null or {{ hours_between('previous_at', 'touched_at') }} > 24 * window_days
                then touch_key
        end as opening_key
    from left_over
),

counted as (
    select
        *,
        count(opening_key) over (
            partition by goal_id, person_key order by touched_at, touch_key
            rows between unbounded preceding and current row
        ) as spell_no
    from opened
),

spells as (
    select
        goal_id,
        person_key,
        spell_no,
        max(opening_key) as opening_key,
        {{ dbt.dateadd('day', 'cast(max(window_days) as integer)', 'max(touched_at)') }} as ended_at
    from counted
    group by goal_id, person_key, spell_no
),

closed as (
    select
        spells.*,
        {{ business_day('spells.ended_at') }} as ended_date,
        last_day.last_closed_date
    from spells
    left join {{ ref('int_last_closed_day') }} as last_day on true
),

unconverted as (
    select
        counted.goal_id || '/' || closed.opening_key as journey_key,
        'none' as conversion_key,
        counted.goal_id,
        closed.ended_at,
        closed.ended_date,
        {{ money(0) }} as value,
        {{ money(0) }} as value_native,
        counted.touch_key,
        counted.touched_at,
        counted.channel_id,
        counted.is_suspect,
        case when closed.ended_date <= closed.last_closed_date then 'lost' else 'open' end as outcome
    from counted
    inner join closed
        on
            counted.goal_id = closed.goal_id
            and counted.person_key = closed.person_key
            and counted.spell_no = closed.spell_no
),

together as (
    select * from won
    union all
    select * from unconverted
)

select
    together.journey_key,
    together.conversion_key,
    together.goal_id,
    together.outcome,
    together.ended_date,
    together.touch_key,
    together.touched_at,
    together.channel_id,
    coalesce(channels.channel_no, 0) as channel_no,
    coalesce(channels.is_direct, false) as is_direct,
    {{ hours_between('together.touched_at', 'together.ended_at') }} as age_hours,
    together.value,
    together.value_native,
    row_number() over (partition by together.journey_key order by together.touched_at, together.touch_key) as touch_no,
    count(*) over (partition by together.journey_key) as touches,
    together.is_suspect,
    sum(case when together.is_suspect then 0 else 1 end) over (
        partition by together.journey_key order by together.touched_at, together.touch_key
        rows between unbounded preceding and current row
    ) as trusted_no,
    sum(case when together.is_suspect then 0 else 1 end) over (partition by together.journey_key) as trusted_touches
from together
left join channels on together.channel_id = channels.channel_id
