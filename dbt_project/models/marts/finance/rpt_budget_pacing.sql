{%- set grain = ['period_kind', 'period_start_date', 'team_id', 'channel_id', 'project_id'] -%}
{%- set names = grain | join(', ') -%}
with calendar as (
    select
        periods.period_kind,
        case when periods.period_kind = 'month' then dates.calendar_month else cast({{ dbt.date_trunc('year', 'dates.date_day') }} as date) end
            as period_start_date,
        dates.date_day,
        dates.budget_weight,
        closed.last_closed_date
    from {{ ref('dim_date') }} as dates
    cross join (select 'month' as period_kind union all select 'year' as period_kind) as periods
    cross join {{ ref('int_last_closed_day') }} as closed
),

periods as (
    select
        period_kind,
        period_start_date,
        last_closed_date,
        max(date_day) as last_date,
        count(*) as days,
        sum(budget_weight) as weight,
        count(case when date_day <= last_closed_date then 1 end) as days_elapsed,
        coalesce(sum(case when date_day <= last_closed_date then budget_weight end), 0) as weight_elapsed,
        count(case when date_day < last_closed_date then 1 end) as days_elapsed_before,
        coalesce(sum(case when date_day > {{ dbt.dateadd('day', -7, 'last_closed_date') }}
            and date_day <= last_closed_date then budget_weight end), 0) as weight_last_7
    from calendar
    group by period_kind, period_start_date, last_closed_date
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

actual as (
    select
        calendar.period_kind,
        calendar.period_start_date,
        entries.bearing_team_id as team_id,
        entries.channel_id,
        entries.project_id,
        sum(case when entries.is_actual and entries.date_day <= calendar.last_closed_date then entries.cost else 0 end) as actual,
        sum(case when entries.is_actual and entries.date_day < calendar.last_closed_date then entries.cost else 0 end)
            as actual_before,
        sum(case when not entries.is_actual then entries.cost else 0 end) as committed,
        sum(case when entries.is_actual and entries.date_day <= calendar.last_closed_date
            and entries.date_day > {{ dbt.dateadd('day', -7, 'calendar.last_closed_date') }} then entries.cost else 0 end) as last_7
    from {{ ref('fct_marketing_cost') }} as entries
    inner join calendar on entries.date_day = calendar.date_day
    where entries.cost_category <> 'discount'
    group by calendar.period_kind, calendar.period_start_date, entries.bearing_team_id, entries.channel_id, entries.project_id
),

spine as (
    select {{ names }} from budget
    union
    select {{ names }} from actual
),

measured as (
    select
        spine.*,
        periods.last_date <= periods.last_closed_date as is_closed,
        budget.budget,
        coalesce(actual.actual, 0) as actual,
        coalesce(actual.actual_before, 0) as actual_before,
        coalesce(actual.committed, 0) as committed,
        {{ ratio('periods.days_elapsed', 'periods.days') }} as time_share,
        {{ ratio('periods.days_elapsed_before', 'periods.days') }} as time_share_before,
        {{ ratio('periods.weight_elapsed', 'periods.weight') }} as curve_share,
        case
            when periods.last_date <= periods.last_closed_date then coalesce(actual.actual, 0) + coalesce(actual.committed, 0)
            when periods.days_elapsed >= 3 then
                coalesce(actual.actual, 0) + coalesce(actual.committed, 0)
                + cast({{ ratio('coalesce(actual.last_7, 0)', 'periods.weight_last_7') }}
                    * (periods.weight - periods.weight_elapsed) as decimal(18, 6))
        end as forecast
    from spine
    inner join periods on spine.period_kind = periods.period_kind and spine.period_start_date = periods.period_start_date
    left join budget
        on
            spine.period_kind = budget.period_kind and spine.period_start_date = budget.period_start_date
            and spine.team_id = budget.team_id and spine.channel_id = budget.channel_id and spine.project_id = budget.project_id
    left join actual
        on
            spine.period_kind = actual.period_kind and spine.period_start_date = actual.period_start_date
            and spine.team_id = actual.team_id and spine.channel_id = actual.channel_id and spine.project_id = actual.project_id
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
