{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'record_id': 'string', 'event_id': 'string', 'event_name': 'string',
    'event_type': 'string', 'city': 'string', 'venue': 'string', 'start_at': 'timestamp', 'end_at': 'timestamp',
    'owner_label': 'string', 'project_id': 'string', 'brand_label': 'string', 'product_line_label': 'string',
    'region_label': 'string', 'target_invited': 'bigint', 'target_attended': 'bigint', 'target_leads': 'bigint',
    'target_deal_amount': 'decimal(18, 6)', 'planned_cost': 'decimal(18, 6)', 'capacity': 'bigint', 'status': 'string',
} -%}
{{ union_by_name(columns, [
    {'from': source('sign_in_sheets', 'sign_in_sheets__events'), 'lacks': ['capacity'],
     'set': {'platform': "'sign_in_sheets'", 'record_id': 'event_id', 'owner_label': 'owner', 'project_id': 'project',
             'brand_label': 'brand', 'product_line_label': 'product_line', 'region_label': 'region',
             'planned_cost': 'budget'}},
    {'from': source('eventbrite', 'eventbrite__events'),
     'lacks': ['owner_label', 'project_id', 'brand_label', 'product_line_label', 'region_label', 'target_invited',
               'target_attended', 'target_leads', 'target_deal_amount', 'planned_cost'],
     'set': {'platform': "'eventbrite'", 'record_id': 'event_ref', 'event_type': "case when is_online then '线上活动' end",
             'status': "case status when 'draft' then '筹备中' when 'live' then '筹备中' when 'started' then '进行中'
                 when 'canceled' then '已取消' else '已结束' end"}},
]) }}
