{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'order_id': 'string', 'order_name': 'string', 'created_at': 'timestamp',
    'processed_at': 'timestamp', 'updated_at': 'timestamp', 'cancelled_at': 'timestamp', 'financial_status': 'string',
    'currency_code': 'string', 'paid_native': 'decimal(18, 6)', 'subtotal_native': 'decimal(18, 6)',
    'discount_native': 'decimal(18, 6)', 'platform_discount_native': 'decimal(18, 6)',
    'creator_discount_native': 'decimal(18, 6)', 'shipping_native': 'decimal(18, 6)',
    'list_native': 'decimal(18, 6)', 'tax_native': 'decimal(18, 6)',
    'is_test': 'boolean', 'customer_id': 'string', 'email_hash': 'string', 'phone_hash': 'string',
    'landing_url': 'string', 'referrer_url': 'string', 'source_name': 'string',
} -%}
{%- set market = {'order_name': 'order_id', 'paid_native': 'paid_amount', 'subtotal_native': 'paid_amount - postage',
    'discount_native': 'discount', 'shipping_native': 'postage', 'tax_native': '0', 'is_test': 'false',
    'customer_id': 'buyer_hash'} -%}
{%- set unknown_there = ['email_hash', 'phone_hash', 'landing_url', 'referrer_url'] -%}
{%- set of_the_shop = ['platform_discount_native', 'creator_discount_native'] -%}
{%- set of_jd -%}
    (
        select orders.*, coalesce(coupons.amount, 0) as coupon_amount
        from {{ source('jd', 'jd__orders') }} as orders
        left join (
            select account_id, order_id, sum(amount) as amount
            from {{ source('jd', 'jd__coupons') }}
            group by account_id, order_id
        ) as coupons
            on orders.account_id = coupons.account_id and orders.order_id = coupons.order_id
    ) as of_jd
{%- endset -%}
{{ union_by_name(columns, [
    {'from': source('shopify', 'shopify__orders'), 'lacks': ['list_native'] + of_the_shop,
     'set': {'platform': "'shopify'", 'paid_native': 'total_price', 'subtotal_native': 'subtotal_price',
             'discount_native': 'total_discounts', 'shipping_native': 'shipping', 'tax_native': 'total_tax',
             'is_test': 'coalesce(is_test, false)'}},
    {'from': source('taobao_tmall_top', 'taobao_tmall_top__orders'),
     'lacks': unknown_there + of_the_shop + ['list_native'],
     'set': dict(market, platform="'taobao_tmall_top'", source_name='trade_type')},
    {'from': of_jd, 'lacks': unknown_there + ['creator_discount_native'], 'where': unsplit(),
     'set': dict(market, platform="'jd'", list_native='list_amount', source_name='pay_type_id',
        platform_discount_native='coupon_amount')},
    {'from': source('douyin_shop', 'douyin_shop__orders'), 'lacks': unknown_there + ['customer_id', 'list_native'],
     'set': dict(market, platform="'douyin_shop'", source_name='business_type',
        platform_discount_native='platform_amount', creator_discount_native='creator_amount')},
    {'from': orders_by_file('orders') ~ ' as files',
     'lacks': ['phone_hash', 'landing_url', 'referrer_url', 'list_native', 'creator_discount_native'],
     'set': dict(market, account_id='shop_id', platform_discount_native='platform_discount',
        updated_at='exported_date', source_name='source', tax_native='tax',
        subtotal_native='paid_amount - postage - tax')},
]) }}
