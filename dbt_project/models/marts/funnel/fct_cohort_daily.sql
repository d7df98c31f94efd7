select
    {%- for age in cohort_ages() %}
    count(case when {{ hours_between('entered_at', 'reached_at') }} <= {{ age }} * 24 then 1 end)
        as subjects_by_day_{{ age }},
    {%- endfor %}
    funnel,
    entry_channel_id,
    entry_region_id,
    entry_product_line,
    cohort_date,
    stage_no,
    stage_id,
    window_days,
    count(*) as subjects,
    count(case when is_inferred then 1 end) as inferred_subjects
from {{ ref('fct_stage_reached') }}
group by funnel, entry_channel_id, entry_region_id, entry_product_line, cohort_date, stage_no, stage_id, window_days
