{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'order_id': 'string', 'refund_id': 'string', 'refund_line_id': 'string',
    'line_id': 'string', 'units': 'bigint', 'refunded_native': 'decimal(18, 6)', 'restock_type': 'string',
    'refunded_at': 'timestamp',
} -%}
{%- set told = {'refund_line_id': 'refund_id', 'refunded_native': 'amount',
    'restock_type': "case when is_returned then 'return' else 'no_restock' end"} -%}
{{ union_by_name(columns, [
    {'from': source('shopify', 'shopify__refund_lines'),
     'set': {'platform': "'shopify'", 'units': 'quantity', 'refunded_native': 'subtotal'}},
    {'from': source('taobao_tmall_top', 'taobao_tmall_top__refunds'), 'where': 'is_done', 'lacks': ['units'],
     'set': dict(told, platform="'taobao_tmall_top'")},
    {'from': source('douyin_shop', 'douyin_shop__refunds'), 'where': 'is_done', 'lacks': ['units'],
     'set': dict(told, platform="'douyin_shop'")},
]) }}
