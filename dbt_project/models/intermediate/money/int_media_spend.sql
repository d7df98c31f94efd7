select
    performance.platform,
    performance.account_id,
    campaigns.account_key,
    campaigns.campaign_key,
    campaigns.channel_id,
    performance.report_date as date_day,
    performance.currency_code,
    {{ money('sum(performance.spend_native)') }} as spend_native,
    {{ money('sum(cast(performance.spend_native * rates.cny_per_unit as decimal(18, 6)))') }} as spend
from {{ ref('stg_ad_performance') }} as performance
inner join {{ ref('int_campaigns') }} as campaigns
    on
        performance.platform = campaigns.platform
        and performance.account_id = campaigns.account_id
        and performance.campaign_id = campaigns.campaign_id
left join {{ ref('int_fx_days') }} as rates
    on performance.currency_code = rates.currency_code and performance.report_date = rates.date_day
group by
    performance.platform,
    performance.account_id,
    campaigns.account_key,
    campaigns.campaign_key,
    campaigns.channel_id,
    performance.report_date,
    performance.currency_code
