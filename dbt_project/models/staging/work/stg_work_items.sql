{%- set columns = {
    'platform': 'string', 'file_slot': 'string', 'exported_date': 'date', 'item_id': 'string', 'item_kind': 'string',
    'item_name': 'string', 'project_label': 'string', 'project_name': 'string', 'department_label': 'string',
    'from_department_label': 'string', 'assignee_hash': 'string', 'assignees': 'bigint',
    'request_type': 'string', 'priority': 'string', 'status': 'string',
    'occurred_at': 'timestamp', 'submitted_at': 'timestamp', 'responded_at': 'timestamp',
    'delivered_at': 'timestamp', 'start_date': 'date', 'due_date': 'date', 'done_date': 'date',
    'doing_date': 'date', 'post_mortem_date': 'date', 'is_day_only': 'boolean', 'is_backfilled': 'boolean', 'weight': 'decimal(18, 6)',
    'progress': 'decimal(18, 6)', 'budget': 'decimal(18, 6)', 'reworks': 'bigint', 'hold_hours': 'double',
    'score': 'double', 'leads_sent': 'bigint', 'leads_accepted': 'bigint', '_pulled_at': 'timestamp',
} -%}
{%- set exported = 'coalesce(exported_date, ' ~ business_day('_pulled_at') ~ ')' -%}
{%- set requests_only = ['from_department_label', 'request_type', 'priority', 'occurred_at', 'submitted_at',
    'responded_at', 'delivered_at', 'is_backfilled', 'reworks', 'hold_hours', 'score', 'leads_sent', 'leads_accepted'] -%}
{%- set pulled = business_day('_pulled_at') -%}
{%- set task = {'file_slot': 'account_id', 'item_id': 'task_id', 'item_name': 'task', 'project_label': 'project',
    'department_label': 'department', 'assignee_hash': 'owner_hash', 'is_day_only': 'true'} -%}
{#- What a board said of a due date before: older readings of the same item, of which nothing else is kept. -#}
{%- set beside_due = requests_only + ['item_name', 'project_label', 'project_name', 'department_label', 'assignee_hash',
    'assignees', 'status', 'start_date', 'doing_date', 'done_date', 'post_mortem_date', 'is_day_only', 'weight',
    'progress', 'budget'] -%}
with steps as (
    select
        request_id,
        step,
        happened_at,
        min(case when is_day_only then 1 else 0 end) = 1 as is_by_day,
        lead(happened_at) over (
            partition by request_id, case when step in ('held', 'resumed') then 1 else 0 end
            order by happened_at, step
        ) as next_at
    from {{ source('collaboration_requests', 'collaboration_requests__events') }}
    group by request_id, step, happened_at
),

-- where steps were written down, all times come from them
logged as (
    select
        request_id as logged_request_id,
        max(case when is_by_day then 1 else 0 end) = 1 as is_logged_by_day,
        min(case when step = 'submitted' then happened_at end) as first_submitted_at,
        min(case when step = 'responded' then happened_at end) as first_responded_at,
        max(case when step = 'delivered' then happened_at end) as last_delivered_at,
        sum(case when step = 'held' then {{ hours_between('happened_at', 'next_at') }} else 0 end) as held_hours,
        count(case when step = 'returned' then 1 end) as returns
    from steps
    group by request_id
),

last_done as (
    select
        account_id,
        task_id,
        min(case when to_status = 'doing' then moved_at end) as doing_at,
        max(case when to_status = 'done' then moved_at end) as done_at
    from {{ source('trello', 'trello__moves') }}
    group by account_id, task_id
),

cards as (
    select
        cards.*,
        {{ business_day('last_done.doing_at') }} as doing_date,
        case when cards.status = 'done' then {{ business_day('last_done.done_at') }} end as done_date
    from {{ source('trello', 'trello__cards') }} as cards
    left join last_done on cards.account_id = last_done.account_id and cards.task_id = last_done.task_id
),

moved_dues as (
    {%- for platform, table in {'trello': 'cards', 'feishu_bitable': 'tasks'}.items() %}
    select
        '{{ platform }}' as platform,
        earlier.task_id,
        earlier.due_date,
        earlier.valid_from,
        earlier._pulled_at
    from {{ source(platform, platform ~ '__' ~ table ~ '__history') }} as earlier
    inner join {{ source(platform, platform ~ '__' ~ table) }} as present
        on earlier.account_id = present.account_id and earlier.task_id = present.task_id
    where earlier.is_listed
    {{- ' union all' if not loop.last }}
    {%- endfor %}
)

{{ union_by_name(columns, [
    {'from': 'cards', 'lacks': requests_only + ['project_name', 'post_mortem_date', 'progress'],
     'set': dict(task, platform="'trello'", exported_date=pulled,
        status="case when is_archived and status <> 'done' then 'dropped' else status end")},
    {'from': source('feishu_bitable', 'feishu_bitable__tasks'),
     'lacks': requests_only + ['project_name', 'doing_date', 'post_mortem_date'],
     'set': dict(task, platform="'feishu_bitable'", exported_date=pulled)},
    {'from': 'moved_dues', 'lacks': beside_due,
     'set': {'file_slot': "''", 'item_id': 'task_id', 'exported_date': 'valid_from', 'item_kind': "'task'"}},
    {'from': source('project_tasks', 'project_tasks__tasks'),
     'set': {'platform': "'project_tasks'", 'file_slot': 'account_id', 'item_id': 'task_id', 'exported_date': exported,
             'item_name': 'coalesce(task, project_name, project)', 'project_label': 'project',
             'department_label': 'department', 'assignee_hash': 'owner_hash', 'is_day_only': 'true',
             'status': "case when is_archived and status <> 'done' then 'dropped' else status end"},
     'lacks': requests_only + ['doing_date']},
    {'from': source('collaboration_requests', 'collaboration_requests__requests')
        ~ ' as requests left join logged on requests.request_id = logged.logged_request_id',
     'set': {'submitted_at': 'coalesce(first_submitted_at, submitted_at)',
             'responded_at': 'coalesce(first_responded_at, responded_at)',
             'delivered_at': 'coalesce(last_delivered_at, delivered_at)',
             'hold_hours': 'case when first_submitted_at is null then hold_hours else held_hours end',
             'reworks': 'case when first_submitted_at is null then reworks else returns end',
             'is_day_only': 'case when first_submitted_at is null then is_day_only else is_logged_by_day end',
             'platform': "'collaboration_requests'", 'file_slot': 'account_id', 'item_id': 'request_id',
             'exported_date': exported, 'item_kind': "'request'", 'item_name': 'title', 'project_label': 'project',
             'department_label': 'to_department', 'from_department_label': 'from_department'},
     'lacks': ['project_name', 'assignees', 'start_date', 'doing_date', 'done_date', 'post_mortem_date', 'weight',
               'progress', 'budget']},
]) }}
