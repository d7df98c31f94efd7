with mentions as (
    select project_id, team_id, min(budget_month) as first_month, max(budget_month) as last_month
    from {{ ref('int_budget_lines') }}
    where budget_amount <> 0
    group by project_id, team_id
    union all
    select project_id, 'none' as team_id, min(cost_month) as first_month, max(cost_month) as last_month
    from {{ ref('int_ledger_lines') }}
    group by project_id
    union all
    select coalesce(project_id, 'none') as project_id, 'none' as team_id,
        min(cast({{ dbt.date_trunc('month', 'start_at') }} as date)) as first_month,
        max(cast({{ dbt.date_trunc('month', 'start_at') }} as date)) as last_month
    from {{ ref('stg_events') }}
    group by project_id
)

select
    project_id,
    coalesce(min(case when team_id <> 'none' then team_id end), 'unknown') as team_id,
    min(first_month) as first_month,
    max(last_month) as last_month
from mentions
where project_id not in ('none', 'unknown')
group by project_id
{% for row in ['unknown', 'none'] -%}
union all
select
    '{{ row }}' as project_id,
    '{{ row }}' as team_id,
    cast(null as date) as first_month,
    cast(null as date) as last_month
{% endfor %}
