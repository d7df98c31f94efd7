{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_group_id': 'string',
    'keyword_id': 'string', 'match_type': 'string', 'search_term': 'string', 'report_date': 'date',
    'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)', 'currency_code': 'string',
    'platform_conversions': 'double',
} -%}
{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__search_term_report'),
     'set': {'platform': "'google_ads'", 'spend_native': 'spend'}},
    {'from': source('baidu', 'baidu__search_term_report'), 'set': {'platform': "'baidu'", 'spend_native': 'spend'}},
    {'from': source('kuaishou_ads', 'kuaishou_ads__search_term_report'),
     'set': {'platform': "'kuaishou_ads'", 'spend_native': 'spend', 'platform_conversions': 'payments_by_callback'}},
    {'from': source('microsoft_ads', 'microsoft_ads__search_term_report'),
     'set': {'platform': "'microsoft_ads'", 'spend_native': 'spend', 'match_type': 'upper(match_type)'}},
]) }}
