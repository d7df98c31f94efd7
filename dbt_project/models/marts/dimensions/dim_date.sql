select
    days.date_day,
    cast(extract(year from days.date_day) as bigint) as calendar_year,
    cast({{ dbt.date_trunc('month', 'days.date_day') }} as date) as calendar_month,
    cast({{ dbt.date_trunc('quarter', 'days.date_day') }} as date) as quarter_date,
    cast({{ dbt.date_trunc('week', 'days.date_day') }} as date) as iso_week_date,
    cast({{ iso_weekday('days.date_day') }} as bigint) as iso_weekday_no,
    days.cn_day_kind,
    days.holiday_zh,
    days.holiday_en,
    days.is_calendar_official,
    cast(days.festival_day_no as bigint) as spring_festival_day_no,
    days.promo_season,
    days.promo_phase,
    cast(days.promo_day_no as bigint) as promo_day_no,
    cast(days.day_weight as double) as budget_weight,
    cast(days.workday_no as bigint) as workday_no,
    cast({{ dbt.dateadd('day', -364, 'days.date_day') }} as date) as same_weekday_last_year_date,
    days.comparable_date as comparable_last_year_date,
    days.comparable_by,
    coalesce(days.date_day <= closed.last_closed_date, false) as is_closed,
    coalesce({{ dbt.dateadd('day', 90, 'days.date_day') }} <= closed.last_closed_date, false) as is_90_days_old
from {{ ref('int_days') }} as days
left join {{ ref('int_last_closed_day') }} as closed on true
