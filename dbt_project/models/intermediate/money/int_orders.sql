with refunds as (
    select
        platform,
        account_id,
        order_id,
        sum(refunded_native) as refunded_native
    from {{ ref('stg_refunds') }}
    group by platform, account_id, order_id
),

lines as (
    select
        platform,
        account_id,
        order_id,
        cast(sum(units) as bigint) as units,
        sum(units * unit_price_native) as gross_native
    from {{ ref('stg_order_lines') }}
    group by platform, account_id, order_id
),

orders as (
    select
        *,
        {{ business_day('processed_at') }} as order_date,
        not is_test
        and cancelled_at is null
        and coalesce(financial_status in ('paid', 'partially_refunded', 'refunded'), false) as is_valid,
        coalesce('customer:' || account_id || '/' || customer_id, 'email:' || email_hash, 'phone:' || phone_hash)
            as identifier
    from {{ ref('stg_orders') }}
)

select
    {{ key_of(['orders.platform', 'orders.account_id', 'orders.order_id']) }} as order_key,
    {{ key_of(['orders.platform', 'orders.account_id']) }} as account_key,
    orders.platform,
    orders.account_id,
    orders.order_id,
    orders.order_name,
    orders.processed_at,
    orders.created_at,
    orders.cancelled_at,
    orders.order_date,
    orders.financial_status,
    orders.is_valid,
    orders.is_test,
    orders.currency_code,
    orders.paid_native,
    orders.discount_native,
    orders.platform_discount_native,
    orders.creator_discount_native,
    orders.shipping_native,
    orders.subtotal_native,
    orders.tax_native,
    rates.cny_per_unit,
    coalesce(persons.person_key, 'unknown') as person_key,
    coalesce(lines.units, 0) as units,
    {{ money('coalesce(lines.gross_native, 0)') }} as gross_native,
    {{ money('coalesce(refunds.refunded_native, 0)') }} as refunded_native,
    {{ money('orders.paid_native - coalesce(orders.tax_native, 0) - coalesce(refunds.refunded_native, 0)') }}
        as net_native
from orders
left join refunds
    on
        orders.platform = refunds.platform
        and orders.account_id = refunds.account_id
        and orders.order_id = refunds.order_id
left join lines
    on
        orders.platform = lines.platform
        and orders.account_id = lines.account_id
        and orders.order_id = lines.order_id
left join {{ ref('int_identity_groups') }} as persons on orders.identifier = persons.identifier
left join {{ ref('int_fx_days') }} as rates
    on orders.currency_code = rates.currency_code and orders.order_date = rates.date_day
