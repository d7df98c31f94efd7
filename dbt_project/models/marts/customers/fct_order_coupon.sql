with told as (
    select
        platform,
        account_id,
        order_id,
        borne_by,
        coalesce(coupon_code, 'none') as coupon_code,
        coalesce(coupon_kind, 'unknown') as coupon_kind,
        sum(amount_native) as amount_native
    from {{ ref('stg_order_coupons') }}
    group by platform, account_id, order_id, borne_by, coalesce(coupon_code, 'none'), coalesce(coupon_kind, 'unknown')
)

select
    {{ key_of(['orders.order_key', 'told.borne_by', 'told.coupon_code', 'told.coupon_kind']) }} as coupon_key,
    orders.order_key,
    orders.order_date as date_day,
    orders.account_key,
    orders.person_key,
    told.coupon_code,
    told.coupon_kind,
    told.borne_by,
    orders.is_valid,
    orders.currency_code,
    {{ money('told.amount_native') }} as amount_native,
    {{ in_reporting_currency('told.amount_native', 'orders.cny_per_unit') }} as amount
from told
inner join {{ ref('int_orders') }} as orders
    on
        told.platform = orders.platform
        and told.account_id = orders.account_id
        and told.order_id = orders.order_id
