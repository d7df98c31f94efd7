{#- What the registry's metrics do not tell stands beside them: cuts by product line, teams, events. -#}
{%- set columns = {
    'metric_name': 'string', 'axis': 'string', 'date_day': 'date', 'region_id': 'string', 'product_line': 'string',
    'team_id': 'string', 'numerator': 'decimal(38, 12)', 'denominator': 'decimal(38, 12)',
} -%}
{%- set slices = ['metric_name', 'axis', 'date_day', 'region_id', 'product_line', 'team_id'] | join(', ') -%}
{%- set by_line = "metric_id in ('impressions', 'click_rate', 'attendance_rate', 'signed_amount')" -%}
{%- set by_region = "metric_id in ('new_customers', 'net_sales', 'cac_full')" -%}
{%- set arms = [] -%}
{%- for axis, line in [('whole', "'none'"), ('product_line', 'product_line')] -%}
{%- set place = {'axis': "'" ~ axis ~ "'", 'product_line': line, 'team_id': "'none'"} -%}
{%- set customers = 'line_customers' if axis == 'product_line' else 'named' -%}
{%- set firsts = "metric_id = 'new_customers'" -%}
{%- do arms.extend([
    {'from': 'named', 'where': by_line, 'set': dict(place, metric_name='metric_id')},
    {'from': 'named', 'where': "metric_id = 'direct_cost'",
     'set': dict(place, metric_name="'cac_direct'", denominator='0')},
    {'from': customers, 'where': firsts, 'set': dict(place, metric_name="'cac_direct'", numerator='0', denominator='numerator')},
    {'from': 'named', 'where': "metric_id = 'direct_cost'",
     'set': dict(place, metric_name="'roi_direct'", numerator='-numerator', denominator='numerator')},
    {'from': 'revenues', 'set': dict(place, metric_name="'roi_direct'", numerator='revenue', denominator='0')},
    {'from': 'event_costs', 'set': dict(place, metric_name="'event_cost_per_lead'", numerator='cost', denominator='0')},
    {'from': 'event_leads', 'set': dict(place, metric_name="'event_cost_per_lead'", numerator='0', denominator='leads')},
]) -%}
{%- endfor -%}
{%- set whole = {'axis': "'whole'", 'product_line': "'none'", 'team_id': "'none'", 'region_id': "'none'"} -%}
{%- do arms.extend([
    {'from': 'line_customers', 'set': {'axis': "'product_line'", 'metric_name': 'metric_id', 'team_id': "'none'"}},
    {'from': 'named', 'where': by_region, 'set': dict(whole, region_id='region_id', metric_name='metric_id')},
    {'from': ref('fct_lead'), 'where': 'is_valid and not is_duplicate',
     'set': dict(whole, metric_name="'valid_leads'", numerator='1', denominator='0')},
    {'from': ref('fct_work_item'), 'where': "item_kind = 'request' and answered_due = 1",
     'set': dict(whole, metric_name="'feedback_rate'", date_day='filed_date', team_id='team_id',
        numerator='answered_in_time', denominator='answered_due')},
    {'from': ref('fct_work_item'), 'where': 'filed_due = 1',
     'set': dict(whole, metric_name="'filing_rate'", date_day='filed_date', team_id='from_team_id',
        numerator='filed_in_time', denominator='filed_due')},
    {'from': ref('fct_work_item'), 'where': "item_kind in ('task', 'milestone') and delivered_due = 1",
     'set': dict(whole, metric_name="'on_time_rate'", date_day='first_due_date', team_id='team_id',
        numerator='delivered_in_time', denominator='delivered_due')},
    {'from': ref('fct_work_item'), 'where': "item_kind = 'project' and answered_due = 1",
     'set': dict(whole, metric_name="'post_mortem_rate'", date_day='limit_date', team_id='team_id',
        numerator='answered_in_time', denominator='answered_due')},
]) -%}
with named as (
    select
        metric_id,
        date_day,
        region_id,
        product_line,
        coalesce(sum(numerator), 0) as numerator,
        coalesce(sum(denominator), 0) as denominator
    from {{ ref('fct_metric_daily') }}
    where is_figure and ({{ by_line }} or {{ by_region }} or metric_id = 'direct_cost')
    group by metric_id, date_day, region_id, product_line
),

-- a first order with two product lines is a new customer of both: product lines are not added up
line_customers as (
    select
        'new_customers' as metric_id,
        orders.date_day,
        orders.region_id,
        lines.product_line,
        count(distinct orders.order_key) as numerator,
        0 as denominator
    from {{ ref('fct_order') }} as orders
    inner join {{ ref('fct_order_line') }} as lines on orders.order_key = lines.order_key
    where orders.is_first_order
    group by orders.date_day, orders.region_id, lines.product_line
),

revenues as (
    select
        date_day,
        region_id,
        product_line,
        sum(contribution_value) as revenue
    from {{ ref('fct_contribution') }}
    where axis = 'business' and goal_id = 'order' and attribution_model = 'last_non_direct'
    group by date_day, region_id, product_line
),

event_costs as (
    select
        date_day,
        region_id,
        product_line,
        sum(cost) as cost
    from {{ ref('fct_marketing_cost') }}
    where is_actual and event_id <> 'none'
    group by date_day, region_id, product_line
),

event_leads as (
    select
        date_day,
        region_id,
        product_line,
        count(*) as leads
    from {{ ref('fct_event_participation') }}
    where is_lead
    group by date_day, region_id, product_line
),

together as (
    {{ union_by_name(columns, arms) }}
)

select
    {{ slices }},
    cast(sum(numerator) as decimal(18, 6)) as numerator,
    cast(sum(denominator) as decimal(18, 6)) as denominator
from together
where date_day is not null
group by {{ slices }}
