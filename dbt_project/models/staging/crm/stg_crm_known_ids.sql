{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'record_kind': 'string', 'record_id': 'string',
    'listed_at': 'timestamp',
} -%}
{{ union_by_name(columns, [
    {'from': source('salesforce', 'salesforce__record_ids'),
     'set': {'platform': "'salesforce'", 'listed_at': '_pulled_at',
             'record_kind': "case object_name when 'Lead' then 'lead' when 'Opportunity' then 'deal' when 'Account' then 'company'"
                 ~ " when 'CampaignMember' then 'member' else 'contact' end"}},
    {'from': source('fxiaoke', 'fxiaoke__record_ids'),
     'set': {'platform': "'fxiaoke'", 'listed_at': '_pulled_at',
             'record_kind': "case object_name when 'LeadsObj' then 'lead' when 'AccountObj' then 'company'"
                 ~ " when 'SalesOrderObj' then 'order' when 'CampaignMembersObj' then 'member' else 'deal' end"}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__record_ids'),
     'set': {'platform': "'xiaoshouyi'", 'listed_at': '_pulled_at',
             'record_kind': "case object_name when 'account' then 'company' when 'opportunity' then 'deal' else object_name end"}},
]) }}
