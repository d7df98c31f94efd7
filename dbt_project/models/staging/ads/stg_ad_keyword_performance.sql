{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_group_id': 'string',
    'keyword_id': 'string', 'keyword': 'string', 'match_type': 'string', 'device': 'string', 'report_date': 'date',
    'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)', 'currency_code': 'string',
    'platform_conversions': 'double', 'average_position': 'double', 'quality_score': 'bigint',
} -%}
{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__keyword_report'), 'lacks': ['device', 'average_position'],
     'set': {'platform': "'google_ads'", 'spend_native': 'spend'}},
    {'from': source('baidu', 'baidu__keyword_report'), 'lacks': ['quality_score'],
     'set': {'platform': "'baidu'", 'spend_native': 'spend'}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__keyword_report'), 'lacks': ['device', 'quality_score'],
     'set': {'platform': "'xiaohongshu_ads'", 'keyword_id': 'keyword', 'match_type': "'UNKNOWN'",
             'spend_native': 'spend', 'platform_conversions': 'paid_orders_7d'}},
    {'from': source('kuaishou_ads', 'kuaishou_ads__keyword_report'),
     'lacks': ['device', 'average_position', 'quality_score'],
     'set': {'platform': "'kuaishou_ads'", 'spend_native': 'spend', 'platform_conversions': 'payments_by_callback'}},
    {'from': source('microsoft_ads', 'microsoft_ads__keyword_report'),
     'lacks': ['device', 'average_position', 'quality_score'],
     'set': {'platform': "'microsoft_ads'", 'spend_native': 'spend', 'match_type': 'upper(match_type)'}},
]) }}
