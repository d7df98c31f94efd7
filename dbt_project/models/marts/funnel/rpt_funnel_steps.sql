{%- set cohort = ['funnel', 'cohort_month', 'entry_channel_id', 'entry_region_id', 'entry_product_line'] -%}
{%- set names = cohort | join(', ') -%}
{%- set kind = ['funnel', 'entry_channel_id', 'entry_region_id', 'entry_product_line'] -%}
{#- What is normal: who entered the same way in the twelve weeks before the month. -#}
{%- set usual_days = 84 -%}
{%- set way = 'over (partition by stages.funnel, stages.subject_key order by stages.stage_no)' -%}
{%- set ages = [1, 7, 14, 30, 60, 90] -%}
{%- set smallest_base = 30 -%}
with closed as (
    select max(date_day) as last_closed_date
    from {{ ref('dim_date') }}
    where is_closed
),

reached as (
    select
        stages.funnel,
        stages.stage_no,
        stages.cohort_date,
        cast({{ dbt.date_trunc('month', 'stages.cohort_date') }} as date) as cohort_month,
        stages.entry_channel_id,
        case
            when events.region_id is not null then events.region_id
            when campaigns.region_id in ('none', 'unknown') then coalesce(desks.region_id, campaigns.region_id)
            else campaigns.region_id
        end as entry_region_id,
        coalesce(events.product_line, campaigns.product_line) as entry_product_line,
        stages.is_inferred,
        {{ hours_between('stages.entered_at', 'stages.reached_at') }} as hours_from_entry,
        case
            when not stages.is_inferred and not lag(stages.is_inferred) {{ way }}
                then {{ hours_between('lag(stages.reached_at) ' ~ way, 'stages.reached_at') }}
        end as arrival_hours,
        {{ dbt.datediff('stages.cohort_date', 'closed.last_closed_date', 'day') }} as age_days
    from {{ ref('fct_stage_reached') }} as stages
    left join {{ ref('dim_ad_object_history') }} as campaigns
        on stages.entry_campaign_key = campaigns.object_key and {{ stands_on('campaigns', 'stages.cohort_date') }}
    left join {{ ref('dim_event') }} as events
        on stages.entry_event_id = events.event_id and stages.entry_event_id <> 'none'
    left join {{ ref('fct_lead') }} as leads on stages.funnel = 'lead' and stages.subject_key = leads.lead_key
    left join {{ ref('dim_account') }} as desks on leads.account_key = desks.account_key and desks.account_key <> 'none'
    left join closed on true
),

cohorts as (
    select
        {{ names }},
        count(*) as cohort_subjects,
        max(cohort_date) as youngest_date,
        min(age_days) as youngest_age_days
    from reached
    where stage_no = 1
    group by {{ names }}
),

counts as (
    select
        {{ names }},
        stage_no,
        count(*) as subjects,
        count(case when is_inferred then 1 end) as inferred_subjects,
        {%- for age in ages %}
        count(case when hours_from_entry <= {{ age }} * 24 then 1 end) as subjects_by_day_{{ age }},
        {%- endfor %}
        percentile_cont(0.5) within group (order by arrival_hours) as median_hours,
        percentile_cont(0.9) within group (order by arrival_hours) as p90_hours
    from reached
    group by {{ names }}, stage_no
),

days as (
    select
        reached.{{ kind | join(', reached.') }},
        reached.stage_no,
        reached.cohort_date,
        count(*) as subjects
    from reached
    inner join {{ ref('stage_definitions') }} as stages
        on reached.funnel = stages.funnel and reached.stage_no = stages.stage_no
    where reached.age_days >= stages.window_days
    group by reached.{{ kind | join(', reached.') }}, reached.stage_no, reached.cohort_date
),

usual as (
    select
        cohorts.{{ cohort | join(', cohorts.') }},
        days.stage_no,
        sum(days.subjects) as subjects
    from cohorts
    inner join days
        on
            {{ same_row('cohorts', 'days', kind) }}
            and cohorts.cohort_month > days.cohort_date
            and {{ dbt.dateadd('day', -usual_days, 'cohorts.cohort_month') }} <= days.cohort_date
    group by cohorts.{{ cohort | join(', cohorts.') }}, days.stage_no
),

steps as (
    select
        cohorts.{{ cohort | join(', cohorts.') }},
        stages.stage_no,
        stages.stage_id,
        stages.subject_kind,
        cohorts.cohort_subjects,
        cohorts.youngest_age_days,
        stages.window_days,
        coalesce(counts.subjects, 0) as subjects,
        coalesce(counts.inferred_subjects, 0) as inferred_subjects,
        {%- for age in ages %}
        coalesce(counts.subjects_by_day_{{ age }}, 0) as subjects_by_day_{{ age }},
        {%- endfor %}
        counts.median_hours,
        counts.p90_hours,
        usual.subjects as usual_subjects,
        coalesce(cohorts.youngest_age_days >= stages.window_days, false) as is_mature
    from cohorts
    inner join {{ ref('stage_definitions') }} as stages on cohorts.funnel = stages.funnel
    left join counts
        on {{ same_row('cohorts', 'counts', cohort) }} and stages.stage_no = counts.stage_no
    left join usual
        on {{ same_row('cohorts', 'usual', cohort) }} and stages.stage_no = usual.stage_no
),

followed as (
    select
        *,
        lag(subjects) over (partition by {{ names }} order by stage_no) as subjects_before,
        lag(usual_subjects) over (partition by {{ names }} order by stage_no) as usual_before
    from steps
),

rates as (
    select
        *,
        {{ ratio('subjects', 'subjects_before') }} as step_rate_to_date,
        case when is_mature then 1 - {{ ratio('subjects', 'subjects_before') }} end as drop_off_rate,
        1 - {{ ratio('coalesce(usual_subjects, 0)', 'usual_before') }} as usual_drop_off_rate
    from followed
),

compared as (
    select
        *,
        case
            when subjects_before >= {{ smallest_base }} and usual_before >= {{ smallest_base }}
                then drop_off_rate - usual_drop_off_rate
        end as lost_more
    from rates
)

select
    {{ names }},
    cast(stage_no as bigint) as stage_no,
    stage_id,
    subject_kind,
    cohort_subjects,
    subjects,
    inferred_subjects,
    is_mature,
    {%- for age in ages %}
    case when youngest_age_days >= {{ age }} then subjects_by_day_{{ age }} end as subjects_by_day_{{ age }},
    {%- endfor %}
    step_rate_to_date,
    case when is_mature then step_rate_to_date end as step_rate,
    drop_off_rate,
    usual_drop_off_rate,
    coalesce(
        lost_more > 0
        and row_number() over (partition by {{ names }} order by lost_more desc nulls last, stage_no asc) = 1,
        false
    ) as is_blocked_step,
    case when is_mature then {{ ratio('subjects', 'cohort_subjects') }} end as overall_rate,
    median_hours,
    p90_hours
from compared
