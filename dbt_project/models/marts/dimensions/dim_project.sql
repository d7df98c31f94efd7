{%- set facts = [
    'item_name', 'department_label', 'start_date', 'due_date', 'done_date', 'post_mortem_date', 'budget',
] -%}
{%- set days = [
    'first_month', 'last_month', 'start_date', 'first_due_date', 'due_date', 'end_date', 'post_mortem_date',
] -%}
{%- set newest = 'partition by project_label order by exported_date desc, file_slot' -%}
{%- set oldest = 'partition by project_label order by exported_date, file_slot' -%}
with mentions as (
    select
        project_id,
        team_id,
        budget_month as mentioned_month
    from {{ ref('int_budget_lines') }}
    where budget_amount <> 0
    union all
    select
        project_id,
        'none' as team_id,
        cost_month as mentioned_month
    from {{ ref('int_ledger_lines') }}
    union all
    select
        project_id,
        'none' as team_id,
        cast({{ dbt.date_trunc('month', 'start_at') }} as date) as mentioned_month
    from {{ ref('int_events') }}
    union all
    select
        project_label as project_id,
        'none' as team_id,
        cast({{ dbt.date_trunc('month', 'coalesce(start_date, due_date)') }} as date) as mentioned_month
    from {{ ref('stg_work_items') }}
    where
        item_kind <> 'request'
        and project_label is not null
        and project_label not in (select events.event_id from {{ ref('int_events') }} as events)
),

projects as (
    select
        project_id,
        min(case when team_id <> 'none' then team_id end) as team_id,
        min(mentioned_month) as first_month,
        max(mentioned_month) as last_month
    from mentions
    where project_id not in ('none', 'unknown')
    group by project_id
),

-- what was agreed first, and how it stands
sheets as (
    select
        project_label,
        {%- for fact in facts %}
        {{ first_told(fact, newest) }} as {{ fact }},
        {%- endfor %}
        {{ first_told('due_date', oldest) }} as first_due_date,
        row_number() over ({{ newest }}) as reading_no
    from {{ ref('stg_work_items') }}
    where item_kind = 'project'
),

-- a post-mortem may be a task of its own
looked_back as (
    select
        project_label,
        min(done_date) as post_mortem_date
    from {{ ref('stg_work_items') }}
    where item_kind = 'post_mortem' and status = 'done'
    group by project_label
)

select
    projects.project_id,
    coalesce(teams.house_id, projects.team_id, 'unknown') as team_id,
    coalesce(sheets.item_name, projects.project_id) as project_name,
    projects.first_month,
    projects.last_month,
    sheets.start_date,
    sheets.first_due_date,
    sheets.due_date,
    sheets.done_date as end_date,
    coalesce(sheets.post_mortem_date, looked_back.post_mortem_date) as post_mortem_date,
    sheets.budget as agreed_budget
from projects
left join sheets on projects.project_id = sheets.project_label and sheets.reading_no = 1
left join looked_back on projects.project_id = looked_back.project_label
left join {{ ref('int_labels') }} as teams on teams.label_kind = 'team' and sheets.department_label = teams.label
{%- for row in ['unknown', 'none'] %}
union all
select
    '{{ row }}' as project_id,
    '{{ row }}' as team_id,
    '{{ row }}' as project_name,
    {%- for day in days %}
    cast(null as date) as {{ day }},
    {%- endfor %}
    cast(null as decimal(18, 6)) as agreed_budget
{% endfor %}
