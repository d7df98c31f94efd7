-- A sheet of a survey that was read a day later or more, and that is not there any more.
with told as (
    select
        responses.platform,
        responses.account_id,
        responses.survey_id,
        responses.response_id,
        responses.submitted_at,
        responses.answer_seconds,
        responses.is_complete,
        coalesce(responses.channel_hint, ways.channel) as channel_hint,
        responses.member_hash,
        responses.weight,
        responses.wave,
        responses.age_band,
        responses.gender,
        responses.city,
        case
            when
                kept.response_id is null
                and {{ hours_between('responses.submitted_at', 'surveys.listed_at') }} >= 24
                then 'deleted'
            else responses.status
        end as status
    from {{ ref('stg_survey_responses') }} as responses
    left join {{ ref('stg_survey_known_responses') }} as surveys
        on
            responses.platform = surveys.platform
            and responses.account_id = surveys.account_id
            and responses.survey_id = surveys.survey_id
            and surveys.response_id = '*'
    left join {{ ref('stg_survey_known_responses') }} as kept
        on
            responses.platform = kept.platform
            and responses.account_id = kept.account_id
            and responses.survey_id = kept.survey_id
            and responses.response_id = kept.response_id
    left join {{ ref('stg_survey_distributions') }} as ways
        on
            responses.platform = ways.platform
            and responses.account_id = ways.account_id
            and responses.survey_id = ways.survey_id
            and responses.collector_id = ways.collector_id
),

sheets as (
    select
        *,
        {{ business_day('submitted_at') }} as date_day,
        lag(submitted_at) over (
            partition by platform, account_id, survey_id, member_hash, status in ('completed', 'partial')
            order by submitted_at nulls last, response_id
        ) as before_at,
        row_number() over (partition by platform, account_id, survey_id order by answer_seconds nulls last, response_id)
            as pace_no,
        count(answer_seconds) over (partition by platform, account_id, survey_id) as timed
    from told
),

judged as (
    select
        *,
        max(case when pace_no = cast(floor((timed + 1) / 2) as bigint) then answer_seconds end)
            over (partition by platform, account_id, survey_id) as middle_seconds,
        case
            when status = 'completed' or status = 'partial'
                then member_hash is not null and {{ hours_between('before_at', 'submitted_at') }} < 24
            else false
        end as is_repeated
    from sheets
)

select
    {{ key_of(['platform', 'account_id', 'survey_id', 'response_id']) }} as response_key,
    platform,
    account_id,
    survey_id,
    response_id,
    date_day,
    submitted_at,
    answer_seconds,
    coalesce(status, 'completed') as status,
    channel_hint,
    member_hash,
    weight,
    age_band,
    gender,
    city,
    coalesce(wave, cast(extract(year from date_day) as string) || 'Q' || cast(extract(quarter from date_day) as string))
        as wave,
    coalesce(is_complete, false) as is_complete,
    coalesce(is_repeated, false) as is_repeated,
    coalesce(answer_seconds * 3 < middle_seconds, false) as is_hasty,
    coalesce(status in ('completed', 'partial'), false) and not coalesce(is_repeated, false) as is_valid
from judged
