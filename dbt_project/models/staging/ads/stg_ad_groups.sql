{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'ad_group_id': 'string', 'ad_group_name': 'string',
    'campaign_id': 'string', 'status': 'string', 'daily_budget_native': 'decimal(18, 6)',
} -%}
with wind_groups as (
    select
        account_id,
        ad_group_id,
        ad_group_name,
        campaign_id,
        row_number() over (partition by account_id, ad_group_id order by report_date desc, ad_id asc) as newest_no
    from {{ source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report') }}
)

{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ad_groups'),
     'set': {'platform': "'google_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': source('microsoft_ads', 'microsoft_ads__ad_groups'),
     'set': {'platform': "'microsoft_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': source('meta_ads', 'meta_ads__ad_groups'),
     'set': {'platform': "'meta_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_groups'),
     'set': {'platform': "'tiktok_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': source('linkedin_ads', 'linkedin_ads__ad_groups'),
     'set': {'platform': "'linkedin_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': source('kuaishou_ads', 'kuaishou_ads__ad_groups'),
     'set': {'platform': "'kuaishou_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': source('baidu', 'baidu__ad_groups'),
     'set': {'platform': "'baidu'", 'daily_budget_native': 'daily_budget'}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__ad_groups'),
     'set': {'platform': "'xiaohongshu_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': 'wind_groups', 'where': 'newest_no = 1', 'lacks': ['status', 'daily_budget_native'],
     'set': {'platform': "'xiaohongshu_ads'"}},
]) }}
