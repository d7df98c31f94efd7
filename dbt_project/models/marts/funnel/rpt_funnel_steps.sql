{%- set cohort = ['funnel', 'cohort_month', 'entry_channel_id', 'entry_region_id', 'entry_product_line'] -%}
{%- set names = cohort | join(', ') -%}
{%- set kind = ['funnel', 'entry_channel_id', 'entry_region_id', 'entry_product_line'] -%}
{#- What is normal: who entered the same way in the twelve weeks before the month. -#}
{%- set usual_days = 84 -%}
{%- set counts = ['subjects', 'inferred_subjects'] -%}
{%- for age in cohort_ages() -%}{%- do counts.append('subjects_by_day_' ~ age) -%}{%- endfor -%}
{%- set smallest_base = 30 -%}
with closed as (
    select max(date_day) as last_closed_date
    from {{ ref('dim_date') }}
    where is_closed
),

days as (
    select
        days.*,
        cast({{ dbt.date_trunc('month', 'days.cohort_date') }} as date) as cohort_month,
        {{ dbt.datediff('days.cohort_date', 'closed.last_closed_date', 'day') }} as age_days
    from {{ ref('fct_cohort_daily') }} as days
    left join closed on true
),

cohorts as (
    select
        {{ names }},
        cast(sum(subjects) as bigint) as cohort_subjects,
        min(age_days) as youngest_age_days
    from days
    where stage_no = 1
    group by {{ names }}
),

counts as (
    select
        {%- for count in counts %}
        cast(sum({{ count }}) as bigint) as {{ count }},
        {%- endfor %}
        {{ names }},
        stage_no
    from days
    group by {{ names }}, stage_no
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
            and days.age_days >= days.window_days
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
        {%- for count in counts %}
        coalesce(counts.{{ count }}, 0) as {{ count }},
        {%- endfor %}
        hours.median_hours,
        hours.p90_hours,
        usual.subjects as usual_subjects,
        coalesce(cohorts.youngest_age_days >= stages.window_days, false) as is_mature
    from cohorts
    inner join {{ ref('stage_definitions') }} as stages on cohorts.funnel = stages.funnel
    left join counts
        on {{ same_row('cohorts', 'counts', cohort) }} and stages.stage_no = counts.stage_no
    left join {{ ref('fct_cohort_pace') }} as hours
        on {{ same_row('cohorts', 'hours', cohort) }} and stages.stage_no = hours.stage_no
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
    {%- for age in cohort_ages() %}
    case when youngest_age_days >= {{ age }} then subjects_by_day_{{ age }} end
        as subjects_by_day_{{ age }},
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
