{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)', 'currency_code': 'string',
    'platform_conversions': 'double', 'observed_at': 'timestamp',
} -%}
{%- set wholes = ['google_ads', 'microsoft_ads'] -%}
{%- for platform in wholes %}
{{ 'with' if loop.first }} {{ platform }}_without_ads as (
    select versions.*
    from {{ source(platform, platform ~ '__campaign_report__versions') }} as versions
    inner join {{ ref('stg_campaigns_without_ads') }} as alone
        on
            alone.platform = '{{ platform }}'
            and versions.account_id = alone.account_id
            and versions.campaign_id = alone.campaign_id
){{ ',' if not loop.last }}
{% endfor %}
{%- set told = {'spend_native': 'spend', 'observed_at': '_pulled_at'} -%}
{{ union_by_name(
    columns,
    reports_of({
        'google_ads': ['ad_report__versions'], 'microsoft_ads': ['ad_report__versions'], 'meta_ads': ['ad_report__versions'],
        'tiktok_ads': ['ad_report__versions'], 'ocean_engine': ['ad_report__versions', 'qianchuan_report__versions'],
        'linkedin_ads': ['ad_report__versions'], 'baidu': ['ad_report__versions'], 'tencent_ads': ['ad_report__versions'],
        'kuaishou_ads': ['ad_report__versions'], 'xiaohongshu_ads': ['ad_report__versions', 'wind_report__versions'],
    }, told)
    + reports_of({'tiktok_ads': ['gmv_max_report__versions']}, told, {'lacks': ['ad_id']})
    + [
        {'from': 'google_ads_without_ads', 'lacks': ['ad_id'], 'set': dict(told, platform="'google_ads'")},
        {'from': 'microsoft_ads_without_ads', 'lacks': ['ad_id'], 'set': dict(told, platform="'microsoft_ads'")},
        {'from': ref('stg_ad_left_days'), 'where': 'has_ads', 'lacks': ['ad_id']},
        {'from': ref('stg_kuaishou_days'), 'where': 'ad_id is null', 'lacks': ['platform_conversions'],
         'set': {'platform': "'kuaishou_ads'", 'spend_native': 'spend'}},
    ]
) }}
