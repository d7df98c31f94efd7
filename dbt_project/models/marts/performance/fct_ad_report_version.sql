with observed as (
    select
        platform,
        account_id,
        coalesce(campaign_id, '') as campaign_id,
        coalesce(ad_id, '') as ad_id,
        report_date,
        observed_at,
        impressions,
        clicks,
        spend_native,
        platform_conversions,
        lag(observed_at) over (
            partition by platform, account_id, campaign_id, ad_id, report_date order by observed_at
        ) as previous_at,
        lag(impressions) over (
            partition by platform, account_id, campaign_id, ad_id, report_date order by observed_at
        ) as previous_impressions,
        lag(clicks) over (
            partition by platform, account_id, campaign_id, ad_id, report_date order by observed_at
        ) as previous_clicks,
        lag(spend_native) over (
            partition by platform, account_id, campaign_id, ad_id, report_date order by observed_at
        ) as previous_spend,
        lag(platform_conversions) over (
            partition by platform, account_id, campaign_id, ad_id, report_date order by observed_at
        ) as previous_conversions
    from {{ ref('stg_ad_report_versions') }}
),

changed as (
    select
        *,
        row_number() over (
            partition by platform, account_id, campaign_id, ad_id, report_date order by observed_at
        ) as version_no,
        row_number() over (
            partition by platform, account_id, campaign_id, ad_id, report_date order by observed_at desc
        ) as age_rank
    from observed
    where
        previous_at is null
        or impressions is distinct from previous_impressions
        or clicks is distinct from previous_clicks
        or spend_native is distinct from previous_spend
        or platform_conversions is distinct from previous_conversions
)

select
    report_date as date_day,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    {{ key_of(['platform', 'account_id', 'campaign_id']) }} as campaign_key,
    case when ad_id = '' then 'none' else {{ key_of(['platform', 'account_id', 'ad_id']) }} end as ad_key,
    cast(version_no as bigint) as version_no,
    observed_at,
    version_no = 1 as is_first_reported,
    age_rank = 1 as is_latest,
    platform as source_name,
    impressions,
    clicks,
    spend_native,
    platform_conversions
from changed
