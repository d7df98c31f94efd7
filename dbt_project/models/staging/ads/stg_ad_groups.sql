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

{{ union_by_name(columns, reports_of({
    'google_ads': ['ad_groups'], 'microsoft_ads': ['ad_groups'], 'meta_ads': ['ad_groups'], 'tiktok_ads': ['ad_groups'],
    'linkedin_ads': ['ad_groups'], 'kuaishou_ads': ['ad_groups'], 'baidu': ['ad_groups'], 'xiaohongshu_ads': ['ad_groups'],
}, {'daily_budget_native': 'daily_budget'}) + [
    {'from': 'wind_groups', 'where': 'newest_no = 1', 'lacks': ['status', 'daily_budget_native'],
     'set': {'platform': "'xiaohongshu_ads'"}},
]) }}
