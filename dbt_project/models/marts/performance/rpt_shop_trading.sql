{%- set sums = {'orders': 'bigint', 'units': 'bigint', 'paid': 'decimal(18, 6)', 'refunded_of_orders': 'decimal(18, 6)',
    'refunded_on_day': 'decimal(18, 6)', 'refunds_open': 'bigint'} -%}
with ours as (
    select
        date_day,
        account_key,
        count(*) as orders,
        sum(units) as units,
        sum(paid) as paid,
        sum(refunded) as refunded_of_orders,
        sum(net_revenue) as net_revenue,
        cast(0 as decimal(18, 6)) as refunded_on_day,
        cast(0 as bigint) as refunds_open
    from {{ ref('fct_order') }}
    where is_valid
    group by date_day, account_key
    union all
    select
        date_day,
        account_key,
        cast(0 as bigint) as orders,
        cast(0 as bigint) as units,
        cast(0 as decimal(18, 6)) as paid,
        cast(0 as decimal(18, 6)) as refunded_of_orders,
        cast(0 as decimal(18, 6)) as net_revenue,
        sum(amount) as refunded_on_day,
        count(case when is_open then 1 end) as refunds_open
    from {{ ref('fct_refund') }}
    where is_valid_order and (is_done or is_open)
    group by date_day, account_key
),

traded as (
    select
        date_day,
        account_key,
        {%- for name in sums %}
        coalesce(sum({{ name }}), 0) as {{ name }},
        {%- endfor %}
        coalesce(sum(net_revenue), 0) as net_revenue
    from ours
    group by date_day, account_key
),

reported as (
    select
        date_day,
        account_key,
        max(case when cut = 'total' then page_views end) as page_views,
        max(case when cut = 'total' then visitors end) as visitors,
        max(case when cut = 'total' then buyers end) as buyers,
        max(case when cut = 'total' then orders end) as orders,
        max(case when cut = 'total' then paid_amount end) as paid_amount,
        max(case when cut = 'total' then gmv_reported end) as gmv,
        max(case when cut = 'total' then refund_amount end) as refund_amount,
        max(case when cut = 'total' then definition end) as definition,
        cast(sum(stock_out_days) as bigint) as sold_out_products,
        count(stock_out_days) as stocked_products
    from {{ ref('fct_site_daily') }}
    where source_name in ({{ shops() }})
    group by date_day, account_key
),

days as (
    select
        date_day,
        account_key
    from traded
    union
    select
        date_day,
        account_key
    from reported
)

select
    days.date_day,
    days.account_key,
    shops.platform as source_name,
    coalesce(shops.brand_id, 'unknown') as brand_id,
    coalesce(shops.region_id, 'unknown') as region_id,
    reported.page_views as reported_page_views,
    reported.visitors as reported_visitors,
    reported.buyers as reported_buyers,
    reported.orders as reported_orders,
    reported.paid_amount as reported_paid,
    reported.gmv as reported_gmv,
    reported.refund_amount as reported_refunded,
    {{ ratio('reported.buyers', 'reported.visitors') }} as reported_conversion_rate,
    reported.definition as reported_definition,
    reported.stocked_products,
    reported.sold_out_products,
    {%- for name, type in sums.items() %}
    cast(coalesce(traded.{{ name }}, 0) as {{ type }}) as {{ name }},
    {%- endfor %}
    cast(coalesce(traded.net_revenue, 0) as decimal(18, 6)) as net_revenue
from days
inner join {{ ref('dim_account') }} as shops on days.account_key = shops.account_key
left join traded on days.date_day = traded.date_day and days.account_key = traded.account_key
left join reported on days.date_day = reported.date_day and days.account_key = reported.account_key
