{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'deal_id': 'string', 'contact_id': 'string',
} -%}
{{ union_by_name(columns, [
    {'from': '(select distinct account_id, deal_id, contact_id from ' ~ source('hubspot', 'hubspot__deal_contacts')
        ~ ') as links', 'set': {'platform': "'hubspot'"}},
    {'from': '(select distinct account_id, deal_id, contact_id from ' ~ source('salesforce', 'salesforce__opportunity_contact_roles')
        ~ ' where not is_deleted) as roles', 'set': {'platform': "'salesforce'"}},
    {'from': source('fxiaoke', 'fxiaoke__opportunities'), 'where': 'lead_id is not null',
     'set': {'platform': "'fxiaoke'", 'contact_id': 'lead_id'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__leads'), 'where': 'converted_deal_id is not null',
     'set': {'platform': "'xiaoshouyi'", 'deal_id': 'converted_deal_id', 'contact_id': 'lead_id'}},
    {'from': newest_listed('fxiaoke', 'opportunities', 'deal_id') ~ ' as lists', 'where': 'lead_id is not null',
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'contact_id': 'lead_id'}},
    {'from': newest_listed('xiaoshouyi', 'opportunities', 'deal_id') ~ ' as lists', 'where': 'lead_id is not null',
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'contact_id': 'lead_id'}},
]) }}
