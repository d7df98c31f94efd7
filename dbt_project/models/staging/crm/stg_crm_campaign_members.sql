{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'member_id': 'string', 'campaign_id': 'string', 'lead_id': 'string',
    'contact_id': 'string', 'member_status': 'string', 'has_responded': 'boolean', 'responded_date': 'date',
    'joined_at': 'timestamp', 'updated_at': 'timestamp',
} -%}
{%- set unsaid = ['has_responded', 'responded_date'] -%}
{{ union_by_name(columns, [
    {'from': source('salesforce', 'salesforce__campaign_members'), 'where': 'not is_deleted',
     'set': {'platform': "'salesforce'", 'joined_at': 'created_at'}},
    {'from': source('fxiaoke', 'fxiaoke__campaign_members'), 'where': 'not is_deleted', 'lacks': unsaid,
     'set': {'platform': "'fxiaoke'", 'joined_at': 'created_at'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__campaign_members'), 'lacks': unsaid,
     'set': {'platform': "'xiaoshouyi'", 'joined_at': 'created_at'}},
    {'from': newest_listed('fxiaoke', 'leads', 'lead_id') ~ ' as lists', 'where': 'campaign_id is not null',
     'lacks': unsaid + ['contact_id', 'member_status'],
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'member_id': 'lead_id', 'joined_at': 'created_at'}},
    {'from': newest_listed('xiaoshouyi', 'leads', 'lead_id') ~ ' as lists', 'where': 'campaign_id is not null',
     'lacks': unsaid + ['contact_id', 'member_status'],
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'member_id': 'lead_id', 'joined_at': 'created_at'}},
]) }}
