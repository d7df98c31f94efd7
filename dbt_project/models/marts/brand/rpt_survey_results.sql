{%- set smallest_base = 30 -%}
{%- set smallest_base_of_a_lift = 100 -%}
with shares as (
    select
        *,
        {{ ratio('chosen_weight', 'base_weight') }} as chosen_share,
        {{ ratio('opposed_weight', 'base_weight') }} as opposed_share,
        {{ ratio('score_weight', 'base_weight') }} as mean_score
    from {{ ref('fct_survey_cell') }}
),

results as (
    select
        *,
        case when question_role = 'nps' then 100 * (chosen_share - opposed_share) else chosen_share end as result,
        case when question_role = 'nps' then 196 else 1.96 end
        * sqrt(
            greatest(chosen_share + opposed_share - power(chosen_share - opposed_share, 2), 0) / effective_base
        ) as spread
    from shares
),

compared as (
    select
        *,
        lag(wave) over (
            partition by source_name, survey_id, measure, segment_kind, segment, item order by wave
        ) as previous_wave,
        lag(responses) over (
            partition by source_name, survey_id, measure, segment_kind, segment, item order by wave
        ) as previous_responses,
        result - lag(result) over (
            partition by source_name, survey_id, measure, segment_kind, segment, item order by wave
        ) as moved,
        sqrt(
            spread * spread + power(lag(spread) over (
                partition by source_name, survey_id, measure, segment_kind, segment, item order by wave
            ), 2)
        ) as moved_spread
    from results
)

select
    compared.source_name,
    compared.survey_id,
    compared.wave,
    compared.measure,
    compared.question_role,
    compared.segment_kind,
    compared.segment,
    compared.item,
    case when compared.question_role = 'nps' then 'points' else 'share' end as unit,
    cast(compared.responses as bigint) as responses,
    compared.base_weight,
    compared.effective_base,
    compared.chosen_weight,
    compared.opposed_weight,
    compared.responses < {{ smallest_base }} as is_hidden,
    case when compared.responses >= {{ smallest_base }} then compared.result end as result,
    case when compared.responses >= {{ smallest_base }} then compared.spread end as result_margin,
    case when compared.responses >= {{ smallest_base }} then compared.mean_score end as mean_score,
    compared.previous_wave,
    case
        when least(compared.responses, compared.previous_responses) >= {{ smallest_base_of_a_lift }} then compared.moved
    end as lift,
    case
        when least(compared.responses, compared.previous_responses) >= {{ smallest_base_of_a_lift }}
            then compared.moved_spread
    end as lift_margin,
    case
        when compared.previous_wave is null then 'no wave before'
        when least(compared.responses, compared.previous_responses) < {{ smallest_base_of_a_lift }}
            then 'base too small'
        when abs(compared.moved) <= compared.moved_spread then 'not proven'
        when compared.moved > 0 then 'up'
        else 'down'
    end as lift_verdict
from compared
