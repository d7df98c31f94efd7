with counted as (
    select
        platform,
        account_id,
        survey_id,
        collector_id,
        count(*) as responses
    from {{ ref('stg_survey_responses') }}
    where collector_id is not null
    group by platform, account_id, survey_id, collector_id
    union all
    select
        platform,
        account_id,
        survey_id,
        'all' as collector_id,
        sum(case when is_complete then 1 else 0 end) as responses
    from {{ ref('stg_survey_responses') }}
    group by platform, account_id, survey_id
)

select
    {{ key_of(['ways.platform', 'ways.account_id', 'ways.survey_id', 'ways.collector_id']) }} as distribution_key,
    ways.platform as source_name,
    ways.account_id,
    ways.survey_id,
    ways.collector_id,
    ways.name,
    ways.channel,
    ways.status,
    {{ business_day('ways.sent_at') }} as sent_date,
    ways.workspace,
    ways.visits,
    ways.visitors,
    ways.mailing_list,
    ways.mailing_list_contacts,
    ways.mailing_list_unsubscribed,
    ways.invitations_sent,
    ways.invitations_opened,
    ways.invitations_bounced,
    ways.responses_begun,
    ways.responses_told as platform_responses,
    cast(
        case
            when ways.platform = 'surveymonkey' or ways.collector_id = 'all' then coalesce(counted.responses, 0)
        end as bigint
    ) as responses
from {{ ref('stg_survey_distributions') }} as ways
left join counted
    on
        ways.platform = counted.platform
        and ways.account_id = counted.account_id
        and ways.survey_id = counted.survey_id
        and ways.collector_id = counted.collector_id
