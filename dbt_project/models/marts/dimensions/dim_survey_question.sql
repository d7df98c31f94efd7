select
    question_key,
    platform as source_name,
    account_id,
    survey_id,
    survey_title,
    question_id,
    row_id,
    position,
    question,
    question_kind,
    question_role,
    cast(options as bigint) as options
from {{ ref('int_survey_questions') }}
