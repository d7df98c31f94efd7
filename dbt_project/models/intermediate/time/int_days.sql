{%- set festival_reach = 15 -%}
with spine as (
    {{ dbt.date_spine(
        datepart='day',
        start_date="cast('" ~ var('calendar_from') ~ "' as date)",
        end_date="cast('" ~ var('calendar_to') ~ "' as date)"
    ) }}
),

days as (
    select
        cast(date_day as date) as date_day,
        cast(extract(year from date_day) as integer) as calendar_year
    from spine
),

official_years as (
    select cast(extract(year from date_day) as integer) as calendar_year
    from {{ ref('calendar_cn') }}
    group by extract(year from date_day)
    having min(case when is_official then 1 else 0 end) = 1
),

season_starts as (
    select
        promo_season,
        cast(extract(year from first_date) as integer) as calendar_year,
        min(first_date) as first_date
    from {{ ref('promo_calendar') }}
    group by promo_season, extract(year from first_date)
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

festivals as (
    select
        days.date_day,
        festivals.calendar_year as festival_year,
        {{ dbt.datediff('festivals.date_day', 'days.date_day', 'day') }} as festival_day_no,
        row_number() over (
            partition by days.date_day
            order by abs({{ dbt.datediff('festivals.date_day', 'days.date_day', 'day') }}), festivals.date_day
        ) as nearness
    from days
    inner join {{ ref('spring_festivals') }} as festivals
        on days.calendar_year between festivals.calendar_year - 1 and festivals.calendar_year + 1
),

kinds as (
    select
        days.date_day,
        days.calendar_year,
        holidays.name_zh as holiday_zh,
        holidays.name_en as holiday_en,
        official_years.calendar_year is not null as is_calendar_official,
        festivals.festival_year,
        festivals.festival_day_no,
        coalesce(promo_days.promo_season, 'none') as promo_season,
        coalesce(promo_days.promo_phase, 'none') as promo_phase,
        {{ dbt.datediff('season_starts.first_date', 'days.date_day', 'day') }} + 1 as promo_day_no,
        case
            when holidays.day_kind is not null then holidays.day_kind
            when {{ iso_weekday('days.date_day') }} in (6, 7) then 'weekend'
            else 'workday'
        end as cn_day_kind
    from days
    left join {{ ref('calendar_cn') }} as holidays on days.date_day = holidays.date_day
    left join official_years on days.calendar_year = official_years.calendar_year
    left join promo_days on days.date_day = promo_days.date_day
    left join season_starts
        on promo_days.promo_season = season_starts.promo_season and days.calendar_year = season_starts.calendar_year
    left join festivals on days.date_day = festivals.date_day and festivals.nearness = 1
),

-- The same day of the same promotion; else, around Spring Festival, the same day from it; else the same weekday.
compared as (
    select
        kinds.date_day,
        case
            when promos.date_day is not null then 'promotion'
            when festivals.date_day is not null then 'spring_festival'
            else 'weekday'
        end as comparable_by,
        coalesce(
            promos.date_day,
            {{ dbt.dateadd('day', 'kinds.festival_day_no', 'festivals.date_day') }},
            {{ dbt.dateadd('day', -364, 'kinds.date_day') }}
        ) as comparable_date
    from kinds
    left join kinds as promos
        on
            kinds.promo_season = promos.promo_season
            and kinds.promo_day_no = promos.promo_day_no
            and kinds.calendar_year = promos.calendar_year + 1
    left join {{ ref('spring_festivals') }} as festivals
        on
            kinds.festival_year = festivals.calendar_year + 1
            and kinds.festival_day_no between -{{ festival_reach }} and {{ festival_reach }}
)

select
    kinds.date_day,
    kinds.cn_day_kind,
    kinds.holiday_zh,
    kinds.holiday_en,
    kinds.is_calendar_official,
    kinds.festival_day_no,
    kinds.promo_season,
    kinds.promo_phase,
    kinds.promo_day_no,
    compared.comparable_by,
    cast(compared.comparable_date as date) as comparable_date,
    curves.day_weight,
    sum(case when kinds.cn_day_kind in ('workday', 'make_up_workday') then 1 else 0 end) over (
        order by kinds.date_day rows between unbounded preceding and current row
    ) as workday_no
from kinds
inner join compared on kinds.date_day = compared.date_day
left join {{ ref('budget_curves') }} as curves on kinds.promo_phase = curves.promo_phase
