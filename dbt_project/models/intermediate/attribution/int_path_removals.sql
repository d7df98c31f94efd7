with removed as (
    select
        goal_id,
        report_month,
        to_no as removed_no
    from {{ ref('int_path_transitions') }}
    where from_no = -1
    union
    select
        goal_id,
        report_month,
        from_no as removed_no
    from {{ ref('int_path_transitions') }}
    where from_no >= 0
    union
    select
        goal_id,
        report_month,
        -9 as removed_no
    from {{ ref('int_path_transitions') }}
),

ends as (
    select -2 as state_no
    union all
    select -3 as state_no
)

select
    transitions.goal_id,
    transitions.report_month,
    removed.removed_no,
    transitions.from_no,
    case when transitions.to_no = removed.removed_no then -3 else transitions.to_no end as to_no,
    sum(transitions.probability) as probability
from {{ ref('int_path_transitions') }} as transitions
inner join removed
    on
        transitions.goal_id = removed.goal_id
        and transitions.report_month = removed.report_month
        and transitions.from_no <> removed.removed_no
group by
    transitions.goal_id,
    transitions.report_month,
    removed.removed_no,
    transitions.from_no,
    case when transitions.to_no = removed.removed_no then -3 else transitions.to_no end
union all
select
    removed.goal_id,
    removed.report_month,
    removed.removed_no,
    ends.state_no as from_no,
    ends.state_no as to_no,
    1.0e0 as probability
from removed
cross join ends
