{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'numerator': 'double', 'denominator': 'double',
    'detail': 'string',
} -%}
-- heads of a department: those of the month before, and who came and went
with heads as (
    select
        cost_month,
        department_label,
        sum(headcount_end) as heads,
        sum(headcount_avg) as average_heads,
        case
            when count(hires) + count(leavers) > 0 then coalesce(sum(hires), 0) - coalesce(sum(leavers), 0)
        end as change,
        count(*) as cells,
        lag(sum(headcount_end)) over (partition by department_label order by cost_month) as heads_before,
        lag(cost_month) over (partition by department_label order by cost_month) as month_before
    from {{ ref('stg_people_cost') }}
    group by cost_month, department_label
),

followed as (
    select
        cost_month,
        department_label,
        abs(heads - heads_before - change) < 0.01
        and coalesce(
            average_heads between least(heads, heads_before) - cells and greatest(heads, heads_before) + cells, true
        ) as is_right
    from heads
    where change is not null and month_before = {{ dbt.dateadd('month', -1, 'cost_month') }}
),

heads_told as (
    select
        count(case when is_right then 1 end) as numerator,
        count(*) as denominator,
        'does not follow from the month before: '
        || min(case when not is_right then cast(cost_month as string) || ' ' || department_label end) as detail
    from followed
    having count(*) > 0
),

-- cost per head, against the median of up to six months before
per_head as (
    select
        cost_month,
        department_label || '/' || team_label || '/' || position_label as cell,
        total_cost / nullif(coalesce(headcount_avg, headcount_end), 0) as cost
    from {{ ref('stg_people_cost') }}
),

medians as (
    select
        present.cost_month,
        present.cell,
        max(present.cost) as cost,
        percentile_cont(0.5) within group (order by earlier.cost) as usual
    from per_head as present
    inner join per_head as earlier
        on
            present.cell = earlier.cell
            and present.cost_month > earlier.cost_month
            and {{ dbt.dateadd('month', -6, 'present.cost_month') }} <= earlier.cost_month
    group by present.cost_month, present.cell
    having count(*) >= 3
),

pay_told as (
    select
        count(case when cost between 0.6 * usual and 1.4 * usual then 1 end) as numerator,
        count(*) as denominator,
        'far from the median of the months before: '
        || min(
            case when cost not between 0.6 * usual and 1.4 * usual then cast(cost_month as string) || ' ' || cell end
        ) as detail
    from medians
    having count(*) > 0
),

-- of a KPI that adds up, the year's column of a wide sheet is what its twelve months come to
years as (
    select
        targets.kpi_code,
        sum(case when targets.period_kind = 'month' then targets.target else 0 end) as months_target,
        max(case when targets.period_kind = 'year' then targets.target end) as year_target
    from {{ ref('stg_kpi_targets') }} as targets
    inner join {{ ref('kpi_metrics') }} as metrics on targets.kpi_code = metrics.kpi_code
    where metrics.aggregation = 'sum' and not targets.is_personal
    group by
        targets.file_slot, targets.target_version, targets.department_label, targets.position_label,
        targets.region_label, targets.product_line_label, targets.kpi_code,
        extract(year from targets.period_start_date)
    having
        count(case when targets.period_kind = 'month' then 1 end) = 12
        and count(case when targets.period_kind = 'year' then 1 end) = 1
),

years_told as (
    select
        count(case when abs(months_target - year_target) <= 0.001 * abs(year_target) then 1 end) as numerator,
        count(*) as denominator,
        'the year is not the sum of its months: '
        || min(case when abs(months_target - year_target) > 0.001 * abs(year_target) then kpi_code end) as detail
    from years
    having count(*) > 0
),

-- tickets, free ones too, of an order that was told
tickets_told as (
    select
        tickets.platform,
        count(orders.order_id) as numerator,
        count(*) as denominator,
        'tickets of unknown orders: ' || min(case when orders.order_id is null then tickets.order_id end) as detail
    from {{ ref('stg_event_people') }} as tickets
    left join {{ ref('stg_event_orders') }} as orders
        on tickets.account_id = orders.account_id and tickets.order_id = orders.order_id
    where tickets.platform in (select listed.platform from {{ ref('stg_event_orders') }} as listed)
    group by tickets.platform
),

-- no more is given back than was paid
given_back as (
    select
        orders.platform,
        orders.account_id,
        orders.order_id,
        max(orders.paid_native) as paid,
        sum(refunds.refunded_native) as refunded
    from {{ ref('stg_orders') }} as orders
    inner join {{ ref('stg_refunds') }} as refunds
        on
            orders.platform = refunds.platform
            and orders.account_id = refunds.account_id
            and orders.order_id = refunds.order_id
    group by orders.platform, orders.account_id, orders.order_id
),

refunds_told as (
    select
        platform,
        count(case when refunded <= paid + 0.01 then 1 end) as numerator,
        count(*) as denominator,
        'more given back than paid: ' || min(case when refunded > paid + 0.01 then order_id end) as detail
    from given_back
    group by platform
),

-- of shops that tell what each line came to: goods and postage are what was paid
lined as (
    select
        account_id,
        order_id,
        sum(unit_price_native * units - discount_native) as goods
    from {{ ref('stg_order_lines') }}
    where platform = 'taobao_tmall_top'
    group by account_id, order_id
),

lines_told as (
    select
        orders.platform,
        count(case when abs(lined.goods - orders.subtotal_native) <= 0.05 then 1 end) as numerator,
        count(*) as denominator,
        'lines that do not come to their order: '
        || min(case when abs(lined.goods - orders.subtotal_native) > 0.05 then orders.order_id end) as detail
    from {{ ref('stg_orders') }} as orders
    inner join lined on orders.account_id = lined.account_id and orders.order_id = lined.order_id
    where orders.platform = 'taobao_tmall_top'
    group by orders.platform
)

{{ union_by_name(columns, [
    {'from': 'heads_told', 'set': {'measure': "'headcount_agreement'", 'connector': "'payroll'", 'feed': "'people_cost'"}},
    {'from': 'pay_told', 'set': {'measure': "'cost_per_head_agreement'", 'connector': "'payroll'", 'feed': "'people_cost'"}},
    {'from': 'years_told', 'set': {'measure': "'targets_agreement'", 'connector': "'kpi_targets'", 'feed': "'targets'"}},
    {'from': 'tickets_told', 'set': {'measure': "'tickets_agreement'", 'connector': 'platform', 'feed': "'attendees'"}},
    {'from': 'refunds_told', 'set': {'measure': "'refunds_agreement'", 'connector': 'platform', 'feed': "'orders'"}},
    {'from': 'lines_told', 'set': {'measure': "'lines_agreement'", 'connector': 'platform', 'feed': "'orders'"}},
]) }}
