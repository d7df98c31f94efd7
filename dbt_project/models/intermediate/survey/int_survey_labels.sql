with texts as (
    select
        *,
        row_number() over (
            partition by platform, account_id, survey_id, question_id, label_kind, label_id
            order by changed_at desc nulls last, form_version desc
        ) as recency
    from {{ ref('stg_survey_questions') }}
)

select
    platform,
    account_id,
    survey_id,
    survey_title,
    question_id,
    question_kind,
    label_kind,
    label_id,
    label,
    position,
    score
from texts
where recency = 1
