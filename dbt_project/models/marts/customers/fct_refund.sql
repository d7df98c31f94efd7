with lines as (
    select
        platform,
        account_id,
        refund_id,
        cast(sum(units) as bigint) as units,
        case when count(case when restock_type = 'return' then 1 end) > 0 then 'return' else 'refund_only' end as kind
    from {{ ref('stg_refund_lines') }}
    where platform = 'shopify'
    group by platform, account_id, refund_id
),

refunds as (
    select
        *,
        {{ business_day('coalesce(refunded_at, requested_at)') }} as date_day,
        row_number() over (partition by platform, account_id, refund_id order by transaction_id) as payment_no
    from {{ ref('stg_refunds') }}
)

select
    {{ key_of(['refunds.platform', 'refunds.account_id', 'refunds.order_id', 'refunds.transaction_id']) }}
        as refund_key,
    coalesce(orders.order_key, 'unknown') as order_key,
    refunds.date_day,
    {{ key_of(['refunds.platform', 'refunds.account_id']) }} as account_key,
    coalesce(orders.person_key, 'unknown') as person_key,
    refunds.platform as source_name,
    refunds.refund_id,
    coalesce(refunds.kind, lines.kind, 'unknown') as kind,
    coalesce(refunds.reason, 'unknown') as reason,
    refunds.is_done,
    refunds.is_open,
    refunds.requested_at,
    refunds.refunded_at,
    {{ hours_between('refunds.requested_at', 'refunds.refunded_at') }} as hours_to_refund,
    coalesce(orders.is_valid, false) as is_valid_order,
    case when refunds.payment_no = 1 then coalesce(refunds.units, lines.units) end as units,
    coalesce(orders.currency_code, 'unknown') as currency_code,
    refunds.asked_native,
    refunds.refunded_native as amount_native,
    {{ in_reporting_currency('refunds.asked_native', 'rates.cny_per_unit') }} as asked,
    {{ in_reporting_currency('refunds.refunded_native', 'rates.cny_per_unit') }} as amount
from refunds
left join lines
    on
        refunds.platform = lines.platform
        and refunds.account_id = lines.account_id
        and refunds.refund_id = lines.refund_id
left join {{ ref('int_orders') }} as orders
    on
        refunds.platform = orders.platform
        and refunds.account_id = orders.account_id
        and refunds.order_id = orders.order_id
left join {{ ref('int_fx_days') }} as rates
    on orders.currency_code = rates.currency_code and refunds.date_day = rates.date_day
