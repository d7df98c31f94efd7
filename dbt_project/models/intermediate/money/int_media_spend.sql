select
    account_key,
    campaign_key,
    channel_id,
    date_day,
    {{ money('sum(spend_native)') }} as spend_native,
    {{ money('sum(spend)') }} as spend
from {{ ref('int_ad_days') }}
group by account_key, campaign_key, channel_id, date_day
