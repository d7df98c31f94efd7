select
    'shopify' as platform,
    account_id,
    order_id,
    line_id,
    sku,
    product_id,
    title,
    quantity as units,
    unit_price as unit_price_native,
    discount as discount_native
from {{ source('shopify', 'shopify__order_lines') }}
