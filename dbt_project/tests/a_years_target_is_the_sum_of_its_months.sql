-- Of a KPI that adds up, the year's column of a wide sheet is what its twelve months come to.
{{ config(severity='warn') }}
select
    targets.file_slot,
    targets.target_version,
    targets.department_label,
    targets.position_label,
    targets.region_label,
    targets.product_line_label,
    targets.kpi_code,
    extract(year from targets.period_start_date) as target_year
from {{ ref('stg_kpi_targets') }} as targets
inner join {{ ref('kpi_metrics') }} as metrics on targets.kpi_code = metrics.kpi_code
where metrics.aggregation = 'sum' and not targets.is_personal
group by
    targets.file_slot,
    targets.target_version,
    targets.department_label,
    targets.position_label,
    targets.region_label,
    targets.product_line_label,
    targets.kpi_code,
    extract(year from targets.period_start_date)
having
    count(case when targets.period_kind = 'month' then 1 end) = 12
    and count(case when targets.period_kind = 'year' then 1 end) = 1
    and abs(
        sum(
            case targets.period_kind when 'month' then targets.target when 'year' then -targets.target else 0 end
        )
    ) > 0.001 * abs(max(case when targets.period_kind = 'year' then targets.target end))
