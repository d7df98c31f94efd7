{%- set columns = {
    'platform': 'string', 'file_slot': 'string', 'exported_date': 'date', 'item_id': 'string', 'item_kind': 'string',
    'item_name': 'string', 'project_label': 'string', 'project_name': 'string', 'department_label': 'string',
    'from_department_label': 'string', 'assignee_hash': 'string', 'request_type': 'string', 'priority': 'string',
    'status': 'string', 'occurred_at': 'timestamp', 'submitted_at': 'timestamp', 'responded_at': 'timestamp',
    'delivered_at': 'timestamp', 'start_date': 'date', 'due_date': 'date', 'done_date': 'date',
    'post_mortem_date': 'date', 'is_day_only': 'boolean', 'is_backfilled': 'boolean', 'weight': 'decimal(18, 6)',
    'progress': 'decimal(18, 6)', 'budget': 'decimal(18, 6)', 'reworks': 'bigint', 'hold_hours': 'double',
    'score': 'double', 'leads_sent': 'bigint', 'leads_accepted': 'bigint', '_pulled_at': 'timestamp',
} -%}
{%- set exported = 'coalesce(exported_date, ' ~ business_day('_pulled_at') ~ ')' -%}
{{ union_by_name(columns, [
    {'from': source('project_tasks', 'project_tasks__tasks'),
     'set': {'platform': "'project_tasks'", 'file_slot': 'account_id', 'item_id': 'task_id', 'exported_date': exported,
             'item_name': 'coalesce(task, project_name, project)', 'project_label': 'project',
             'department_label': 'department', 'assignee_hash': 'owner_hash', 'is_day_only': 'true',
             'status': "case when is_archived and status <> 'done' then 'dropped' else status end"},
     'lacks': ['from_department_label', 'request_type', 'priority', 'occurred_at', 'submitted_at', 'responded_at',
               'delivered_at', 'is_backfilled', 'reworks', 'hold_hours', 'score', 'leads_sent', 'leads_accepted']},
    {'from': source('collaboration_requests', 'collaboration_requests__requests'),
     'set': {'platform': "'collaboration_requests'", 'file_slot': 'account_id', 'item_id': 'request_id',
             'exported_date': exported, 'item_kind': "'request'", 'item_name': 'title', 'project_label': 'project',
             'department_label': 'to_department', 'from_department_label': 'from_department'},
     'lacks': ['project_name', 'start_date', 'done_date', 'post_mortem_date', 'weight', 'progress', 'budget']},
]) }}
