{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_group_id': 'string', 'ad_id': 'string',
    'report_date': 'date', 'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)',
    'currency_code': 'string', 'platform_conversions': 'double', 'platform_conversion_value': 'double',
} -%}
with linkedin_days as (
    select
        report.account_id,
        report.campaign_id,
        report.ad_group_id,
        report.ad_id,
        report.report_date,
        report.impressions,
        report.clicks,
        report.spend,
        accounts.currency_code,
        report.platform_conversions,
        report.platform_conversion_value
    from {{ source('linkedin_ads', 'linkedin_ads__ad_report') }} as report
    left join {{ source('linkedin_ads', 'linkedin_ads__accounts') }} as accounts
        on report.account_id = accounts.account_id
)

{%- set told = {'spend_native': 'spend'} -%}
{{ union_by_name(
    columns,
    reports_of({
        'google_ads': ['ad_report'], 'microsoft_ads': ['ad_report'], 'meta_ads': ['ad_report'], 'tiktok_ads': ['ad_report'],
        'ocean_engine': ['ad_report', 'qianchuan_report'], 'baidu': ['ad_report'], 'tencent_ads': ['ad_report'],
        'xiaohongshu_ads': ['ad_report', 'wind_report'],
    }, told)
    + reports_of({'tiktok_ads': ['gmv_max_report']}, told, {'lacks': ['ad_group_id', 'ad_id']})
    + [
        {'from': 'linkedin_days', 'set': dict(told, platform="'linkedin_ads'")},
        {'from': ref('stg_ad_left_days'), 'lacks': ['ad_group_id', 'ad_id']},
        {'from': ref('stg_kuaishou_days'), 'lacks': ['platform_conversions', 'platform_conversion_value'],
         'set': dict(told, platform="'kuaishou_ads'")},
    ]
) }}
