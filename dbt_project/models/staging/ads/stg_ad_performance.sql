{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_group_id': 'string', 'ad_id': 'string',
    'report_date': 'date', 'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)',
    'currency_code': 'string', 'platform_conversions': 'double', 'platform_conversion_value': 'double',
} -%}
{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ad_report'),
     'set': {'platform': "'google_ads'", 'spend_native': 'spend'}},
    {'from': source('google_ads', 'google_ads__campaign_report'),
     'set': {'platform': "'google_ads'", 'spend_native': 'spend'}, 'lacks': ['ad_group_id', 'ad_id']},
    {'from': source('meta_ads', 'meta_ads__ad_report'),
     'set': {'platform': "'meta_ads'", 'spend_native': 'spend'}},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report'),
     'set': {'platform': "'tiktok_ads'", 'spend_native': 'spend'}},
    {'from': source('ocean_engine', 'ocean_engine__ad_report'),
     'set': {'platform': "'ocean_engine'", 'spend_native': 'spend'}},
]) }}
