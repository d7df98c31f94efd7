with ad_coverage as (
    select
        connector,
        account_id,
        date_day,
        max(case when state = 'missing' then 1 else 0 end) as is_missing
    from {{ ref('int_coverage_days') }}
    where connector in (select channels.platform from {{ ref('platform_channels') }} as channels)
    group by connector, account_id, date_day
),

result_coverage as (
    select
        date_day,
        count(distinct case when state = 'missing' then connector || '/' || account_id end) as missing_result_accounts
    from {{ ref('int_coverage_days') }}
    where connector in ({{ shops() }}, 'hubspot', 'salesforce', 'fxiaoke', 'xiaoshouyi')
    group by date_day
),

bounds as (
    select
        min(first_date) as first_date,
        max(last_date) as last_date
    from (
        select
            min(date_day) as first_date,
            max(date_day) as last_date
        from {{ ref('int_ad_days') }}
        union all
        select
            min(date_day) as first_date,
            max(date_day) as last_date
        from {{ ref('int_cost_entries') }}
        union all
        select
            min(conversion_date) as first_date,
            max(conversion_date) as last_date
        from {{ ref('int_conversions') }}
        union all
        select
            last_closed_date as first_date,
            last_closed_date as last_date
        from {{ ref('int_last_closed_day') }}
    ) as ranges
),

days as (
    select days.date_day
    from {{ ref('int_days') }} as days
    inner join bounds on days.date_day between bounds.first_date and bounds.last_date
),

channels as (
    select
        channel_id,
        platform
    from {{ ref('channels') }}
    union all
    select
        'none' as channel_id,
        'none' as platform
    union all
    select
        'unattributed' as channel_id,
        'none' as platform
),

channel_rows as (
    select
        days.date_day,
        channels.channel_id,
        'none' as account_key,
        coalesce(sum(ad_coverage.is_missing), 0) as missing_accounts
    from days
    cross join channels
    left join ad_coverage on channels.platform = ad_coverage.connector and days.date_day = ad_coverage.date_day
    group by days.date_day, channels.channel_id
),

account_rows as (
    select
        ad_coverage.date_day,
        channels.channel_id,
        {{ key_of(['ad_coverage.connector', 'ad_coverage.account_id']) }} as account_key,
        ad_coverage.is_missing as missing_accounts
    from ad_coverage
    inner join channels on ad_coverage.connector = channels.platform
    inner join days on ad_coverage.date_day = days.date_day
),

together as (
    select * from channel_rows
    union all
    select * from account_rows
)

select
    together.date_day,
    together.channel_id,
    together.account_key,
    cast(together.missing_accounts as bigint) as missing_accounts,
    cast(coalesce(result_coverage.missing_result_accounts, 0) as bigint) as missing_result_accounts
from together
left join result_coverage on together.date_day = result_coverage.date_day
