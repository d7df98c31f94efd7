with lines as (
    select
        *,
        sum(paid_native) over (partition by platform, account_id, order_id) as paid_of_lines
    from {{ ref('stg_order_lines') }}
),

paid as (
    -- A discount of a whole order stands on no line of Shopify's: its lines then come to more than was paid.
    select
        lines.*,
        orders.order_key,
        orders.order_date,
        orders.account_key,
        orders.person_key,
        orders.is_valid,
        orders.currency_code,
        orders.cny_per_unit,
        case
            when lines.platform <> 'shopify' or abs(lines.paid_of_lines - orders.subtotal_native) <= 0.01
                then lines.paid_native
        end as own_native
    from lines
    inner join {{ ref('int_orders') }} as orders
        on
            lines.platform = orders.platform
            and lines.account_id = orders.account_id
            and lines.order_id = orders.order_id
)

select
    {{ key_of(['lines.platform', 'lines.account_id', 'lines.order_id', 'lines.line_id']) }} as order_line_key,
    lines.order_key,
    lines.order_date as date_day,
    lines.account_key,
    lines.person_key,
    coalesce(products.product_key, 'unknown') as product_key,
    coalesce(products.product_line, 'unknown') as product_line,
    lines.platform as source_name,
    lines.is_valid,
    lines.currency_code,
    lines.units,
    {{ money('lines.units * lines.unit_price_native') }} as gross_native,
    lines.discount_native,
    lines.own_native as paid_native,
    {{ in_reporting_currency('lines.units * lines.unit_price_native', 'lines.cny_per_unit') }} as gross_revenue,
    {{ in_reporting_currency('lines.discount_native', 'lines.cny_per_unit') }} as discount,
    {{ in_reporting_currency('lines.own_native', 'lines.cny_per_unit') }} as paid
from paid as lines
left join {{ ref('dim_product') }} as products on lines.sku = products.sku
