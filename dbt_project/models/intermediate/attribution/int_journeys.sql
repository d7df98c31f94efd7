with windows as (
    select
        conversion_key,
        goal_id,
        person_key,
        converted_at,
        value,
        value_native,
        {{ dbt.dateadd('day', '-1 * cast(window_days as integer)', 'converted_at') }} as window_start,
        previous_at
    from {{ ref('int_conversions') }}
    where person_key <> 'unknown'
),

paired as (
    select
        windows.conversion_key,
        windows.goal_id,
        windows.converted_at,
        windows.value,
        windows.value_native,
        touches.touch_key,
        touches.touched_at,
        touches.channel_id,
        {{ hours_between('touches.touched_at', 'windows.converted_at') }} as age_hours
    from windows
    inner join {{ ref('int_touches') }} as touches
        on
            windows.person_key = touches.person_key
            and windows.window_start < touches.touched_at
            and windows.converted_at >= touches.touched_at
            and (windows.previous_at is null or windows.previous_at < touches.touched_at)
)

select
    paired.conversion_key,
    paired.goal_id,
    paired.touch_key,
    paired.converted_at,
    paired.touched_at,
    paired.channel_id,
    coalesce(channels.is_direct, false) as is_direct,
    paired.age_hours,
    paired.value,
    paired.value_native,
    row_number() over (
        partition by paired.conversion_key order by paired.touched_at, paired.touch_key
    ) as touch_no,
    count(*) over (partition by paired.conversion_key) as touches
from paired
left join {{ ref('channels') }} as channels on paired.channel_id = channels.channel_id
