{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'stat_date': 'date', 'breakdown': 'string', 'segment': 'string',
    'followers': 'bigint', 'readers': 'bigint',
} -%}
{{ union_by_name(columns, [
    {'from': source('instagram', 'instagram__audience'), 'lacks': ['readers'], 'set': {'platform': "'instagram'"}},
    {'from': source('douyin', 'douyin__audience'), 'lacks': ['readers'], 'set': {'platform': "'douyin'"}},
    {'from': source('linkedin_pages', 'linkedin_pages__audience'), 'lacks': ['readers'], 'set': {'platform': "'linkedin_pages'"}},
    {'from': source('wechat_official_account', 'wechat_official_account__account_readers'), 'lacks': ['followers'],
     'set': {'platform': "'wechat_official_account'", 'stat_date': 'report_date', 'breakdown': "'read_source'",
             'segment': 'read_source', 'readers': 'read_users'}},
]) }}
