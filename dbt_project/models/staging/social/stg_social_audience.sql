{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'stat_date': 'date', 'breakdown': 'string', 'segment': 'string',
    'followers': 'bigint',
} -%}
{{ union_by_name(columns, [
    {'from': source('instagram', 'instagram__audience'), 'set': {'platform': "'instagram'"}},
    {'from': source('douyin', 'douyin__audience'), 'set': {'platform': "'douyin'"}},
    {'from': source('linkedin_pages', 'linkedin_pages__audience'), 'set': {'platform': "'linkedin_pages'"}},
]) }}
