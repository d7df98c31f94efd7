{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'response_id': 'string',
    'submitted_at': 'timestamp', 'answer_seconds': 'bigint', 'status': 'string', 'is_complete': 'boolean',
    'channel_hint': 'string', 'member_hash': 'string', 'weight': 'double', 'wave': 'string', 'age_band': 'string',
    'gender': 'string', 'city': 'string', 'collector_id': 'string',
} -%}
{%- set nobody = ['wave', 'age_band', 'gender', 'city'] -%}
{%- set no_way = ['collector_id'] -%}
{{ union_by_name(columns, [
    {'from': source('typeform', 'typeform__responses'), 'lacks': nobody + no_way,
     'set': {'platform': "'typeform'", 'survey_id': 'form_id', 'response_id': 'response_token', 'weight': '1',
             'status': "case when coalesce(response_type, 'completed') = 'completed' then 'completed' else 'partial' end",
             'is_complete': "coalesce(response_type, 'completed') = 'completed'", 'channel_hint': 'utm_source',
             'answer_seconds': dbt.datediff('landed_at', 'submitted_at', 'second')}},
    {'from': source('surveymonkey', 'surveymonkey__responses'), 'lacks': nobody,
     'set': {'platform': "'surveymonkey'", 'submitted_at': 'changed_at', 'is_complete': "status = 'completed'",
             'channel_hint': 'source', 'weight': '1'}},
    {'from': source('qualtrics', 'qualtrics__responses'), 'lacks': nobody + no_way,
     'set': {'platform': "'qualtrics'", 'submitted_at': 'coalesce(submitted_at, recorded_at)', 'is_complete': 'true',
             'channel_hint': 'coalesce(source, channel)'}},
    {'from': source('tencent_survey', 'tencent_survey__responses'), 'lacks': nobody + no_way + ['channel_hint'],
     'set': {'platform': "'tencent_survey'", 'status': "'completed'", 'is_complete': 'true', 'weight': '1',
             'answer_seconds': dbt.datediff('started_at', 'submitted_at', 'second')}},
    {'from': source('wenjuanxing_api', 'wenjuanxing_api__responses'), 'lacks': nobody + no_way,
     'set': {'platform': "'wenjuanxing_api'", 'status': "case when is_counted then 'completed' else 'invalid' end",
             'is_complete': 'true', 'channel_hint': 'source', 'weight': '1'}},
    {'from': source('wenjuanxing', 'wenjuanxing__responses'), 'lacks': no_way + ['member_hash', 'wave', 'age_band', 'gender'],
     'where': by_file_only('account_id'),
     'set': {'platform': "'wenjuanxing'", 'response_id': 'response_no', 'is_complete': 'true', 'status': "'completed'",
             'channel_hint': 'source', 'survey_id': 'account_id', 'weight': '1'}},
    {'from': source('brand_survey_shapes', 'brand_survey_shapes__responses'), 'lacks': no_way + ['member_hash'],
     'set': {'platform': "'brand_survey_shapes'", 'status': "'completed'", 'is_complete': 'true',
             'channel_hint': 'source', 'wave': "nullif(wave, '')"}},
]) }}
