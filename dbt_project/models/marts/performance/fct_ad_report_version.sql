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
        ) as version_no
    from observed
    where
        previous_at is null
        or impressions is distinct from previous_impressions
        or clicks is distinct from previous_clicks
        or spend_native is distinct from previous_spend
        or platform_conversions is distinct from previous_conversions
)

select
    changed.report_date as date_day,
    {{ key_of(['changed.platform', 'changed.account_id']) }} as account_key,
    case
        when changed.campaign_id = '' then 'unknown'
        else {{ key_of(['changed.platform', 'changed.account_id', 'changed.campaign_id']) }}
    end as campaign_key,
    case
        when changed.ad_id = '' then 'none'
        else {{ key_of(['changed.platform', 'changed.account_id', 'changed.ad_id']) }}
    end as ad_key,
    cast(changed.version_no as bigint) as version_no,
    changed.observed_at,
    changed.version_no = 1 as is_first_reported,
    latest.report_date is not null as is_latest,
    changed.platform as source_name,
    changed.impressions,
    changed.clicks,
    changed.spend_native,
    changed.platform_conversions
from changed
left join {{ ref('stg_ad_performance') }} as latest
    on
        changed.platform = latest.platform
        and changed.account_id = latest.account_id
        and changed.campaign_id = coalesce(latest.campaign_id, '')
        and changed.ad_id = coalesce(latest.ad_id, '')
        and changed.report_date = latest.report_date
        and changed.impressions is not distinct from latest.impressions
        and changed.clicks is not distinct from latest.clicks
        and changed.spend_native is not distinct from latest.spend_native
        and changed.platform_conversions is not distinct from latest.platform_conversions
