select
    'shopify' as platform,
    account_id,
    order_id,
    refund_id,
    transaction_id,
    refunded_at,
    amount as refunded_native
from {{ source('shopify', 'shopify__refunds') }}
