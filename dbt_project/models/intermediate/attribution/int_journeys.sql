{%- set so_far = 'rows between unbounded preceding and current row' -%}
{%- set throughout = 'rows between unbounded preceding and unbounded following' -%}
{%- set trusted = 'case when not touches.is_suspect then touches.channel_no end' -%}
{%- set won_order = 'partition by windows.conversion_key order by touches.touched_at, touches.touch_key' -%}
with windows as (
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
        windows.conversion_key,
        windows.goal_id,
        windows.person_key,
        windows.conversion_date as ended_date,
        cast({{ dbt.date_trunc('month', 'windows.conversion_date') }} as date) as report_month,
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
)

select
    *,
    trusted_no = trusted_touches and not is_suspect as is_last
from won
