{%- set grain = 'handover_week_date, channel_id, sales_team' -%}
with closed as (
    select max(workday_no) as workday_no
    from {{ ref('dim_date') }}
    where is_closed
),

handed_over as (
    select
        handed.iso_week_date as handover_week_date,
        leads.channel_id,
        leads.sales_team,
        leads.is_accepted,
        leads.is_valid,
        leads.became_opportunity_at is not null as is_opportunity,
        leads.became_customer_at is not null as is_won,
        leads.first_followup_at is not null as is_followed_up,
        case
            when followed.workday_no is not null then greatest(followed.workday_no - handed.workday_no, 0)
        end as followup_workdays,
        coalesce(closed.workday_no - handed.workday_no >= {{ var('followup_workdays') }}, false) as is_due
    from {{ ref('fct_lead') }} as leads
    inner join {{ ref('dim_date') }} as handed on {{ business_day('leads.handed_over_at') }} = handed.date_day
    left join {{ ref('dim_date') }} as followed on {{ business_day('leads.first_followup_at') }} = followed.date_day
    left join closed on true
    where leads.handed_over_at is not null and not leads.is_duplicate
),

counted as (
    select
        {{ grain }},
        count(*) as leads_handed_over,
        count(case when is_accepted then 1 end) as leads_accepted,
        count(case when is_followed_up then 1 end) as leads_followed_up,
        count(case when is_due then 1 end) as followups_due,
        count(case when is_due and followup_workdays <= {{ var('followup_workdays') }} then 1 end) as followups_in_time,
        count(case when is_opportunity then 1 end) as opportunities,
        count(case when is_won then 1 end) as customers,
        count(case when not is_valid and not is_won then 1 end) as leads_rejected,
        percentile_cont(0.5) within group (order by followup_workdays) as median_followup_workdays,
        percentile_cont(0.9) within group (order by followup_workdays) as p90_followup_workdays
    from handed_over
    group by {{ grain }}
)

select
    {{ grain }},
    leads_handed_over,
    leads_accepted,
    leads_handed_over - leads_accepted as leads_silent,
    leads_followed_up,
    leads_handed_over - leads_followed_up as leads_waiting,
    followups_due,
    followups_in_time,
    opportunities,
    customers,
    leads_rejected,
    {{ ratio('leads_accepted', 'leads_handed_over') }} as acceptance_rate,
    {{ ratio('followups_in_time', 'followups_due') }} as followup_in_time_rate,
    {{ ratio('opportunities', 'leads_handed_over') }} as opportunity_rate,
    {{ ratio('customers', 'leads_handed_over') }} as customer_rate,
    cast(median_followup_workdays as double) as median_followup_workdays,
    cast(p90_followup_workdays as double) as p90_followup_workdays
from counted
