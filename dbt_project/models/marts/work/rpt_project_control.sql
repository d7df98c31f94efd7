{%- set control_line = 0.95 -%}
{%- set counts = [
    'milestones', 'milestones_done', 'milestones_overdue', 'approvals', 'approvals_done', 'approvals_overdue',
    'tasks_due', 'tasks_in_time', 'due_changes', 'open_risks', 'reports_due', 'reports_in_time', 'requests',
    'answers_due', 'answers_in_time',
] -%}
with closed as (
    select max(date_day) as last_closed_date
    from {{ ref('dim_date') }}
    where is_closed
),

items as (
    select
        project_id,
        {%- for kind in ['milestone', 'approval'] %}
        sum(case when item_kind = '{{ kind }}' then 1 else 0 end) as {{ kind }}s,
        sum(case when item_kind = '{{ kind }}' and status = 'done' then 1 else 0 end) as {{ kind }}s_done,
        sum(case when item_kind = '{{ kind }}' and is_open and delivered_due = 1 then 1 else 0 end)
            as {{ kind }}s_overdue,
        {%- endfor %}
        sum(case when item_kind = 'milestone' then weight end) as milestone_weight,
        sum(case when item_kind = 'milestone' then weight_done end) as milestone_weight_done,
        sum(case when item_kind in ('milestone', 'task', 'approval') then delivered_due else 0 end) as tasks_due,
        sum(case when item_kind in ('milestone', 'task', 'approval') then delivered_in_time else 0 end)
            as tasks_in_time,
        sum(case when item_kind not in ('request', 'project') then due_changes else 0 end) as due_changes,
        sum(case when item_kind = 'risk' and is_open then 1 else 0 end) as open_risks,
        sum(case when item_kind = 'report' then answered_due else 0 end) as reports_due,
        sum(case when item_kind = 'report' then answered_in_time else 0 end) as reports_in_time,
        sum(case when item_kind = 'request' then 1 else 0 end) as requests,
        sum(case when item_kind = 'request' then answered_due else 0 end) as answers_due,
        sum(case when item_kind = 'request' then answered_in_time else 0 end) as answers_in_time,
        sum(leads_sent) as leads_sent,
        sum(leads_accepted) as leads_accepted,
        sum(case when item_kind = 'project' then answered_due else 0 end) as post_mortem_due,
        sum(case when item_kind = 'project' then answered_in_time else 0 end) as post_mortem_in_time,
        max(case when item_kind = 'project' then limit_date end) as post_mortem_limit_date
    from {{ ref('fct_work_item') }}
    group by project_id
),

costs as (
    select
        entries.project_id,
        sum(case when entries.is_actual and entries.date_day <= closed.last_closed_date then entries.cost else 0 end)
            as actual,
        sum(case when entries.is_actual then 0 else entries.cost end) as committed
    from {{ ref('fct_marketing_cost') }} as entries
    cross join closed
    where entries.cost_category <> 'discount'
    group by entries.project_id
),

budgets as (
    select
        project_id,
        sum(budget_amount) as budget
    from {{ ref('fct_budget_monthly') }}
    where is_current
    group by project_id
),

projects as (
    select
        projects.*,
        closed.last_closed_date,
        coalesce(projects.end_date, closed.last_closed_date) as judged_date
    from {{ ref('dim_project') }} as projects
    cross join closed
    where projects.project_id not in ('unknown', 'none')
)

select
    projects.project_id,
    projects.project_name,
    projects.team_id,
    projects.start_date,
    projects.first_due_date,
    projects.due_date,
    projects.end_date,
    case
        when projects.first_due_date is null then 'unplanned'
        when projects.end_date > projects.first_due_date then 'ended_late'
        when projects.end_date is not null then 'ended'
        when projects.first_due_date <= projects.last_closed_date then 'overdue'
        else 'running'
    end as schedule_state,
    cast(case
        when projects.judged_date <= projects.first_due_date then 0
        else {{ dbt.datediff('projects.first_due_date', 'projects.judged_date', 'day') }}
    end as bigint) as late_days,
    {%- for name in counts %}
    cast(coalesce(items.{{ name }}, 0) as bigint) as {{ name }},
    {%- endfor %}
    cast(items.leads_sent as bigint) as leads_sent,
    cast(items.leads_accepted as bigint) as leads_accepted,
    {{ ratio('items.milestone_weight_done', 'items.milestone_weight') }} as progress_rate,
    {{ ratio('items.tasks_in_time', 'items.tasks_due') }} as on_time_rate,
    {{ ratio('items.reports_in_time', 'items.reports_due') }} as report_rate,
    {{ ratio('items.answers_in_time', 'items.answers_due') }} as feedback_rate,
    {{ money('budgets.budget') }} as budget,
    {{ money('coalesce(costs.actual, 0)') }} as actual,
    {{ money('coalesce(costs.committed, 0)') }} as committed,
    {{ ratio('costs.actual', 'budgets.budget') }} as execution_rate,
    case
        when coalesce(budgets.budget, 0) = 0 and coalesce(costs.actual, 0) <> 0 then 'unbudgeted'
        when coalesce(budgets.budget, 0) = 0 then 'none'
        when coalesce(costs.actual, 0) <= {{ control_line }} * budgets.budget then 'within'
        else 'over'
    end as control_state,
    projects.post_mortem_date,
    items.post_mortem_limit_date,
    case
        when projects.end_date is null then 'not_ended'
        when items.post_mortem_in_time = 1 then 'in_time'
        when items.post_mortem_due = 1 and projects.post_mortem_date is null then 'overdue'
        when items.post_mortem_due = 1 then 'late'
        else 'waiting'
    end as post_mortem_state
from projects
left join items on projects.project_id = items.project_id
left join costs on projects.project_id = costs.project_id
left join budgets on projects.project_id = budgets.project_id
