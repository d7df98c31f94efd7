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

{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ad_report'),
     'set': {'platform': "'google_ads'", 'spend_native': 'spend'}},
    {'from': ref('stg_campaign_rest'), 'set': {'spend_native': 'spend'}, 'lacks': ['ad_group_id', 'ad_id']},
    {'from': source('meta_ads', 'meta_ads__ad_report'),
     'set': {'platform': "'meta_ads'", 'spend_native': 'spend'}},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report'),
     'set': {'platform': "'tiktok_ads'", 'spend_native': 'spend'}},
    {'from': source('ocean_engine', 'ocean_engine__ad_report'),
     'set': {'platform': "'ocean_engine'", 'spend_native': 'spend'}},
    {'from': source('ocean_engine', 'ocean_engine__qianchuan_report'),
     'set': {'platform': "'ocean_engine'", 'spend_native': 'spend'}},
    {'from': 'linkedin_days', 'set': {'platform': "'linkedin_ads'", 'spend_native': 'spend'}},
    {'from': source('baidu', 'baidu__ad_report'), 'set': {'platform': "'baidu'", 'spend_native': 'spend'}},
    {'from': source('tencent_ads', 'tencent_ads__ad_report'),
     'set': {'platform': "'tencent_ads'", 'spend_native': 'spend'}},
    {'from': source('microsoft_ads', 'microsoft_ads__ad_report'),
     'set': {'platform': "'microsoft_ads'", 'spend_native': 'spend'}},
    {'from': source('tiktok_ads', 'tiktok_ads__gmv_max_report'),
     'set': {'platform': "'tiktok_ads'", 'spend_native': 'spend'}, 'lacks': ['ad_group_id', 'ad_id']},
    {'from': ref('stg_ad_left_days'), 'lacks': ['ad_group_id', 'ad_id', 'platform_conversion_value']},
    {'from': ref('stg_kuaishou_days'), 'lacks': ['platform_conversions', 'platform_conversion_value'],
     'set': {'platform': "'kuaishou_ads'", 'spend_native': 'spend'}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__ad_report'),
     'set': {'platform': "'xiaohongshu_ads'", 'spend_native': 'spend'}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report'),
     'set': {'platform': "'xiaohongshu_ads'", 'spend_native': 'spend'}},
]) }}
