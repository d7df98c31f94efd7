select
    {{ key_of(['refunds.platform', 'refunds.account_id', 'refunds.order_id', 'refunds.transaction_id']) }}
        as refund_key,
    coalesce(orders.order_key, 'unknown') as order_key,
    {{ business_day('refunds.refunded_at') }} as date_day,
    {{ key_of(['refunds.platform', 'refunds.account_id']) }} as account_key,
    coalesce(orders.person_key, 'unknown') as person_key,
    refunds.platform as source_name,
    refunds.refunded_at,
    coalesce(orders.is_valid, false) as is_valid_order,
    coalesce(orders.currency_code, 'unknown') as currency_code,
    refunds.refunded_native as amount_native,
    {{ in_reporting_currency('refunds.refunded_native', 'rates.cny_per_unit') }} as amount
from {{ ref('stg_refunds') }} as refunds
left join {{ ref('int_orders') }} as orders
    on
        refunds.platform = orders.platform
        and refunds.account_id = orders.account_id
        and refunds.order_id = orders.order_id
left join {{ ref('int_fx_days') }} as rates
    on orders.currency_code = rates.currency_code and {{ business_day('refunds.refunded_at') }} = rates.date_day
