{%- set so_far = 'rows between unbounded preceding and current row' -%}
{%- set throughout = 'rows between unbounded preceding and unbounded following' -%}
{%- set won_order = 'partition by windows.conversion_key order by touches.touched_at, touches.touch_key' -%}
{%- set lost_order = 'partition by goals.goal_no, touches.person_key order by touches.touched_at, touches.touch_key' -%}
{%- set spell_order = 'partition by goal_no, person_key order by place' -%}
{%- set spell_so_far = spell_order ~ ' ' ~ so_far -%}
{%- set spell_from_here = spell_order ~ ' rows between current row and unbounded following' -%}
with goals as (
    select
        goal_id,
        window_days,
        once_per_person,
        row_number() over (order by goal_id) as goal_no
    from {{ ref('attribution_settings') }}
),

touches as (
    select
        *,
        case when not is_suspect then channel_no end as trusted_channel_no
    from {{ ref('int_touches') }}
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
        windows.converted_at as ended_at,
        windows.conversion_date as ended_date,
        windows.value,
        windows.value_native,
        touches.touch_key,
        touches.touched_at,
        touches.channel_id,
        touches.channel_no,
        touches.is_direct,
        touches.is_suspect,
        row_number() over ({{ won_order }}) as touch_no,
        count(*) over ({{ won_order }} {{ throughout }}) as touches,
        count(touches.trusted_channel_no) over ({{ won_order }} {{ so_far }}) as trusted_no,
        count(touches.trusted_channel_no) over ({{ won_order }} {{ throughout }}) as trusted_touches,
        {{ last_told('touches.trusted_channel_no', won_order) }} as previous_no
    from windows
    inner join touches
        on
            windows.person_key = touches.person_key
            and windows.window_start < touches.touched_at
            and windows.converted_at >= touches.touched_at
            and (windows.previous_at is null or windows.previous_at < touches.touched_at)
),

-- What led nowhere, per goal: touches outside every window, up to the one conversion of a goal that has only one.
left_over as (
    select
        goals.goal_no,
        goals.goal_id,
        goals.window_days,
        touches.*,
        row_number() over ({{ lost_order }}) as place,
        count(touches.trusted_channel_no) over ({{ lost_order }} {{ so_far }}) as trusted_place,
        lag(touches.touched_at) over ({{ lost_order }}) as previous_at,
        lead(touches.touched_at) over ({{ lost_order }}) as next_at
    from touches
    cross join goals
    left join won on goals.goal_id = won.goal_id and touches.touch_key = won.touch_key
    left join windows as firsts
        on goals.goal_id = firsts.goal_id and touches.person_key = firsts.person_key and firsts.previous_at is null
    where
        won.touch_key is null
        and not (goals.once_per_person and coalesce(firsts.converted_at < touches.touched_at, false))
),

-- A silence longer than the window closes a journey; the next touch opens another.
silences as (
    select
        *,
        coalesce({{ hours_between('previous_at', 'touched_at') }} > 24 * window_days, true) as is_opening,
        case
            when next_at is null or {{ hours_between('touched_at', 'next_at') }} > 24 * window_days
                then {{ dbt.dateadd('day', 'cast(window_days as integer)', 'touched_at') }}
        end as closing_at
    from left_over
),

spells as (
    select
        *,
        coalesce(
            case when is_opening then touch_key end,
            {{ last_told('case when is_opening then touch_key end', spell_order) }}
        ) as opening_key,
        max(case when is_opening then place end) over ({{ spell_so_far }}) as first_place,
        min(case when closing_at is not null then place end) over ({{ spell_from_here }}) as last_place,
        max(case when is_opening then trusted_place - case when is_suspect then 0 else 1 end end)
            over ({{ spell_so_far }}) as trusted_before,
        min(case when closing_at is not null then trusted_place end) over ({{ spell_from_here }}) as last_trusted_place,
        min(closing_at) over ({{ spell_from_here }}) as ended_at,
        min({{ business_day('closing_at') }}) over ({{ spell_from_here }}) as ended_date,
        {{ last_told('trusted_channel_no', spell_order) }} as previous_no
    from silences
),

together as (
    select * from won
    union all
    select
        spells.goal_id || '/' || spells.opening_key as journey_key,
        'none' as conversion_key,
        spells.goal_id,
        case when spells.ended_date <= last_day.last_closed_date then 'lost' else 'open' end as outcome,
        spells.ended_at,
        spells.ended_date,
        {{ money(0) }} as value,
        {{ money(0) }} as value_native,
        spells.touch_key,
        spells.touched_at,
        spells.channel_id,
        spells.channel_no,
        spells.is_direct,
        spells.is_suspect,
        spells.place - spells.first_place + 1 as touch_no,
        spells.last_place - spells.first_place + 1 as touches,
        spells.trusted_place - spells.trusted_before as trusted_no,
        spells.last_trusted_place - spells.trusted_before as trusted_touches,
        case when spells.trusted_place - spells.trusted_before > 1 then spells.previous_no end as previous_no
    from spells
    left join {{ ref('int_last_closed_day') }} as last_day on true
)

select
    *,
    {{ hours_between('touched_at', 'ended_at') }} as age_hours
from together
