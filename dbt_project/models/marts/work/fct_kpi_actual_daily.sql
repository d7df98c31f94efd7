{%- set columns = {
    'metric_name': 'string', 'axis': 'string', 'date_day': 'date', 'region_id': 'string', 'product_line': 'string',
    'team_id': 'string', 'numerator': 'decimal(38, 6)', 'denominator': 'decimal(38, 6)',
} -%}
{%- set slices = ['metric_name', 'axis', 'date_day', 'region_id', 'product_line', 'team_id'] | join(', ') -%}
{%- set arms = [] -%}
{%- for axis, line in [('whole', "'none'"), ('product_line', 'product_line')] -%}
{%- set place = {'axis': "'" ~ axis ~ "'", 'product_line': line, 'team_id': "'none'"} -%}
{%- set customers = 'line_orders' if axis == 'product_line' else 'orders' -%}
{%- do arms.extend([
    {'from': ref('fct_ad_performance_daily'),
     'set': dict(place, metric_name="'impressions'", numerator='impressions', denominator='0')},
    {'from': ref('fct_ad_performance_daily'),
     'set': dict(place, metric_name="'click_rate'", numerator='clicks', denominator='impressions')},
    {'from': customers, 'set': dict(place, metric_name="'new_customers'", numerator='new_customers', denominator='0')},
    {'from': 'costs', 'set': dict(place, metric_name="'cac_direct'", numerator='direct_cost', denominator='0')},
    {'from': customers, 'set': dict(place, metric_name="'cac_direct'", numerator='0', denominator='new_customers')},
    {'from': 'costs',
     'set': dict(place, metric_name="'roi_direct'", numerator='-direct_cost', denominator='direct_cost')},
    {'from': 'revenues', 'set': dict(place, metric_name="'roi_direct'", numerator='revenue', denominator='0')},
    {'from': 'guests',
     'set': dict(place, metric_name="'attendance_rate'", numerator='approved_attended', denominator='approved')},
    {'from': 'guests', 'set': dict(place, metric_name="'signed_amount'", numerator='signed_amount', denominator='0')},
    {'from': 'guests', 'set': dict(place, metric_name="'event_cost_per_lead'", numerator='0', denominator='leads')},
    {'from': 'costs', 'where': 'event_cost <> 0',
     'set': dict(place, metric_name="'event_cost_per_lead'", numerator='event_cost', denominator='0')},
]) -%}
{%- endfor -%}
{%- set whole = {'axis': "'whole'", 'product_line': "'none'", 'team_id': "'none'", 'region_id': "'none'"} -%}
{%- do arms.extend([
    {'from': 'orders', 'set': dict(whole, region_id='region_id', metric_name="'net_revenue'", numerator='net_revenue',
        denominator='0')},
    {'from': 'costs', 'set': dict(whole, region_id='region_id', metric_name="'cac_full'", numerator='full_cost',
        denominator='0')},
    {'from': 'orders', 'set': dict(whole, region_id='region_id', metric_name="'cac_full'", numerator='0',
        denominator='new_customers')},
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
with orders as (
    select
        date_day,
        region_id,
        'none' as product_line,
        sum(net_revenue) as net_revenue,
        sum(case when is_first_order then 1 else 0 end) as new_customers
    from {{ ref('fct_order') }}
    where is_valid
    group by date_day, region_id
),

-- a first order with two product lines is a new customer of both: product lines are not added up
line_orders as (
    select
        orders.date_day,
        orders.region_id,
        lines.product_line,
        count(distinct orders.order_key) as new_customers
    from {{ ref('fct_order') }} as orders
    inner join {{ ref('fct_order_line') }} as lines on orders.order_key = lines.order_key
    where orders.is_first_order
    group by orders.date_day, orders.region_id, lines.product_line
),

costs as (
    select
        date_day,
        region_id,
        product_line,
        sum(case when cost_scope in ('media', 'direct') then cost else 0 end) as direct_cost,
        sum(case when event_id <> 'none' then cost else 0 end) as event_cost,
        sum(cost) as full_cost
    from {{ ref('fct_marketing_cost') }}
    where is_actual
    group by date_day, region_id, product_line
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

guests as (
    select
        date_day,
        region_id,
        product_line,
        sum(case when is_approved then 1 else 0 end) as approved,
        sum(case when is_approved and is_attended then 1 else 0 end) as approved_attended,
        sum(case when is_lead then 1 else 0 end) as leads,
        sum(signed_amount) as signed_amount
    from {{ ref('fct_event_participation') }}
    where date_day is not null
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
