{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)', 'currency_code': 'string',
    'platform_conversions': 'double', 'observed_at': 'timestamp',
} -%}
{%- set wholes = ['google_ads', 'microsoft_ads'] -%}
{%- for platform in wholes %}
{{ 'with' if loop.first }} {{ platform }}_listed as (
    select distinct
        account_id,
        campaign_id
    from {{ source(platform, platform ~ '__ad_report') }}
),

{{ platform }}_without_ads as (
    select versions.*
    from {{ source(platform, platform ~ '__campaign_report__versions') }} as versions
    left join {{ platform }}_listed as listed
        on versions.account_id = listed.account_id and versions.campaign_id = listed.campaign_id
    where listed.campaign_id is null
){{ ',' if not loop.last }}
{% endfor %}
{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ad_report__versions'),
     'set': {'platform': "'google_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': 'google_ads_without_ads', 'lacks': ['ad_id'],
     'set': {'platform': "'google_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': 'microsoft_ads_without_ads', 'lacks': ['ad_id'],
     'set': {'platform': "'microsoft_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': ref('stg_campaign_rest'), 'where': 'has_ads', 'lacks': ['ad_id'], 'set': {'spend_native': 'spend'}},
    {'from': source('meta_ads', 'meta_ads__ad_report__versions'),
     'set': {'platform': "'meta_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report__versions'),
     'set': {'platform': "'tiktok_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('ocean_engine', 'ocean_engine__ad_report__versions'),
     'set': {'platform': "'ocean_engine'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('ocean_engine', 'ocean_engine__qianchuan_report__versions'),
     'set': {'platform': "'ocean_engine'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('linkedin_ads', 'linkedin_ads__ad_report__versions'),
     'set': {'platform': "'linkedin_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('baidu', 'baidu__ad_report__versions'),
     'set': {'platform': "'baidu'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('tencent_ads', 'tencent_ads__ad_report__versions'),
     'set': {'platform': "'tencent_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('microsoft_ads', 'microsoft_ads__ad_report__versions'),
     'set': {'platform': "'microsoft_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('kuaishou_ads', 'kuaishou_ads__ad_report__versions'),
     'set': {'platform': "'kuaishou_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('tiktok_ads', 'tiktok_ads__gmv_max_report__versions'), 'lacks': ['ad_id'],
     'set': {'platform': "'tiktok_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': ref('stg_ad_left_days'), 'lacks': ['ad_id']},
    {'from': ref('stg_kuaishou_days'), 'where': 'ad_id is null', 'lacks': ['platform_conversions'],
     'set': {'platform': "'kuaishou_ads'", 'spend_native': 'spend'}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__ad_report__versions'),
     'set': {'platform': "'xiaohongshu_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report__versions'),
     'set': {'platform': "'xiaohongshu_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
]) }}
