select
    date_day,
    source_name,
    channel_id,
    account_key,
    sum(claimed_conversions) as claimed_orders,
    sum(claimed_value) as claimed_value
from {{ ref('fct_ad_claimed_conversions_daily') }}
where is_primary_claim and coalesce(goal_id, 'order') = 'order'
group by date_day, source_name, channel_id, account_key
