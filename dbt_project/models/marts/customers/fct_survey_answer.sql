select
    {{ key_of(['answers.platform', 'answers.account_id', 'answers.survey_id', 'answers.response_id',
        'answers.question_id', 'answers.option_no']) }} as answer_key,
    {{ key_of(['answers.platform', 'answers.account_id', 'answers.survey_id', 'answers.response_id']) }}
        as response_key,
    {{ business_day('responses.submitted_at') }} as date_day,
    coalesce(persons.person_key, 'unknown') as person_key,
    answers.platform as source_name,
    answers.survey_id,
    answers.response_id,
    answers.question_id,
    coalesce(answers.question, answers.question_id) as question,
    answers.option_no,
    answers.answer_number,
    answers.answer_text,
    answers.is_skipped,
    coalesce(responses.is_complete, false) as is_valid,
    1.0e0 as weight
from {{ ref('stg_survey_answers') }} as answers
left join {{ ref('stg_survey_responses') }} as responses
    on
        answers.platform = responses.platform
        and answers.account_id = responses.account_id
        and answers.survey_id = responses.survey_id
        and answers.response_id = responses.response_id
left join {{ ref('int_identity_groups') }} as persons on 'member:' || responses.member_hash = persons.identifier
