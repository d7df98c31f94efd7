select
    date_day,
    source_name,
    channel_id,
    account_key,
    brand_id,
    region_id,
    product_line,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(clicks) as bigint) as clicks,
    sum(spend) as spend
from {{ ref('fct_ad_performance_daily') }}
group by date_day, source_name, channel_id, account_key, brand_id, region_id, product_line
