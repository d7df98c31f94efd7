{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_group_id': 'string',
    'keyword_id': 'string', 'keyword': 'string', 'match_type': 'string', 'status': 'string', 'is_active': 'boolean',
    'bid_native': 'decimal(18, 6)', 'currency_code': 'string', 'quality_score': 'bigint',
} -%}
{{ union_by_name(columns, [
    {'from': source('baidu', 'baidu__keywords'),
     'set': {'platform': "'baidu'", 'is_active': "not is_paused and status = '41'", 'bid_native': 'bid',
             'currency_code': "'CNY'"}},
]) }}
