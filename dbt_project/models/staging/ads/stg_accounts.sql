{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'account_name': 'string', 'time_zone': 'string',
    'currency_code': 'string', 'brand_id': 'string', 'region_id': 'string', 'status': 'string', 'is_configured': 'boolean',
} -%}
{{ union_by_name(columns, [
    {'from': ref('stg_configured_accounts'), 'lacks': ['status'], 'set': {'is_configured': 'true'}, 'where': 'is_first'},
    {'from': source('google_ads', 'google_ads__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'google_ads'", 'is_configured': 'false'}},
    {'from': source('meta_ads', 'meta_ads__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'meta_ads'", 'is_configured': 'false'}},
    {'from': source('tiktok_ads', 'tiktok_ads__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'tiktok_ads'", 'is_configured': 'false'}},
    {'from': source('ocean_engine', 'ocean_engine__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'ocean_engine'", 'is_configured': 'false'}},
    {'from': source('linkedin_ads', 'linkedin_ads__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'linkedin_ads'", 'is_configured': 'false'}},
    {'from': source('baidu', 'baidu__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'baidu'", 'is_configured': 'false'}},
    {'from': source('tencent_ads', 'tencent_ads__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'tencent_ads'", 'is_configured': 'false'}},
    {'from': source('microsoft_ads', 'microsoft_ads__accounts'), 'lacks': ['brand_id', 'region_id'],
     'set': {'platform': "'microsoft_ads'", 'is_configured': 'false'}},
]) }}
