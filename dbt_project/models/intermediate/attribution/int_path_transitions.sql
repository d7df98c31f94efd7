-- States: channels by number, -1 the start, -2 converted, -3 lost. A hop from a channel to itself changes no
-- probability of ending and is left out. Suspect touches are in no chain.
with steps as (
    select
        goal_id,
        report_month,
        -2 as outcome_no,
        channel_no,
        previous_no,
        is_last
    from {{ ref('int_journeys') }}
    where not is_suspect
    union all
    select
        lost.goal_id,
        lost.report_month,
        -3 as outcome_no,
        lost.channel_no,
        lost.previous_no,
        lost.is_last
    from {{ ref('int_lost_journeys') }} as lost
    inner join {{ ref('int_closed_months') }} as closed
        on lost.report_month = closed.report_month and lost.ended_date <= closed.closed_until
),

hops as (
    select
        goal_id,
        report_month,
        coalesce(previous_no, -1) as from_no,
        channel_no as to_no,
        count(*) as hops
    from steps
    group by goal_id, report_month, coalesce(previous_no, -1), channel_no
    union all
    select
        goal_id,
        report_month,
        channel_no as from_no,
        outcome_no as to_no,
        count(*) as hops
    from steps
    where is_last
    group by goal_id, report_month, channel_no, outcome_no
)

select
    goal_id,
    report_month,
    from_no,
    to_no,
    hops,
    cast(hops as double)
    / cast(sum(hops) over (partition by goal_id, report_month, from_no) as double) as probability
from hops
where from_no <> to_no
