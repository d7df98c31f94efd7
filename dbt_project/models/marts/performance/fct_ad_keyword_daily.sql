with days as (
    select
        report_date,
        platform,
        account_id,
        campaign_id,
        coalesce(ad_group_id, 'none') as ad_group_id,
        coalesce(keyword_id, 'none') as keyword_id,
        coalesce(match_type, 'UNKNOWN') as match_type,
        max(keyword) as keyword,
        max(currency_code) as currency_code,
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend_native) as spend_native,
        sum(platform_conversions) as claimed_conversions,
        max(quality_score) as quality_score,
        sum(average_position * impressions) as weighted_position,
        sum(case when average_position is not null then impressions end) as ranked_impressions
    from {{ ref('stg_ad_keyword_performance') }}
    group by
        report_date,
        platform,
        account_id,
        campaign_id,
        coalesce(ad_group_id, 'none'),
        coalesce(keyword_id, 'none'),
        coalesce(match_type, 'UNKNOWN')
)

select
    days.report_date as date_day,
    {{ key_of(['days.platform', 'days.account_id']) }} as account_key,
    case
        when days.campaign_id is null then 'unknown'
        else {{ key_of(['days.platform', 'days.account_id', 'days.campaign_id']) }}
    end as campaign_key,
    coalesce(campaigns.channel_id, 'unassigned') as channel_id,
    days.platform as source_name,
    days.ad_group_id,
    days.keyword_id,
    case
        when days.keyword is null then 'unknown'
        else {{ key_of(['days.platform', 'days.keyword', 'days.match_type']) }}
    end as keyword_key,
    days.keyword,
    days.match_type,
    days.currency_code,
    cast(days.impressions as bigint) as impressions,
    cast(days.clicks as bigint) as clicks,
    {{ money('days.spend_native') }} as spend_native,
    {{ in_reporting_currency('days.spend_native', 'rates.cny_per_unit') }} as spend,
    days.claimed_conversions,
    days.quality_score,
    days.weighted_position,
    cast(days.ranked_impressions as bigint) as ranked_impressions
from days
left join {{ ref('int_campaigns') }} as campaigns
    on
        days.platform = campaigns.platform
        and days.account_id = campaigns.account_id
        and days.campaign_id = campaigns.campaign_id
left join {{ ref('int_fx_days') }} as rates
    on days.currency_code = rates.currency_code and days.report_date = rates.date_day
