select
    date_day,
    source_name,
    channel_id,
    account_key,
    brand_id,
    region_id,
    product_line,
    sum(impressions) as impressions,
    sum(clicks) as clicks,
    sum(spend) as spend
from {{ ref('fct_ad_performance_daily') }}
group by date_day, source_name, channel_id, account_key, brand_id, region_id, product_line
