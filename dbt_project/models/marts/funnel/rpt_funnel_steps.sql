{%- set cohort = ['funnel', 'cohort_month', 'entry_channel_id', 'entry_region_id', 'entry_product_line'] -%}
{%- set names = cohort | join(', ') -%}
{#- The cohorts of the same kind of the three months before. -#}
{%- set usual = 'partition by funnel, entry_channel_id, entry_region_id, entry_product_line, stage_no '
    ~ 'order by extract(year from cohort_month) * 12 + extract(month from cohort_month) '
    ~ 'range between 3 preceding and 1 preceding' -%}
{%- set before = 'lag(stages.reached_at) over (partition by stages.person_key order by stages.stage_no)' -%}
{%- set smallest_base = 30 -%}
with closed as (
    select max(date_day) as last_closed_date
    from {{ ref('dim_date') }}
    where is_closed
),

reached as (
    select
        stages.funnel,
        stages.person_key,
        stages.stage_no,
        stages.cohort_date,
        cast({{ dbt.date_trunc('month', 'stages.cohort_date') }} as date) as cohort_month,
        stages.entry_channel_id,
        campaigns.region_id as entry_region_id,
        campaigns.product_line as entry_product_line,
        stages.is_inferred,
        {{ hours_between('stages.entered_at', 'stages.reached_at') }} as hours_from_entry,
        case when not stages.is_inferred then {{ hours_between(before, 'stages.reached_at') }} end as arrival_hours,
        {{ dbt.datediff('stages.cohort_date', 'closed.last_closed_date', 'day') }} as age_days
    from {{ ref('fct_stage_reached') }} as stages
    left join {{ ref('dim_ad_object_history') }} as campaigns
        on stages.entry_campaign_key = campaigns.object_key and {{ stands_on('campaigns', 'stages.cohort_date') }}
    left join closed on true
),

cohorts as (
    select
        {{ names }},
        count(*) as cohort_persons,
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
        count(*) as persons,
        count(case when is_inferred then 1 end) as inferred_persons,
        count(case when hours_from_entry <= 7 * 24 then 1 end) as persons_by_day_7,
        count(case when hours_from_entry <= 30 * 24 then 1 end) as persons_by_day_30,
        percentile_cont(0.5) within group (order by arrival_hours) as median_hours,
        percentile_cont(0.9) within group (order by arrival_hours) as p90_hours
    from reached
    group by {{ names }}, stage_no
),

steps as (
    select
        {%- for name in cohort %}
        cohorts.{{ name }},
        {%- endfor %}
        stages.stage_no,
        stages.stage_id,
        cohorts.cohort_persons,
        cohorts.youngest_age_days,
        stages.window_days,
        coalesce(counts.persons, 0) as persons,
        coalesce(counts.inferred_persons, 0) as inferred_persons,
        coalesce(counts.persons_by_day_7, 0) as persons_by_day_7,
        coalesce(counts.persons_by_day_30, 0) as persons_by_day_30,
        counts.median_hours,
        counts.p90_hours,
        coalesce(cohorts.youngest_age_days >= stages.window_days, false) as is_mature
    from cohorts
    inner join {{ ref('stage_definitions') }} as stages on cohorts.funnel = stages.funnel
    left join counts
        on
            cohorts.funnel = counts.funnel
            and cohorts.cohort_month = counts.cohort_month
            and cohorts.entry_channel_id = counts.entry_channel_id
            and cohorts.entry_region_id = counts.entry_region_id
            and cohorts.entry_product_line = counts.entry_product_line
            and stages.stage_no = counts.stage_no
),

followed as (
    select
        *,
        lag(persons) over (partition by {{ names }} order by stage_no) as persons_before
    from steps
),

normal as (
    select
        *,
        sum(case when is_mature then persons end) over ({{ usual }}) as usual_persons,
        sum(case when is_mature then persons_before end) over ({{ usual }}) as usual_before
    from followed
),

rates as (
    select
        *,
        {{ ratio('persons', 'persons_before') }} as step_rate_to_date,
        case when is_mature then 1 - {{ ratio('persons', 'persons_before') }} end as drop_off_rate,
        1 - {{ ratio('usual_persons', 'usual_before') }} as usual_drop_off_rate
    from normal
),

compared as (
    select
        *,
        case
            when persons_before >= {{ smallest_base }} and usual_before >= {{ smallest_base }}
                then drop_off_rate - usual_drop_off_rate
        end as lost_more
    from rates
)

select
    {{ names }},
    cast(stage_no as bigint) as stage_no,
    stage_id,
    cohort_persons,
    persons,
    inferred_persons,
    is_mature,
    case when youngest_age_days >= 7 then persons_by_day_7 end as persons_by_day_7,
    case when youngest_age_days >= 30 then persons_by_day_30 end as persons_by_day_30,
    step_rate_to_date,
    case when is_mature then step_rate_to_date end as step_rate,
    drop_off_rate,
    usual_drop_off_rate,
    coalesce(
        lost_more > 0
        and row_number() over (partition by {{ names }} order by lost_more desc nulls last, stage_no asc) = 1,
        false
    ) as is_blocked_step,
    case when is_mature then {{ ratio('persons', 'cohort_persons') }} end as overall_rate,
    median_hours,
    p90_hours
from compared
