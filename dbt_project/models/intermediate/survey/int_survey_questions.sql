with answered as (
    select
        platform,
        account_id,
        survey_id,
        question_id,
        coalesce(row_id, '') as row_id,
        max(question) as question,
        max(answer_type) as answer_type
    from {{ ref('stg_survey_answers') }}
    group by platform, account_id, survey_id, question_id, coalesce(row_id, '')
),

labels as (
    select * from {{ ref('int_survey_labels') }}
),

options as (
    select
        platform,
        account_id,
        survey_id,
        question_id,
        count(*) as options,
        min({{ leading_number('label') }}) as least,
        max({{ leading_number('label') }}) as most
    from labels
    where label_kind = 'option'
    group by platform, account_id, survey_id, question_id
),

asked as (
    select
        questions.platform,
        questions.account_id,
        questions.survey_id,
        questions.question_id,
        coalesce(matrix.label_id, '') as row_id
    from labels as questions
    left join labels as matrix
        on
            questions.platform = matrix.platform
            and questions.account_id = matrix.account_id
            and questions.survey_id = matrix.survey_id
            and questions.question_id = matrix.question_id
            and matrix.label_kind = 'row'
    where questions.label_kind = 'question'
    union distinct
    select
        platform,
        account_id,
        survey_id,
        question_id,
        row_id
    from answered
),

named as (
    select
        asked.platform,
        asked.account_id,
        asked.survey_id,
        asked.question_id,
        asked.row_id,
        titles.survey_title,
        titles.position,
        coalesce(titles.question_kind, answered.answer_type) as question_kind,
        coalesce(answered.question, '') as told_as,
        coalesce(titles.label, answered.question, asked.question_id)
        || case when length(matrix.label) > 0 then ' – ' || matrix.label else '' end as question,
        options.options,
        options.least,
        options.most
    from asked
    left join answered
        on
            asked.platform = answered.platform
            and asked.account_id = answered.account_id
            and asked.survey_id = answered.survey_id
            and asked.question_id = answered.question_id
            and asked.row_id = answered.row_id
    left join labels as titles
        on
            asked.platform = titles.platform
            and asked.account_id = titles.account_id
            and asked.survey_id = titles.survey_id
            and asked.question_id = titles.question_id
            and titles.label_kind = 'question'
    left join labels as matrix
        on
            asked.platform = matrix.platform
            and asked.account_id = matrix.account_id
            and asked.survey_id = matrix.survey_id
            and asked.question_id = matrix.question_id
            and asked.row_id = matrix.label_id
            and matrix.label_kind = 'row'
    left join options
        on
            asked.platform = options.platform
            and asked.account_id = options.account_id
            and asked.survey_id = options.survey_id
            and asked.question_id = options.question_id
),

matches as (
    select
        named.platform,
        named.account_id,
        named.survey_id,
        named.question_id,
        named.row_id,
        min(rules.rule_no) as rule_no
    from named
    inner join {{ ref('survey_roles') }} as rules
        on
            rules.platform in ('*', named.platform)
            and rules.survey_id in ('*', named.survey_id)
            and rules.question_id in ('*', named.question_id)
            and (lower(named.question) like rules.asks_like or lower(named.told_as) like rules.asks_like)
    group by named.platform, named.account_id, named.survey_id, named.question_id, named.row_id
)

select
    {{ key_of(['named.platform', 'named.account_id', 'named.survey_id', 'named.question_id', 'named.row_id']) }}
        as question_key,
    named.*,
    -- A scale from 1 to 10 asks for recommendation, too, but it is no NPS.
    case
        when rules.role = 'nps' and named.least = 1 and named.most = 10 and named.options = 10 then 'other'
        else coalesce(rules.role, 'other')
    end as question_role
from named
left join matches
    on
        named.platform = matches.platform
        and named.account_id = matches.account_id
        and named.survey_id = matches.survey_id
        and named.question_id = matches.question_id
        and named.row_id = matches.row_id
left join {{ ref('survey_roles') }} as rules on matches.rule_no = rules.rule_no
