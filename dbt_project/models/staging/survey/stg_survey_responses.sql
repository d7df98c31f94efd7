{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'response_id': 'string',
    'submitted_at': 'timestamp', 'answer_seconds': 'bigint', 'is_complete': 'boolean', 'channel_hint': 'string',
    'member_hash': 'string',
} -%}
{{ union_by_name(columns, [
    {'from': source('typeform', 'typeform__responses'),
     'set': {'platform': "'typeform'", 'survey_id': 'form_id', 'response_id': 'response_token',
             'is_complete': "coalesce(response_type, 'completed') = 'completed'", 'channel_hint': 'utm_source',
             'answer_seconds': dbt.datediff('landed_at', 'submitted_at', 'second')}},
    {'from': source('wenjuanxing', 'wenjuanxing__responses'),
     'set': {'platform': "'wenjuanxing'", 'response_id': 'response_no', 'is_complete': 'true',
             'channel_hint': 'source', 'survey_id': 'account_id'},
     'lacks': ['member_hash']},
]) }}
