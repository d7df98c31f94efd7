{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'order_id': 'string', 'refund_id': 'string', 'transaction_id': 'string',
    'refunded_at': 'timestamp', 'refunded_native': 'decimal(18, 6)',
} -%}
{%- set told = {'transaction_id': 'refund_id', 'refunded_native': 'amount'} -%}
{{ union_by_name(columns, [
    {'from': source('shopify', 'shopify__refunds'), 'set': {'platform': "'shopify'", 'refunded_native': 'amount'}},
    {'from': source('taobao_tmall_top', 'taobao_tmall_top__refunds'), 'where': 'is_done',
     'set': dict(told, platform="'taobao_tmall_top'")},
    {'from': source('jd', 'jd__refunds'), 'where': 'is_done', 'set': dict(told, platform="'jd'")},
    {'from': source('douyin_shop', 'douyin_shop__refunds'), 'where': 'is_done',
     'set': dict(told, platform="'douyin_shop'")},
    {'from': orders_by_file('orders') ~ ' as files', 'where': 'refunded_amount > 0',
     'set': {'account_id': 'shop_id', 'refund_id': 'order_id', 'transaction_id': 'order_id', 'refunded_at': 'processed_at',
             'refunded_native': 'refunded_amount'}},
]) }}
