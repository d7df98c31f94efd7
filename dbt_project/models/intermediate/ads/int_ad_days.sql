with any_channel as (
    select
        platform,
        channel_id
    from {{ ref('platform_channels') }}
    where coalesce(channel_type, '') = ''
),

accounts as (
    select
        platform,
        account_id,
        max(time_zone) as time_zone,
        max(brand_id) as brand_id,
        max(region_id) as region_id
    from {{ ref('stg_accounts') }}
    group by platform, account_id
),

provisional as (
    select
        connector,
        account_id,
        date_day,
        max(case when state = 'provisional' then 1 else 0 end) = 1 as is_provisional
    from {{ ref('int_coverage_days') }}
    group by connector, account_id, date_day
)

select
    performance.report_date as date_day,
    performance.platform,
    performance.account_id,
    accounts.time_zone,
    {{ key_of(['performance.platform', 'performance.account_id']) }} as account_key,
    coalesce(campaigns.campaign_key, 'unknown') as campaign_key,
    case
        when performance.ad_id is null then 'none'
        else {{ key_of(['performance.platform', 'performance.account_id', 'performance.ad_id']) }}
    end as ad_key,
    coalesce(campaigns.channel_id, any_channel.channel_id, 'unassigned') as channel_id,
    coalesce(campaigns.brand_id, accounts.brand_id, 'unknown') as brand_id,
    coalesce(campaigns.region_id, accounts.region_id, 'unknown') as region_id,
    coalesce(campaigns.product_line, 'unknown') as product_line,
    performance.currency_code,
    performance.impressions,
    performance.clicks,
    performance.spend_native,
    {{ in_reporting_currency('performance.spend_native', 'rates.cny_per_unit') }} as spend,
    coalesce(provisional.is_provisional, false)
    or coalesce(performance.report_date > closed.last_closed_date, false) as is_provisional
from {{ ref('stg_ad_performance') }} as performance
left join {{ ref('int_campaign_spells') }} as campaigns
    on
        performance.platform = campaigns.platform
        and performance.account_id = campaigns.account_id
        and performance.campaign_id = campaigns.campaign_id
        and {{ stands_on('campaigns', 'performance.report_date') }}
left join any_channel on performance.platform = any_channel.platform
left join accounts on performance.platform = accounts.platform and performance.account_id = accounts.account_id
left join {{ ref('int_fx_days') }} as rates
    on performance.currency_code = rates.currency_code and performance.report_date = rates.date_day
left join provisional
    on
        performance.platform = provisional.connector
        and performance.account_id = provisional.account_id
        and performance.report_date = provisional.date_day
left join {{ ref('int_last_closed_day') }} as closed on true
