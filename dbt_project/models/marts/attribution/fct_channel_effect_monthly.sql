with won_with as (
    select
        goal_id,
        report_month,
        channel_no,
        count(distinct conversion_key) as journeys
    from {{ ref('int_journeys') }}
    where not is_suspect
    group by goal_id, report_month, channel_no
),

lost_with as (
    select
        goal_id,
        report_month,
        channel_no,
        count(*) as journeys
    from (
        select distinct
            lost.goal_id,
            lost.report_month,
            lost.person_key,
            lost.ended_date,
            lost.channel_no
        from {{ ref('int_lost_journeys') }} as lost
        inner join {{ ref('int_closed_months') }} as closed
            on lost.report_month = closed.report_month and lost.ended_date <= closed.closed_until
    ) as channels_of_lost
    group by goal_id, report_month, channel_no
),

won as (
    select
        goal_id,
        report_month,
        count(*) as conversions
    from {{ ref('int_journeys') }}
    where not is_suspect and trusted_no = 1
    group by goal_id, report_month
)

select
    effects.report_month,
    effects.goal_id,
    effects.channel_id,
    cast(coalesce(won_with.journeys, 0) + coalesce(lost_with.journeys, 0) as bigint) as journeys,
    cast(coalesce(won_with.journeys, 0) as bigint) as won_journeys,
    effects.converted_share,
    effects.converted_share_without,
    effects.removal_effect,
    coalesce(won.conversions * {{ ratio(
        'effects.removal_effect',
        'sum(' ~ exact('effects.removal_effect') ~ ') over (partition by effects.goal_id, effects.report_month)'
    ) }}, 0) as credit_markov_global
from {{ ref('int_channel_effects') }} as effects
left join won_with
    on
        effects.goal_id = won_with.goal_id
        and effects.report_month = won_with.report_month
        and effects.channel_no = won_with.channel_no
left join lost_with
    on
        effects.goal_id = lost_with.goal_id
        and effects.report_month = lost_with.report_month
        and effects.channel_no = lost_with.channel_no
left join won on effects.goal_id = won.goal_id and effects.report_month = won.report_month
