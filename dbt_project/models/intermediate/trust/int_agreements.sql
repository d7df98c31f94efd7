{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'is_right': 'boolean', 'what': 'string',
} -%}
{%- set words = {
    'headcount_agreement': 'does not follow from the month before',
    'cost_per_head_agreement': 'far from the median of the months before',
    'targets_agreement': 'the year is not the sum of its months',
    'budget_year_agreement': 'not within half and twice the year before',
    'budget_months_agreement': 'money in a month that the project does not reach',
    'tickets_agreement': 'tickets of unknown orders',
    'positions_agreement': 'a position that did not exist then',
    'check_ins_agreement': 'check-ins outside the hours of their event',
    'refunds_agreement': 'more given back than paid',
    'lines_agreement': 'lines that do not come to their order',
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

ticket_orders as (
    select distinct
        platform,
        account_id,
        order_id
    from {{ ref('stg_event_orders') }}
),

-- a check-in of a day without a clock, the first moment of that day in China, is not held against them
hours as (
    select
        event_id,
        {{ dbt.dateadd('hour', -4, 'min(start_at)') }} as opens_at,
        {{ dbt.dateadd('hour', 4, 'max(end_at)') }} as closes_at
    from {{ ref('stg_events') }}
    group by event_id
),

-- of shops that tell what each line came to: goods and postage are what was paid, or the list total is told
lined as (
    select
        platform,
        account_id,
        order_id,
        sum(unit_price_native * units - coalesce(discount_native, 0)) as goods
    from {{ ref('stg_order_lines') }}
    where platform = 'jd' or (platform = 'taobao_tmall_top' and discount_native is not null)
    group by platform, account_id, order_id
),

told as (
{{ union_by_name(columns, [
    {'from': 'heads', 'where': 'change is not null and month_before = ' ~ dbt.dateadd('month', -1, 'cost_month'),
     'set': {'measure': "'headcount_agreement'", 'connector': "'payroll'", 'feed': "'people_cost'",
             'is_right': 'abs(heads - heads_before - change) < 0.01 and coalesce(average_heads between '
                ~ 'least(heads, heads_before) - cells and greatest(heads, heads_before) + cells, true)',
             'what': "cast(cost_month as string) || ' ' || department_label"}},
    {'from': 'medians',
     'set': {'measure': "'cost_per_head_agreement'", 'connector': "'payroll'", 'feed': "'people_cost'",
             'is_right': 'cost between 0.6 * usual and 1.4 * usual', 'what': "cast(cost_month as string) || ' ' || cell"}},
    {'from': 'years',
     'set': {'measure': "'targets_agreement'", 'connector': "'kpi_targets'", 'feed': "'targets'",
             'is_right': 'abs(months_target - year_target) <= 0.001 * abs(year_target)', 'what': 'kpi_code'}},
    {'from': ref('int_plan_comparisons')},
    {'from': ref('stg_event_people') ~ ' as people left join ticket_orders on people.account_id = ticket_orders.account_id'
        ~ ' and people.order_id = ticket_orders.order_id',
     'where': 'people.platform in (select listed.platform from ticket_orders as listed)',
     'set': {'measure': "'tickets_agreement'", 'connector': 'people.platform', 'feed': "'attendees'",
             'is_right': 'ticket_orders.order_id is not null', 'what': 'people.order_id'}},
    {'from': ref('stg_event_people') ~ ' as people inner join hours on people.event_id = hours.event_id',
     'where': 'people.checked_in_at is not null and hours.opens_at is not null'
        ~ ' and extract(hour from people.checked_in_at) * 60 + extract(minute from people.checked_in_at) <> 16 * 60',
     'set': {'measure': "'check_ins_agreement'", 'connector': 'people.platform',
             'feed': "case when people.platform = 'eventbrite' then 'attendees' else 'sign_ins' end",
             'is_right': 'people.checked_in_at between hours.opens_at'
                ~ ' and coalesce(hours.closes_at, people.checked_in_at)',
             'what': 'people.event_id'}},
    {'from': ref('int_orders'), 'where': 'refunded_native > 0',
     'set': {'measure': "'refunds_agreement'", 'connector': 'platform', 'feed': "'orders'",
             'is_right': 'refunded_native <= paid_native + 0.01', 'what': 'order_id'}},
    {'from': ref('stg_orders') ~ ' as orders inner join lined on orders.platform = lined.platform'
        ~ ' and orders.account_id = lined.account_id and orders.order_id = lined.order_id',
     'where': "orders.platform <> 'jd' or orders.list_native is not null",
     'set': {'measure': "'lines_agreement'", 'connector': 'orders.platform', 'feed': "'orders'",
             'is_right': 'abs(lined.goods - coalesce(orders.list_native, orders.subtotal_native)) <= 0.05',
             'what': 'orders.order_id'}},
]) }}
)

select
    measure,
    connector,
    feed,
    cast(count(case when is_right then 1 end) as double) as numerator,
    cast(count(*) as double) as denominator,
    case measure
        {%- for name, word in words.items() %}
        when '{{ name }}' then '{{ word }}: '
        {%- endfor %}
    end || min(case when not is_right then what end) as detail
from told
group by measure, connector, feed
