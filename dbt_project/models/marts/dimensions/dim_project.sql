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
)

select
    project_id,
    coalesce(min(case when team_id <> 'none' then team_id end), 'unknown') as team_id,
    min(mentioned_month) as first_month,
    max(mentioned_month) as last_month
from mentions
where project_id not in ('none', 'unknown')
group by project_id
{%- for row in ['unknown', 'none'] %}
union all
select
    '{{ row }}' as project_id,
    '{{ row }}' as team_id,
    cast(null as date) as first_month,
    cast(null as date) as last_month
{% endfor %}
