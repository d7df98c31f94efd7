with labelled as (
    select
        people.cost_month,
        coalesce(teams.house_id, 'unknown') as team_id,
        case
            when people.position_label in ('全组', '全部门') then 'none'  -- joined before it was stored
            else coalesce(positions.house_id, 'unknown')
        end as position_id,
        coalesce(people.headcount_end, people.headcount_avg) as headcount,
        people.total_cost as amount
    from {{ ref('stg_people_cost') }} as people
    left join {{ ref('int_labels') }} as teams
        on teams.label_kind = 'team' and coalesce(people.team_label, people.department_label) = teams.label
    left join {{ ref('int_labels') }} as positions
        on positions.label_kind = 'position' and people.position_label = positions.label
),

lines as (
    select
        cost_month,
        team_id,
        position_id,
        sum(headcount) as headcount,
        sum(amount) as amount
    from labelled
    group by cost_month, team_id, position_id
),

groups as (
    select
        *,
        sum(headcount) over (partition by cost_month, team_id) as team_headcount,
        sum(case when headcount < 3 then headcount else 0 end) over (partition by cost_month, team_id)
            as small_headcount
    from lines
),

shown as (
    select
        cost_month,
        case when team_headcount < 3 then 'none' else team_id end as team_id,
        case
            when small_headcount > 0 and small_headcount < 3 then 'none'
            when headcount < 3 then 'none'
            else position_id
        end as position_id,
        headcount,
        amount
    from groups
)

select
    cost_month,
    team_id,
    position_id,
    cast(sum(headcount) as double) as headcount,
    {{ money('sum(amount)') }} as amount
from shown
group by cost_month, team_id, position_id
