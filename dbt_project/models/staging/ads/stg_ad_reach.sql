{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'period_kind': 'string',
    'period_start_date': 'date', 'period_end_date': 'date', 'impressions': 'bigint', 'reach': 'bigint',
} -%}
{{ union_by_name(columns, [
    {'from': source('meta_ads', 'meta_ads__campaign_report'), 'set': {'platform': "'meta_ads'"},
     'where': 'campaign_id is not null and reach is not null'},
    {'from': source('tiktok_ads', 'tiktok_ads__campaign_report'), 'set': {'platform': "'tiktok_ads'"},
     'where': 'campaign_id is not null and reach > 0'},
    {'from': source('google_ads', 'google_ads__reach'), 'set': {'platform': "'google_ads'"},
     'where': 'reach is not null'},
    {'from': source('linkedin_ads', 'linkedin_ads__reach'), 'set': {'platform': "'linkedin_ads'"},
     'where': 'reach is not null'},
]) }}
