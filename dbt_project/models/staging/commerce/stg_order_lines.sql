{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'order_id': 'string', 'line_id': 'string', 'sku': 'string',
    'product_id': 'string', 'title': 'string', 'units': 'bigint', 'unit_price_native': 'decimal(18, 6)',
    'discount_native': 'decimal(18, 6)', 'paid_native': 'decimal(18, 6)',
} -%}
{%- set told = {'units': 'quantity', 'unit_price_native': 'unit_price', 'discount_native': 'discount',
    'paid_native': 'paid_amount'} -%}
{%- set untold = ['discount_native', 'paid_native'] -%}
{{ union_by_name(columns, [
    {'from': source('shopify', 'shopify__order_lines'), 
     'set': dict(told, platform="'shopify'", paid_native='quantity * unit_price - discount')},
    {'from': source('taobao_tmall_top', 'taobao_tmall_top__order_lines'),
     'set': dict(told, platform="'taobao_tmall_top'")},
    {'from': source('jd', 'jd__order_lines'), 'lacks': untold, 'where': unsplit(),
     'set': dict(told, platform="'jd'")},
    {'from': source('douyin_shop', 'douyin_shop__order_lines'), 'lacks': ['title', 'discount_native'],
     'where': 'not is_gift',
     'set': dict(told, platform="'douyin_shop'")},
    {'from': orders_by_file('order_lines') ~ ' as files', 'lacks': untold, 'set': dict(told, account_id='shop_id')},
    {'from': orders_by_file('items') ~ ' as files', 'lacks': untold, 'set': dict(told, account_id='shop_id')},
]) }}
