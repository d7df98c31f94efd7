{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'wave': 'string', 'brand': 'string', 'segment': 'string',
    'metric': 'string', 'base_responses': 'bigint', 'value': 'double', 'unit': 'string', 'flag': 'string', 'source': 'string',
} -%}
{{ union_by_name(columns, [
    {'from': source('brand_survey_shapes', 'brand_survey_shapes__tracker'),
     'set': {'platform': "'brand_survey_shapes'", 'base_responses': 'base_n'}},
]) }}
