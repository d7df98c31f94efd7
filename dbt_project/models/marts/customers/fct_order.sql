with refunds as (
    select
        order_key,
        {{ money('sum(amount)') }} as refunded_at_refund_day
    from {{ ref('fct_refund') }}
    where is_done
    group by order_key
),

margins as (
    select
        lines.order_key,
        {{ ratio('sum(lines.gross_native * rates.gross_margin)', 'sum(lines.gross_native)') }} as gross_margin
    from {{ ref('fct_order_line') }} as lines
    left join {{ ref('product_margins') }} as rates on lines.product_line = rates.product_line
    group by lines.order_key
),

numbered as (
    select
        orders.*,
        row_number() over (
            partition by orders.person_key, orders.is_valid order by orders.processed_at, orders.order_key
        ) as order_no,
        min(orders.order_date) over (partition by orders.person_key, orders.is_valid) as first_order_date
    from {{ ref('int_orders') }} as orders
)

select
    orders.order_key,
    orders.order_date as date_day,
    orders.account_key,
    orders.person_key,
    coalesce(accounts.brand_id, 'unknown') as brand_id,
    coalesce(accounts.region_id, 'unknown') as region_id,
    orders.platform as source_name,
    coalesce(accounts.time_zone, 'unknown') as source_zone,
    orders.order_id,
    orders.order_name,
    orders.processed_at,
    orders.cancelled_at,
    coalesce(orders.financial_status, 'unknown') as financial_status,
    orders.is_valid,
    orders.is_test,
    orders.is_valid and orders.order_no = 1 and orders.person_key <> 'unknown' as is_first_order,
    cast(case when orders.is_valid and orders.person_key <> 'unknown' then orders.order_no end as bigint) as order_no,
    case when orders.is_valid and orders.person_key <> 'unknown' then orders.first_order_date end as first_order_date,
    orders.currency_code,
    orders.units,
    orders.gross_native,
    orders.discount_native,
    orders.platform_discount_native,
    orders.creator_discount_native,
    orders.shipping_native,
    orders.paid_native,
    orders.tax_native,
    orders.refunded_native,
    orders.net_native,
    {{ in_reporting_currency('orders.gross_native', 'orders.cny_per_unit') }} as gross_revenue,
    {{ in_reporting_currency('orders.discount_native', 'orders.cny_per_unit') }} as discount,
    {{ in_reporting_currency('orders.platform_discount_native', 'orders.cny_per_unit') }} as platform_discount,
    {{ in_reporting_currency('orders.creator_discount_native', 'orders.cny_per_unit') }} as creator_discount,
    {{ in_reporting_currency('orders.shipping_native', 'orders.cny_per_unit') }} as shipping,
    {{ in_reporting_currency('orders.paid_native', 'orders.cny_per_unit') }} as paid,
    {{ in_reporting_currency('orders.tax_native', 'orders.cny_per_unit') }} as tax,
    {{ in_reporting_currency('orders.refunded_native', 'orders.cny_per_unit') }} as refunded,
    {{ in_reporting_currency('orders.net_native', 'orders.cny_per_unit') }} as net_revenue,
    {{ money('round(cast(' ~ in_reporting_currency('orders.net_native', 'orders.cny_per_unit')
        ~ ' as double) * margins.gross_margin, 6)') }} as gross_profit,
    {{ money('coalesce(refunds.refunded_at_refund_day, 0)') }} as refunded_at_refund_day
from numbered as orders
left join {{ ref('dim_account') }} as accounts on orders.account_key = accounts.account_key
left join refunds on orders.order_key = refunds.order_key
left join margins on orders.order_key = margins.order_key
