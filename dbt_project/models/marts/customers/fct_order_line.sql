select
    {{ key_of(['lines.platform', 'lines.account_id', 'lines.order_id', 'lines.line_id']) }} as order_line_key,
    orders.order_key,
    orders.order_date as date_day,
    orders.account_key,
    orders.person_key,
    coalesce(products.product_key, 'unknown') as product_key,
    coalesce(products.product_line, 'unknown') as product_line,
    lines.platform as source_name,
    orders.is_valid,
    orders.currency_code,
    lines.units,
    {{ money('lines.units * lines.unit_price_native') }} as gross_native,
    lines.discount_native,
    {{ in_reporting_currency('lines.units * lines.unit_price_native', 'orders.cny_per_unit') }} as gross_revenue,
    {{ in_reporting_currency('lines.discount_native', 'orders.cny_per_unit') }} as discount
from {{ ref('stg_order_lines') }} as lines
inner join {{ ref('int_orders') }} as orders
    on
        lines.platform = orders.platform
        and lines.account_id = orders.account_id
        and lines.order_id = orders.order_id
left join {{ ref('dim_product') }} as products on lines.sku = products.sku
