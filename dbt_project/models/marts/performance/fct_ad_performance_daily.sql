select
    date_day,
    account_key,
    campaign_key,
    ad_key,
    channel_id,
    brand_id,
    region_id,
    product_line,
    platform as source_name,
    coalesce(time_zone, 'unknown') as source_zone,
    currency_code,
    impressions,
    clicks,
    spend_native,
    spend,
    is_provisional
from {{ ref('int_ad_days') }}
