{%- set told = ['headcount_end', 'headcount_avg', 'headcount_plan', 'fte', 'hires', 'leavers'] -%}
with labelled as (
    select
        people.*,
        coalesce(teams.house_id, 'unknown') as own_team_id
    from {{ ref('stg_people_cost') }} as people
    left join {{ ref('int_labels') }} as teams
        on teams.label_kind = 'team' and coalesce(people.team_label, people.department_label) = teams.label
),

-- a team of fewer than three people is never shown by itself
shown as (
    select
        *,
        case
            when sum(coalesce(headcount_end, headcount_avg)) over (partition by cost_month, own_team_id) < 3 then 'none'
            else own_team_id
        end as team_id
    from labelled
),

-- a sum of a team holds all its groups or is not known
teams as (
    select
        cost_month,
        team_id,
        {%- for column in told %}
        case when count(*) = count({{ column }}) then sum({{ column }}) end as {{ column }},
        {%- endfor %}
        count(*) as people_groups
    from shown
    group by cost_month, team_id
)

select
    cost_month,
    team_id,
    cast(people_groups as bigint) as people_groups,
    cast(headcount_end as double) as headcount_total,
    cast(headcount_avg as double) as average_headcount,
    cast(headcount_plan as double) as planned_headcount,
    cast(fte as double) as full_time_equivalents,
    cast(hires as bigint) as hires,
    cast(leavers as bigint) as leavers
from teams
