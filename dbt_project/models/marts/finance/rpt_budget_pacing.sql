{%- set grain = ['period_kind', 'period_start_date', 'team_id', 'channel_id', 'project_id'] -%}
{%- set names = grain | join(', ') -%}
with closed as (
    select max(date_day) as last_closed_date
    from {{ ref('dim_date') }}
    where is_closed
),

days as (
    select
        dates.date_day,
        dates.calendar_month,
        dates.budget_weight,
        cast({{ dbt.date_trunc('year', 'dates.date_day') }} as date) as calendar_year,
        {{ dbt.datediff('dates.date_day', 'closed.last_closed_date', 'day') }} as days_ago
    from {{ ref('dim_date') }} as dates
    cross join closed
    where closed.last_closed_date is not null
),

calendar as (
    select
        *,
        'month' as period_kind,
        calendar_month as period_start_date
    from days
    union all
    select
        *,
        'year' as period_kind,
        calendar_year as period_start_date
    from days
),

periods as (
    select
        period_kind,
        period_start_date,
        min(days_ago) >= 0 as is_closed,
        count(*) as days,
        sum(budget_weight) as weight,
        sum(case when days_ago >= 0 then 1 else 0 end) as days_elapsed,
        sum(case when days_ago >= 0 then budget_weight else 0 end) as weight_elapsed,
        sum(case when days_ago >= 1 then 1 else 0 end) as days_elapsed_before,
        sum(case when days_ago between 0 and 6 then budget_weight else 0 end) as weight_last_7
    from calendar
    group by period_kind, period_start_date
),

budget as (
    select
        calendar.period_kind,
        calendar.period_start_date,
        lines.team_id,
        lines.channel_id,
        lines.project_id,
        sum(lines.budget_amount) as budget
    from {{ ref('fct_budget_monthly') }} as lines
    inner join calendar on lines.budget_month = calendar.date_day
    where lines.is_current
    group by calendar.period_kind, calendar.period_start_date, lines.team_id, lines.channel_id, lines.project_id
),

entries as (
    select
        calendar.period_kind,
        calendar.period_start_date,
        calendar.days_ago,
        cost.bearing_team_id as team_id,
        cost.channel_id,
        cost.project_id,
        case when cost.is_actual then cost.cost else 0 end as actual,
        case when cost.is_actual then 0 else cost.cost end as committed
    from {{ ref('fct_marketing_cost') }} as cost
    inner join calendar on cost.date_day = calendar.date_day
    where cost.cost_category <> 'discount'
),

actual as (
    select
        {{ names }},
        sum(case when days_ago >= 0 then actual else 0 end) as actual,
        sum(case when days_ago >= 1 then actual else 0 end) as actual_before,
        sum(case when days_ago between 0 and 6 then actual else 0 end) as last_7,
        sum(committed) as committed
    from entries
    group by {{ names }}
),

spine as (
    select {{ names }}
    from budget
    union
    select {{ names }}
    from actual
),

joined as (
    select
        spine.*,
        periods.is_closed,
        periods.days_elapsed,
        periods.weight_last_7,
        periods.weight - periods.weight_elapsed as weight_left,
        budget.budget,
        coalesce(actual.actual, 0) as actual,
        coalesce(actual.actual_before, 0) as actual_before,
        coalesce(actual.last_7, 0) as last_7,
        coalesce(actual.committed, 0) as committed,
        {{ ratio('periods.days_elapsed', 'periods.days') }} as time_share,
        {{ ratio('periods.days_elapsed_before', 'periods.days') }} as time_share_before,
        {{ ratio('periods.weight_elapsed', 'periods.weight') }} as curve_share
    from spine
    inner join periods
        on spine.period_kind = periods.period_kind and spine.period_start_date = periods.period_start_date
    left join budget
        on
            spine.period_kind = budget.period_kind
            and spine.period_start_date = budget.period_start_date
            and spine.team_id = budget.team_id
            and spine.channel_id = budget.channel_id
            and spine.project_id = budget.project_id
    left join actual
        on
            spine.period_kind = actual.period_kind
            and spine.period_start_date = actual.period_start_date
            and spine.team_id = actual.team_id
            and spine.channel_id = actual.channel_id
            and spine.project_id = actual.project_id
),

measured as (
    select
        *,
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
        {{ ratio('actual', 'budget') }} as execution_rate,
        {{ ratio(ratio('actual', 'budget'), 'time_share') }} as pacing_index,
        {{ ratio(ratio('actual', 'budget'), 'curve_share') }} as pacing_index_curve,
        {{ alert_level('actual', 'time_share') }} as level_now,
        {{ alert_level('actual_before', 'time_share_before') }} as level_before
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
    pacing_index,
    pacing_index_curve,
    coalesce(budget, 0) = 0 and actual + committed <> 0 as is_unbudgeted,
    case
        when coalesce(budget, 0) = 0 then case when actual + committed <> 0 then 'unbudgeted' else 'ok' end
        when greatest(level_now, level_before) = 3 then 'stop'
        when greatest(level_now, level_before) = 2 then 'warn'
        when greatest(level_now, level_before) = 1 then 'watch'
        else 'ok'
    end as alert_level
from levels
