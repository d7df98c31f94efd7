with measured as (
    select
        *,
        case when aggregation = 'sum' then numerator else {{ ratio('numerator', 'denominator') }} end as actual,
        {{ ratio('elapsed_days', 'period_days') }} as time_share,
        {{ ratio('elapsed_weight', 'period_weight') }} as curve_share,
        -- a sum is held against the share of its period that is over, anything else against the whole goal
        case when aggregation = 'sum' then {{ ratio('elapsed_weight', 'period_weight') }} else 1 end as due_share
    from {{ ref('fct_kpi_target') }}
),

judged as (
    select
        *,
        {{ completion('due_share') }} as completion_rate,
        {{ completion('1') }} as whole_completion_rate
    from measured
)

select
    target_key,
    period_kind,
    period_start_date,
    period_end_date,
    is_closed,
    team_id,
    position_id,
    region_id,
    product_line,
    kpi_code,
    kpi_name,
    kpi_type,
    metric_name,
    target_version,
    weight,
    unit,
    direction,
    is_change,
    baseline,
    target,
    cast(target * due_share as double) as target_to_date,
    cast(actual as double) as actual,
    numerator,
    denominator,
    raters,
    time_share,
    curve_share,
    completion_rate,
    whole_completion_rate,
    case
        when completion_rate is null then 'unknown'
        when completion_rate >= 1 then 'on_target'
        when completion_rate >= 0.9 then 'close'
        else 'behind'
    end as completion_state,
    case
        when missing_reason <> 'none' then missing_reason
        when completion_rate is null then 'the target is nothing'
        else 'none'
    end as missing_reason
from judged
