{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'period_kind': 'string',
    'period_start_date': 'date', 'period_end_date': 'date', 'impressions': 'bigint', 'reach': 'bigint',
} -%}
{{ union_by_name(columns, [
    {'from': source('linkedin_ads', 'linkedin_ads__reach'),
     'set': {'platform': "'linkedin_ads'", 'period_kind': "'month'"}, 'where': 'reach is not null'},
]) }}
