{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'survey_title': 'string',
    'form_version': 'string', 'changed_at': 'timestamp', 'question_id': 'string', 'question_kind': 'string',
    'label_kind': 'string', 'label_id': 'string', 'label': 'string', 'position': 'bigint', 'score': 'double',
} -%}
{{ union_by_name(columns, [
    {'from': source('surveymonkey', 'surveymonkey__labels'), 'set': {'platform': "'surveymonkey'"}},
    {'from': source('qualtrics', 'qualtrics__labels'), 'set': {'platform': "'qualtrics'"}},
    {'from': source('tencent_survey', 'tencent_survey__labels'), 'set': {'platform': "'tencent_survey'"}},
    {'from': source('wenjuanxing_api', 'wenjuanxing_api__labels'), 'set': {'platform': "'wenjuanxing_api'"}},
    {'from': source('typeform', 'typeform__labels'), 'set': {'platform': "'typeform'"}},
]) }}
