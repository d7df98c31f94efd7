{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'survey_id': 'string', 'response_id': 'string',
    'listed_at': 'timestamp',
} -%}
{{ union_by_name(columns, [
    {'from': source('surveymonkey', 'surveymonkey__response_ids'),
     'set': {'platform': "'surveymonkey'", 'listed_at': '_pulled_at'}},
    {'from': source('qualtrics', 'qualtrics__response_ids'),
     'set': {'platform': "'qualtrics'", 'listed_at': '_pulled_at'}},
    {'from': source('qualtrics', 'qualtrics__responses_in_progress'),
     'set': {'platform': "'qualtrics'", 'listed_at': '_pulled_at'}},
    {'from': source('typeform', 'typeform__response_ids'),
     'set': {'platform': "'typeform'", 'listed_at': '_pulled_at'}},
    {'from': source('typeform', 'typeform__partial_responses'),
     'set': {'platform': "'typeform'", 'survey_id': 'form_id', 'response_id': 'response_token', 'listed_at': '_pulled_at'}},
]) }}
