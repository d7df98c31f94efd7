{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'response_id': 'string',
    'question_id': 'string', 'question': 'string', 'answer_type': 'string', 'option_no': 'bigint',
    'answer_number': 'double', 'answer_text': 'string', 'is_skipped': 'boolean',
} -%}
{{ union_by_name(columns, [
    {'from': source('typeform', 'typeform__answers'),
     'set': {'platform': "'typeform'", 'survey_id': 'form_id', 'response_id': 'response_token',
             'question_id': 'field_id', 'question': 'field_ref', 'option_no': '0',
             'answer_number': 'coalesce(answer_number, cast(answer_boolean as double))',
             'answer_text': 'coalesce(answer_text, choice_labels)', 'is_skipped': 'false'}},
    {'from': source('wenjuanxing', 'wenjuanxing__answers'),
     'set': {'platform': "'wenjuanxing'", 'survey_id': 'account_id', 'response_id': 'response_no',
             'question_id': 'question_no', 'answer_text': 'answer', 'option_no': 'coalesce(option_no, 0)',
             'answer_number': dbt.safe_cast('answer', 'double'), 'is_skipped': 'coalesce(is_skipped, false)'},
     'lacks': ['answer_type']},
]) }}
