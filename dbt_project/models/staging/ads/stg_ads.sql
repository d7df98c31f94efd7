{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'ad_id': 'string', 'ad_name': 'string', 'ad_group_id': 'string',
    'campaign_id': 'string', 'status': 'string', 'landing_url': 'string',
} -%}
{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ads'), 'set': {'platform': "'google_ads'"}},
    {'from': source('meta_ads', 'meta_ads__ads'), 'set': {'platform': "'meta_ads'"}},
    {'from': source('tiktok_ads', 'tiktok_ads__ads'), 'set': {'platform': "'tiktok_ads'"}},
    {'from': source('ocean_engine', 'ocean_engine__ads'), 'set': {'platform': "'ocean_engine'"}},
]) }}
