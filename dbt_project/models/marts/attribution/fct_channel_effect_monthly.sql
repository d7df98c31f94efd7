with journeys as (
    select
        goal_id,
        cast({{ dbt.date_trunc('month', 'ended_date') }} as date) as report_month,
        channel_no,
        count(distinct journey_key) as journeys,
        count(distinct case when outcome = 'won' then journey_key end) as won_journeys
    from {{ ref('int_journeys') }}
    where outcome <> 'open' and not is_suspect
    group by goal_id, {{ dbt.date_trunc('month', 'ended_date') }}, channel_no
),

won as (
    select
        goal_id,
        cast({{ dbt.date_trunc('month', 'ended_date') }} as date) as report_month,
        count(*) as conversions
    from {{ ref('int_journeys') }}
    where outcome = 'won' and not is_suspect and trusted_no = 1
    group by goal_id, {{ dbt.date_trunc('month', 'ended_date') }}
)

select
    effects.report_month,
    effects.goal_id,
    effects.channel_id,
    cast(journeys.journeys as bigint) as journeys,
    cast(journeys.won_journeys as bigint) as won_journeys,
    effects.converted_share,
    effects.converted_share_without,
    effects.removal_effect,
    coalesce(won.conversions * {{ ratio(
        'effects.removal_effect',
        'sum(' ~ exact('effects.removal_effect') ~ ') over (partition by effects.goal_id, effects.report_month)'
    ) }}, 0) as credit_markov_global
from {{ ref('int_channel_effects') }} as effects
inner join journeys
    on
        effects.goal_id = journeys.goal_id
        and effects.report_month = journeys.report_month
        and effects.channel_no = journeys.channel_no
left join won on effects.goal_id = won.goal_id and effects.report_month = won.report_month
