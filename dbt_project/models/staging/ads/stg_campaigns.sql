{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'campaign_name': 'string',
    'status': 'string', 'channel_type': 'string', 'start_date': 'date', 'end_date': 'date',
    'daily_budget_native': 'decimal(18, 6)',
} -%}
with wind_campaigns as (
    select
        account_id,
        campaign_id,
        campaign_name,
        row_number() over (partition by account_id, campaign_id order by report_date desc, ad_id asc) as newest_no
    from {{ source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report') }}
)

{{ union_by_name(columns, reports_of({
    'google_ads': ['campaigns'], 'meta_ads': ['campaigns'], 'tiktok_ads': ['campaigns'], 'ocean_engine': ['campaigns'],
    'linkedin_ads': ['campaigns'], 'baidu': ['campaigns'], 'kuaishou_ads': ['campaigns'],
    'xiaohongshu_ads': ['campaigns'],
}, {'daily_budget_native': 'daily_budget'}) + [
    {'from': source('tencent_ads', 'tencent_ads__campaigns'),
     'set': {'platform': "'tencent_ads'", 'status': "case when is_deleted then 'DELETED' else status end",
             'daily_budget_native': 'daily_budget'}},
    {'from': source('microsoft_ads', 'microsoft_ads__campaigns'), 'lacks': ['start_date', 'end_date'],
     'set': {'platform': "'microsoft_ads'", 'daily_budget_native': 'daily_budget'}},
    {'from': 'wind_campaigns', 'where': 'newest_no = 1', 'set': {'platform': "'xiaohongshu_ads'"},
     'lacks': ['status', 'channel_type', 'start_date', 'end_date', 'daily_budget_native']},
    {'from': source('hubspot', 'hubspot__catalogue'), 'where': "item_kind = 'campaign'",
     'lacks': ['channel_type', 'daily_budget_native'],
     'set': {'platform': "'hubspot'", 'campaign_id': 'item_id', 'campaign_name': 'item_name'}},
    {'from': source('salesforce', 'salesforce__campaigns'), 'lacks': ['daily_budget_native'],
     'set': {'platform': "'salesforce'", 'status': "case when is_deleted then 'DELETED' else status end"}},
    {'from': source('fxiaoke', 'fxiaoke__campaigns'), 'lacks': ['daily_budget_native'],
     'set': {'platform': "'fxiaoke'", 'status': "case when is_deleted then 'DELETED' else status end"}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__campaigns'), 'lacks': ['daily_budget_native'],
     'set': {'platform': "'xiaoshouyi'"}},
    {'from': newest_listed('fxiaoke', 'campaigns', 'campaign_id') ~ ' as lists', 'lacks': ['daily_budget_native'],
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id'}},
    {'from': newest_listed('xiaoshouyi', 'campaigns', 'campaign_id') ~ ' as lists', 'lacks': ['daily_budget_native'],
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id'}},
]) }}
