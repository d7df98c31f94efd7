select
    cast({{ dbt.date_trunc('month', 'days.date_day') }} as date) as report_month,
    max(days.date_day) as closed_until
from {{ ref('int_days') }} as days
inner join {{ ref('int_last_closed_day') }} as last_day on days.date_day <= last_day.last_closed_date
group by cast({{ dbt.date_trunc('month', 'days.date_day') }} as date)
