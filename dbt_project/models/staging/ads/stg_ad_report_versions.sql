{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)', 'currency_code': 'string',
    'platform_conversions': 'double', 'observed_at': 'timestamp',
} -%}
{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ad_report__versions'),
     'set': {'platform': "'google_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('google_ads', 'google_ads__campaign_report__versions'), 'lacks': ['ad_id'],
     'set': {'platform': "'google_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('meta_ads', 'meta_ads__ad_report__versions'),
     'set': {'platform': "'meta_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report__versions'),
     'set': {'platform': "'tiktok_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('ocean_engine', 'ocean_engine__ad_report__versions'),
     'set': {'platform': "'ocean_engine'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('linkedin_ads', 'linkedin_ads__ad_report__versions'),
     'set': {'platform': "'linkedin_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('baidu', 'baidu__ad_report__versions'),
     'set': {'platform': "'baidu'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
    {'from': source('tencent_ads', 'tencent_ads__ad_report__versions'),
     'set': {'platform': "'tencent_ads'", 'spend_native': 'spend', 'observed_at': '_pulled_at'}},
]) }}
