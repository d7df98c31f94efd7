select
    'shopify' as platform,
    account_id,
    order_id,
    refund_id,
    refund_line_id,
    line_id,
    quantity as units,
    subtotal as refunded_native,
    restock_type,
    refunded_at
from {{ source('shopify', 'shopify__refund_lines') }}
