select
    'fxiaoke' as platform,
    orders.account_id,
    orders.order_id,
    orders.order_number,
    orders.deal_id,
    orders.company_id,
    orders.owner_id,
    orders.amount as amount_native,
    orders.ordered_date,
    orders.created_at,
    orders.updated_at,
    orders.is_deleted,
    coalesce(choices.label, orders.order_status) as order_status
from {{ source('fxiaoke', 'fxiaoke__orders') }} as orders
left join {{ source('fxiaoke', 'fxiaoke__choices') }} as choices
    on {{ says('choices', 'orders', 'SalesOrderObj', 'order_status', 'order_status') }}
