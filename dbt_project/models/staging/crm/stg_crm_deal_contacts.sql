{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'deal_id': 'string', 'contact_id': 'string',
} -%}
{{ union_by_name(columns, [
    {'from': source('hubspot', 'hubspot__deal_contacts'), 'set': {'platform': "'hubspot'"}},
    {'from': '(select distinct account_id, deal_id, contact_id from ' ~ source('salesforce', 'salesforce__opportunity_contact_roles')
        ~ ' where not is_deleted) as roles', 'set': {'platform': "'salesforce'"}},
]) }}
