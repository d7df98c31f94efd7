{%- set way = 'over (partition by funnel, subject_key order by stage_no)' -%}
with arrived as (
    select
        funnel,
        entry_channel_id,
        entry_region_id,
        entry_product_line,
        cast({{ dbt.date_trunc('month', 'cohort_date') }} as date) as cohort_month,
        stage_no,
        case
            when not is_inferred and not lag(is_inferred) {{ way }}
                then {{ hours_between('lag(reached_at) ' ~ way, 'reached_at') }}
        end as hours
    from {{ ref('fct_stage_reached') }}
)

select
    funnel,
    entry_channel_id,
    entry_region_id,
    entry_product_line,
    cohort_month,
    stage_no,
    percentile_cont(0.5) within group (order by hours) as median_hours,
    percentile_cont(0.9) within group (order by hours) as p90_hours
from arrived
where hours is not null
group by funnel, entry_channel_id, entry_region_id, entry_product_line, cohort_month, stage_no
