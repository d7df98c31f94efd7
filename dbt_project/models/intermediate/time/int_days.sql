with spine as (
    {{ dbt.date_spine(
        datepart='day',
        start_date="cast('" ~ var('calendar_from') ~ "' as date)",
        end_date="cast('" ~ var('calendar_to') ~ "' as date)"
    ) }}
),

days as (
    select cast(date_day as date) as date_day
    from spine
),

promo_days as (
    select
        days.date_day,
        min(promo.promo_season) as promo_season,
        min(promo.promo_phase) as promo_phase
    from days
    inner join {{ ref('promo_calendar') }} as promo
        on days.date_day between promo.first_date and promo.last_date
    group by days.date_day
),

kinds as (
    select
        days.date_day,
        holidays.name_zh as holiday_zh,
        holidays.name_en as holiday_en,
        coalesce(promo_days.promo_season, 'none') as promo_season,
        coalesce(promo_days.promo_phase, 'none') as promo_phase,
        case
            when holidays.day_kind is not null then holidays.day_kind
            when {{ iso_weekday('days.date_day') }} in (6, 7) then 'weekend'
            else 'workday'
        end as cn_day_kind
    from days
    left join {{ ref('calendar_cn') }} as holidays on days.date_day = holidays.date_day
    left join promo_days on days.date_day = promo_days.date_day
)

select
    kinds.date_day,
    kinds.cn_day_kind,
    kinds.holiday_zh,
    kinds.holiday_en,
    kinds.promo_season,
    kinds.promo_phase,
    curves.day_weight,
    sum(case when kinds.cn_day_kind in ('workday', 'make_up_workday') then 1 else 0 end) over (
        order by kinds.date_day rows between unbounded preceding and current row
    ) as workday_no
from kinds
left join {{ ref('budget_curves') }} as curves on kinds.promo_phase = curves.promo_phase
