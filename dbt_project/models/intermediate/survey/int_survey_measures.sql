with answers as (
    select * from {{ ref('int_survey_answers') }}
    where is_valid and is_shown and (is_complete or not is_skipped)
),

-- Waves of one study are compared by role, as long as only one question of a wave has it.
roles as (
    select
        source_name,
        survey_id,
        wave,
        question_role
    from answers
    where question_role not in ('other', 'reason')
    group by source_name, survey_id, wave, question_role
    having count(distinct question_key) = 1
),

measured as (
    select
        answers.*,
        case when roles.question_role is null then answers.question_key else answers.question_role end as measure
    from answers
    left join roles
        on
            answers.source_name = roles.source_name
            and answers.survey_id = roles.survey_id
            and answers.wave = roles.wave
            and answers.question_role = roles.question_role
),

scored as (
    select
        response_key,
        source_name,
        survey_id,
        wave,
        measure,
        question_role,
        'score' as item,
        max(score) as score,
        max(weight) as weight
    from measured
    where score is not null
    group by response_key, source_name, survey_id, wave, measure, question_role
),

shown_a_list as (
    select distinct
        response_key,
        measure,
        question_role
    from measured
    where question_role = 'awareness_aided'
),

-- Who names a brand unaided knows it when it is on a list, too.
chosen as (
    select
        response_key,
        source_name,
        survey_id,
        wave,
        measure,
        question_role,
        item,
        weight
    from measured
    where question_role not in ('nps', 'csat', 'ces') and score is null and not is_dont_know
    union distinct
    select
        unaided.response_key,
        unaided.source_name,
        unaided.survey_id,
        unaided.wave,
        shown_a_list.measure,
        shown_a_list.question_role,
        unaided.item,
        unaided.weight
    from measured as unaided
    inner join shown_a_list on unaided.response_key = shown_a_list.response_key
    where unaided.question_role = 'awareness_unaided' and unaided.item is not null
),

listed as (
    select
        *,
        count(item) over (partition by source_name, survey_id, measure) as items
    from chosen
)

select
    response_key,
    source_name,
    survey_id,
    wave,
    measure,
    question_role,
    item,
    score,
    weight
from scored
union all
select
    response_key,
    source_name,
    survey_id,
    wave,
    measure,
    question_role,
    item,
    cast(null as double) as score,
    weight
from listed
where items > 0
