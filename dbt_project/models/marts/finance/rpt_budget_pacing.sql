{%- set grain = ['period_kind', 'period_start_date', 'team_id', 'channel_id', 'project_id'] -%}
{%- set names = grain | join(', ') -%}
with closed as (
    select max(date_day) as last_closed_date
    from {{ ref('dim_date') }}
    where is_closed
),

looks as (
    select 0 as look_ago
    union all
    select 1 as look_ago
),

days as (
    select
        dates.date_day,
        dates.calendar_month,
        dates.budget_weight,
        cast({{ dbt.date_trunc('year', 'dates.date_day') }} as date) as calendar_year,
        looks.look_ago,
        {{ dbt.datediff('dates.date_day', 'closed.last_closed_date', 'day') }} - looks.look_ago as days_ago
    from {{ ref('dim_date') }} as dates
    inner join closed on closed.last_closed_date is not null
    cross join looks
),

calendar as (
    {%- for kind in ['month', 'year'] %}
    select
        *,
        '{{ kind }}' as period_kind,
        calendar_{{ kind }} as period_start_date
    from days
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

periods as (
    select
        period_kind,
        period_start_date,
        look_ago,
        min(days_ago + look_ago) >= 0 as is_closed,
        count(*) as days,
        sum(budget_weight) as weight,
        sum(case when days_ago >= 0 then 1 else 0 end) as days_elapsed,
        sum(case when days_ago >= 0 then budget_weight else 0 end) as weight_elapsed,
        sum(case when days_ago between 0 and 6 then budget_weight else 0 end) as weight_last_7
    from calendar
    group by period_kind, period_start_date, look_ago
),

entries as (
    select
        date_day,
        bearing_team_id as team_id,
        channel_id,
        project_id,
        cast(null as decimal(18, 6)) as budget,
        case when is_actual then cost else 0 end as actual,
        case when is_actual then 0 else cost end as committed
    from {{ ref('fct_marketing_cost') }}
    where cost_category <> 'discount'
    union all
    select
        budget_month as date_day,
        team_id,
        channel_id,
        project_id,
        budget_amount as budget,
        0 as actual,
        0 as committed
    from {{ ref('fct_budget_monthly') }}
    where is_current
),

summed as (
    select
        {{ names }},
        calendar.look_ago,
        sum(entries.budget) as budget,
        sum(case when calendar.days_ago >= 0 then entries.actual else 0 end) as actual,
        sum(case when calendar.days_ago between 0 and 6 then entries.actual else 0 end) as last_7,
        sum(entries.committed) as committed
    from entries
    inner join calendar on entries.date_day = calendar.date_day
    group by {{ names }}, calendar.look_ago
),

joined as (
    select
        summed.*,
        periods.is_closed,
        periods.days_elapsed,
        periods.weight_last_7,
        periods.weight - periods.weight_elapsed as weight_left,
        {{ ratio('periods.days_elapsed', 'periods.days') }} as time_share,
        {{ ratio('periods.weight_elapsed', 'periods.weight') }} as curve_share
    from summed
    inner join periods
        on
            summed.period_kind = periods.period_kind
            and summed.period_start_date = periods.period_start_date
            and summed.look_ago = periods.look_ago
),

measured as (
    select
        *,
        {{ ratio('actual', 'budget') }} as execution_rate,
        case
            when is_closed then actual + committed
            when days_elapsed >= 3
                then actual + committed + {{ money(ratio('last_7', 'weight_last_7') ~ ' * weight_left') }}
        end as forecast
    from joined
),

levels as (
    select
        *,
        max({{ alert_level('execution_rate', 'curve_share') }}) over (partition by {{ names }}) as level_no
    from measured
)

select
    {{ names }},
    is_closed,
    {{ money('budget') }} as budget,
    {{ money('actual') }} as actual,
    {{ money('committed') }} as committed,
    {{ money('forecast') }} as forecast,
    time_share,
    curve_share,
    execution_rate,
    {{ ratio('budget - actual - committed', 'budget') }} as remaining_share,
    {{ ratio('execution_rate', 'time_share') }} as pacing_index,
    {{ ratio('execution_rate', 'curve_share') }} as pacing_index_curve,
    coalesce(budget, 0) = 0 and actual + committed <> 0 as is_unbudgeted,
    case
        when coalesce(budget, 0) <> 0
            then case level_no when 3 then 'stop' when 2 then 'warn' when 1 then 'watch' else 'ok' end
        when actual + committed <> 0 then 'unbudgeted'
        else 'ok'
    end as alert_level
from levels
where look_ago = 0
