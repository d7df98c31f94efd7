{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'record_kind': 'string', 'record_id': 'string',
    'listed_at': 'timestamp',
} -%}
{{ union_by_name(columns, [
    {'from': source('salesforce', 'salesforce__record_ids'),
     'set': {'platform': "'salesforce'", 'listed_at': '_pulled_at',
             'record_kind': "case object_name when 'Lead' then 'lead' when 'Opportunity' then 'deal' else 'contact' end"}},
]) }}
