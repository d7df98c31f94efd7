{%- set card = 'period_kind, period_start_date, period_end_date, is_closed, team_id, position_id' -%}
with measured as (
    select
        *,
        case when aggregation = 'sum' then numerator else {{ ratio('numerator', 'denominator') }} end as actual,
        case when aggregation = 'sum' then {{ ratio('elapsed_weight', 'period_weight') }} else 1 end as due_share
    from {{ ref('fct_kpi_target') }}
    where position_id not in ('none', 'unknown')
),

scored as (
    select
        *,
        {{ completion('due_share') }} as completion_rate
    from measured
),

points as (
    select
        *,
        case
            when completion_rate is not null and coalesce(scoring_kind, 'completion') = 'completion'
                then 100 * cast(weight as double) * greatest(least(completion_rate, completion_cap), 0)
        end as points
    from scored
),

cards as (
    select
        {{ card }},
        count(*) as kpis,
        cast(sum({{ exact('weight') }}) as double) as weight,
        cast(sum(case when points is not null then {{ exact('weight') }} else 0 end) as double) as weight_measured,
        min(case when points is null then kpi_code end) as first_missing_kpi_code,
        {%- for kind in ['quantitative', 'qualitative'] %}
        count(case when kpi_type = '{{ kind }}' then 1 end) as {{ kind }}_kpis,
        count(case when kpi_type = '{{ kind }}' and points is null then 1 end) as {{ kind }}_missing,
        cast(sum(case when kpi_type = '{{ kind }}' then {{ exact('weight') }} else 0 end) as double)
            as {{ kind }}_weight,
        cast(sum(case when kpi_type = '{{ kind }}' then {{ exact('points') }} end) as double) as {{ kind }}_points,
        {%- endfor %}
        cast(sum({{ exact('points') }}) as double) as points
    from points
    group by {{ card }}
)

select
    {{ key_of(['cards.period_kind', 'cards.period_start_date', 'cards.team_id', 'cards.position_id']) }} as card_key,
    cards.period_kind,
    cards.period_start_date,
    cards.period_end_date,
    cards.is_closed,
    cards.team_id,
    cards.position_id,
    cast(cards.kpis as bigint) as kpis,
    cast(cards.quantitative_kpis as bigint) as quantitative_kpis,
    cast(cards.qualitative_kpis as bigint) as qualitative_kpis,
    cards.weight,
    cards.weight_measured,
    {%- for kind in ['quantitative', 'qualitative'] %}
    cards.{{ kind }}_weight,
    case when cards.{{ kind }}_missing = 0 then cards.{{ kind }}_points end as {{ kind }}_score,
    {%- endfor %}
    cards.points as points_measured,
    case when cards.first_missing_kpi_code is null and abs(cards.weight - 1) < 0.001 then cards.points end as score,
    case
        when abs(coalesce(cards.weight, 0) - 1) >= 0.001 then 'weights_do_not_add_up'
        when cards.first_missing_kpi_code is not null then 'incomplete'
        when cards.is_closed then 'final'
        else 'to_date'
    end as card_state,
    cast(cards.quantitative_missing + cards.qualitative_missing as bigint) as kpis_missing,
    coalesce(cards.first_missing_kpi_code, 'none') as first_missing_kpi_code,
    case
        when cards.first_missing_kpi_code is null then 'none'
        when missing.missing_reason = 'none' and missing.completion_rate is not null
            then 'scored by a rule of its own: ' || missing.scoring_rule
        when missing.missing_reason = 'none' then 'the target is nothing'
        else missing.missing_reason
    end as first_missing_reason
from cards
left join points as missing
    on
        cards.period_kind = missing.period_kind
        and cards.period_start_date = missing.period_start_date
        and cards.team_id = missing.team_id
        and cards.position_id = missing.position_id
        and cards.first_missing_kpi_code = missing.kpi_code
