select
    report_date as date_day,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    platform as source_name,
    cast(sum(followers_gained) as bigint) as followers_gained,
    cast(sum(followers_lost) as bigint) as followers_lost,
    max(followers_total) as followers_total,
    cast(sum(profile_views) as bigint) as profile_views,
    cast(sum(impressions) as bigint) as impressions,
    cast(sum(views) as bigint) as views,
    cast(sum(likes) as bigint) as likes,
    cast(sum(comments) as bigint) as comments,
    cast(sum(shares) as bigint) as shares,
    cast(sum(mentions) as bigint) as mentions,
    cast(sum(messages_received) as bigint) as messages_received,
    cast(sum(message_senders) as bigint) as message_senders,
    cast(sum(failed_replies) as bigint) as failed_replies,
    cast(sum(ad_income_native) as decimal(18, 6)) as ad_income_native,
    cast(sum(watch_minutes) as double) as watch_minutes
from {{ ref('stg_social_account_days') }}
group by report_date, platform, account_id
