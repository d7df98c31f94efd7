with measures as (
    select
        *,
        cast(weight as decimal(18, 6)) as exact_weight
    from {{ ref('int_survey_measures') }}
),

segments as (
    {%- for kind in ['total', 'channel', 'age_band', 'gender', 'city'] %}
    select
        response_key,
        '{{ kind }}' as segment_kind,
        {{ "'total'" if kind == 'total' else 'channel_hint' if kind == 'channel' else kind }} as segment
    from {{ ref('int_survey_sheets') }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

sheets as (
    select distinct
        response_key,
        source_name,
        survey_id,
        wave,
        measure,
        question_role,
        exact_weight
    from measures
),

-- the two best of a scale; of effort, asked from 1 to 7, the three that agree
scales as (
    select
        source_name,
        survey_id,
        measure,
        case
            when max(score) <= 5 then 4
            when max(score) <= 7 then case when max(question_role) = 'ces' then 5 else 6 end
            else 9
        end as top_box
    from measures
    group by source_name, survey_id, measure
),

bases as (
    select
        sheets.source_name,
        sheets.survey_id,
        sheets.wave,
        sheets.measure,
        sheets.question_role,
        segments.segment_kind,
        segments.segment,
        count(*) as responses,
        cast(sum(sheets.exact_weight) as decimal(18, 6)) as base_weight,
        cast(sum(sheets.exact_weight * sheets.exact_weight) as double) as squared_weight
    from sheets
    inner join segments on sheets.response_key = segments.response_key and segments.segment is not null
    group by
        sheets.source_name,
        sheets.survey_id,
        sheets.wave,
        sheets.measure,
        sheets.question_role,
        segments.segment_kind,
        segments.segment
),

items as (
    select distinct
        source_name,
        survey_id,
        measure,
        item
    from measures
    where item is not null
),

chosen as (
    select
        measures.source_name,
        measures.survey_id,
        measures.wave,
        measures.measure,
        measures.item,
        segments.segment_kind,
        segments.segment,
        sum(
            case
                when
                    measures.score is null
                    or measures.question_role = 'nps' and measures.score >= 9
                    or measures.question_role <> 'nps' and measures.score >= scales.top_box
                    then measures.exact_weight
                else 0
            end
        ) as chosen_weight,
        sum(case when measures.question_role = 'nps' and measures.score <= 6 then measures.exact_weight else 0 end)
            as opposed_weight,
        sum(measures.exact_weight * cast(measures.score as decimal(9, 3))) as score_weight
    from measures
    inner join segments on measures.response_key = segments.response_key and segments.segment is not null
    left join scales
        on
            measures.source_name = scales.source_name
            and measures.survey_id = scales.survey_id
            and measures.measure = scales.measure
    where measures.item is not null
    group by
        measures.source_name,
        measures.survey_id,
        measures.wave,
        measures.measure,
        measures.item,
        segments.segment_kind,
        segments.segment
)

select
    bases.source_name,
    bases.survey_id,
    bases.wave,
    bases.measure,
    bases.question_role,
    bases.segment_kind,
    bases.segment,
    items.item,
    cast(bases.responses as bigint) as responses,
    bases.base_weight,
    cast(coalesce(chosen.chosen_weight, 0) as decimal(18, 6)) as chosen_weight,
    cast(coalesce(chosen.opposed_weight, 0) as decimal(18, 6)) as opposed_weight,
    cast(chosen.score_weight as double) as score_weight,
    power(cast(bases.base_weight as double), 2) / nullif(bases.squared_weight, 0) as effective_base
from bases
inner join items
    on bases.source_name = items.source_name and bases.survey_id = items.survey_id and bases.measure = items.measure
left join chosen
    on
        bases.source_name = chosen.source_name
        and bases.survey_id = chosen.survey_id
        and bases.wave = chosen.wave
        and bases.measure = chosen.measure
        and bases.segment_kind = chosen.segment_kind
        and bases.segment = chosen.segment
        and items.item = chosen.item
