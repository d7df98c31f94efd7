{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'ad_id': 'string', 'ad_name': 'string', 'ad_group_id': 'string',
    'campaign_id': 'string', 'status': 'string', 'landing_url': 'string',
} -%}
with linkedin_creatives as (
    select
        creatives.account_id,
        creatives.ad_id,
        creatives.ad_name,
        creatives.ad_group_id,
        groups.campaign_id,
        creatives.status,
        creatives.landing_url
    from {{ source('linkedin_ads', 'linkedin_ads__ads') }} as creatives
    left join {{ source('linkedin_ads', 'linkedin_ads__ad_groups') }} as groups
        on creatives.account_id = groups.account_id and creatives.ad_group_id = groups.ad_group_id
),
{%- for platform in ['kuaishou_ads', 'baidu'] %}
{{ platform }}_gone as (
    select
        report.account_id,
        report.ad_id,
        report.ad_name,
        report.ad_group_id,
        report.campaign_id,
        row_number() over (partition by report.account_id, report.ad_id order by report.report_date desc) as newest_no
    from {{ source(platform, platform ~ '__ad_report') }} as report
    left join {{ source(platform, platform ~ '__ads') }} as listed
        on report.account_id = listed.account_id and report.ad_id = listed.ad_id
    where listed.ad_id is null
),
{% endfor %}
wind_ads as (
    select
        account_id,
        ad_id,
        ad_name,
        ad_group_id,
        campaign_id,
        row_number() over (partition by account_id, ad_id order by report_date desc) as newest_no
    from {{ source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report') }}
)

{%- set arms = reports_of({
    'google_ads': ['ads'], 'microsoft_ads': ['ads'], 'meta_ads': ['ads'], 'tiktok_ads': ['ads'], 'ocean_engine': ['ads'],
    'baidu': ['ads'], 'kuaishou_ads': ['ads'], 'xiaohongshu_ads': ['ads'],
}, {}) + [
    {'from': 'linkedin_creatives', 'set': {'platform': "'linkedin_ads'"}},
    {'from': source('tencent_ads', 'tencent_ads__ads'),
     'set': {'platform': "'tencent_ads'", 'status': "case when is_deleted then 'DELETED' else status end"}},
] -%}
{#- Ads in no list, as a report tells them last. -#}
{%- set told_last = {'kuaishou_ads': 'kuaishou_ads_gone', 'baidu': 'baidu_gone', 'xiaohongshu_ads': 'wind_ads'} -%}
{%- for platform, ads in told_last.items() -%}
{%- do arms.append({
    'from': ads, 'where': 'newest_no = 1', 'lacks': ['status', 'landing_url'], 'set': {'platform': "'" ~ platform ~ "'"},
}) -%}
{%- endfor -%}
{{ union_by_name(columns, arms) }}
