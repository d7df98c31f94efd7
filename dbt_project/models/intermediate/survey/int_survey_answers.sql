with told as (
    select
        answers.*,
        questions.question_key,
        questions.question_role,
        questions.question as question_text,
        options.label as option_label,
        coalesce(options.label, answers.answer_text, nullif(answers.option_id, '')) as chosen,
        coalesce(
            options.score,
            answers.answer_number,
            {{ leading_number('coalesce(options.label, answers.answer_text)') }}
        ) as told_number
    from {{ ref('stg_survey_answers') }} as answers
    inner join {{ ref('int_survey_questions') }} as questions
        on
            answers.platform = questions.platform
            and answers.account_id = questions.account_id
            and answers.survey_id = questions.survey_id
            and answers.question_id = questions.question_id
            and coalesce(answers.row_id, '') = questions.row_id
    left join {{ ref('int_survey_labels') }} as options
        on
            answers.platform = options.platform
            and answers.account_id = options.account_id
            and answers.survey_id = options.survey_id
            and answers.question_id = options.question_id
            and answers.option_id = options.label_id
            and options.label_kind = 'option'
),

read as (
    select
        told.*,
        nones.word is not null as is_dont_know,
        -- A scale of recommendation that reaches 11 is numbered by option: 1 stands for 0.
        coalesce(told.told_number, words.score)
        - case
            when told.question_role = 'nps' and max(told.told_number) over (partition by told.question_key) = 11 then 1
            else 0
        end as number_read
    from told
    left join {{ ref('survey_words') }} as words
        on told.question_role = words.role and lower(trim(told.chosen)) = words.word
    left join {{ ref('survey_words') }} as nones on nones.role = 'none' and lower(trim(told.chosen)) = nones.word
)

select
    {{ key_of(['answers.platform', 'answers.account_id', 'answers.survey_id', 'answers.response_id',
        'answers.question_id', 'answers.row_id', 'answers.option_id', 'answers.option_no']) }} as answer_key,
    {{ key_of(['answers.platform', 'answers.account_id', 'answers.survey_id', 'answers.response_id']) }}
        as response_key,
    answers.question_key,
    sheets.date_day,
    sheets.member_hash,
    answers.platform as source_name,
    answers.survey_id,
    sheets.wave,
    answers.response_id,
    answers.question_id,
    answers.row_id,
    answers.option_id,
    answers.question_text as question,
    answers.question_role,
    answers.option_no,
    answers.answer_number,
    coalesce(answers.answer_text, answers.chosen) as answer_text,
    case
        when
            not answers.is_dont_know
            and (
                length(answers.option_id) > 0
                or answers.question_role in ('awareness_unaided', 'awareness_aided', 'consideration', 'preference')
            )
            then coalesce(brands.brand, answers.chosen)
    end as item,
    case
        when answers.question_role = 'nps' and answers.number_read between 0 and 10 then answers.number_read
        when answers.question_role in ('csat', 'ces', 'purchase_intent') and answers.number_read between 1 and 10
            then answers.number_read
    end as score,
    answers.is_skipped,
    answers.is_shown,
    answers.is_dont_know,
    coalesce(sheets.is_valid, false) as is_valid,
    coalesce(sheets.is_complete, false) as is_complete,
    coalesce(sheets.weight, 1.0e0) as weight
from read as answers
left join {{ ref('int_survey_sheets') }} as sheets
    on
        answers.platform = sheets.platform
        and answers.account_id = sheets.account_id
        and answers.survey_id = sheets.survey_id
        and answers.response_id = sheets.response_id
left join {{ ref('brand_synonyms') }} as brands on lower(trim(answers.chosen)) = brands.written
