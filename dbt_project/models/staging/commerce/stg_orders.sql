{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'order_id': 'string', 'order_name': 'string', 'created_at': 'timestamp',
    'processed_at': 'timestamp', 'updated_at': 'timestamp', 'cancelled_at': 'timestamp', 'financial_status': 'string',
    'currency_code': 'string', 'paid_native': 'decimal(18, 6)', 'subtotal_native': 'decimal(18, 6)',
    'discount_native': 'decimal(18, 6)', 'list_native': 'decimal(18, 6)', 'tax_native': 'decimal(18, 6)',
    'is_test': 'boolean', 'customer_id': 'string', 'email_hash': 'string', 'phone_hash': 'string',
    'landing_url': 'string', 'referrer_url': 'string', 'source_name': 'string',
} -%}
{%- set market = {'order_name': 'order_id', 'paid_native': 'paid_amount', 'subtotal_native': 'paid_amount - postage',
    'discount_native': 'discount', 'tax_native': '0', 'is_test': 'false', 'customer_id': 'buyer_hash'} -%}
{%- set unknown_there = ['email_hash', 'phone_hash', 'landing_url', 'referrer_url'] -%}
{{ union_by_name(columns, [
    {'from': source('shopify', 'shopify__orders'), 'lacks': ['list_native'],
     'set': {'platform': "'shopify'", 'paid_native': 'total_price', 'subtotal_native': 'subtotal_price',
             'discount_native': 'total_discounts', 'tax_native': 'total_tax', 'is_test': 'coalesce(is_test, false)'}},
    {'from': source('taobao_tmall_top', 'taobao_tmall_top__orders'), 'lacks': unknown_there + ['list_native'],
     'set': dict(market, platform="'taobao_tmall_top'", source_name='trade_type')},
    {'from': source('jd', 'jd__orders'), 'lacks': unknown_there, 'where': unsplit(),
     'set': dict(market, platform="'jd'", list_native='list_amount', source_name='pay_type_id')},
    {'from': source('douyin_shop', 'douyin_shop__orders'), 'lacks': unknown_there + ['customer_id', 'list_native'],
     'set': dict(market, platform="'douyin_shop'", source_name='business_type')},
    {'from': orders_by_file('orders') ~ ' as files',
     'lacks': ['phone_hash', 'landing_url', 'referrer_url', 'list_native'],
     'set': dict(market, account_id='shop_id', updated_at='exported_date', source_name='source', tax_native='tax',
        subtotal_native='paid_amount - postage - tax')},
]) }}
