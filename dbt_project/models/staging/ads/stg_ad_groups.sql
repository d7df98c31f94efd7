{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'ad_group_id': 'string', 'ad_group_name': 'string',
    'campaign_id': 'string', 'status': 'string', 'daily_budget_native': 'decimal(18, 6)',
} -%}
{{ union_by_name(columns, [
    {'from': source('linkedin_ads', 'linkedin_ads__ad_groups'),
     'set': {'platform': "'linkedin_ads'", 'daily_budget_native': 'daily_budget'}},
]) }}
