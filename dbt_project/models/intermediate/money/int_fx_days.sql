with rates as (
    select
        currency_code,
        rate_date,
        max(cny_per_unit) as cny_per_unit
    from {{ ref('stg_fx_rates') }}
    group by currency_code, rate_date
),

known as (
    select
        currency_code,
        min(rate_date) as first_date,
        {{ dbt.dateadd('day', 7, 'max(rate_date)') }} as last_date
    from rates
    group by currency_code
),

spine as (
    select
        known.currency_code,
        days.date_day
    from known
    inner join {{ ref('int_days') }} as days
        on known.first_date <= days.date_day and cast(known.last_date as date) >= days.date_day
),

carried as (
    select
        spine.currency_code,
        spine.date_day,
        max(rates.rate_date) over (
            partition by spine.currency_code order by spine.date_day
            rows between unbounded preceding and current row
        ) as rate_date
    from spine
    left join rates on spine.currency_code = rates.currency_code and spine.date_day = rates.rate_date
)

select
    carried.currency_code,
    carried.date_day,
    carried.rate_date,
    rates.cny_per_unit,
    {{ dbt.datediff('carried.rate_date', 'carried.date_day', 'day') }} as days_carried
from carried
inner join rates on carried.currency_code = rates.currency_code and carried.rate_date = rates.rate_date
where carried.currency_code <> '{{ var("reporting_currency") }}'
union all
select
    '{{ var("reporting_currency") }}' as currency_code,
    date_day,
    date_day as rate_date,
    cast(1 as decimal(18, 6)) as cny_per_unit,
    0 as days_carried
from {{ ref('int_days') }}
