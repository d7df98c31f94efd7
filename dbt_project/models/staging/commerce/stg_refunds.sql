{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'order_id': 'string', 'refund_id': 'string',
    'transaction_id': 'string', 'requested_at': 'timestamp', 'refunded_at': 'timestamp', 'is_done': 'boolean',
    'is_open': 'boolean', 'kind': 'string', 'reason': 'string', 'units': 'bigint',
    'asked_native': 'decimal(18, 6)', 'refunded_native': 'decimal(18, 6)',
} -%}
{%- set asked = {'transaction_id': 'refund_id', 'refunded_at': 'case when is_done then refunded_at end',
    'asked_native': 'amount', 'refunded_native': 'case when is_done then amount end'} -%}
{%- set paid_back = {'is_done': 'true', 'is_open': 'false'} -%}
{%- set after_sales -%}
    (
        select refunds.*, items.quantity
        from {{ source('douyin_shop', 'douyin_shop__refunds') }} as refunds
        left join (
            select account_id, refund_id, sum(quantity) as quantity
            from {{ source('douyin_shop', 'douyin_shop__refund_lines') }}
            group by account_id, refund_id
        ) as items
            on refunds.account_id = items.account_id and refunds.refund_id = items.refund_id
    ) as after_sales
{%- endset -%}
{{ union_by_name(columns, [
    {'from': source('shopify', 'shopify__refunds'), 'lacks': ['requested_at', 'kind', 'reason', 'units'],
     'set': dict(paid_back, platform="'shopify'", asked_native='amount', refunded_native='amount')},
    {'from': source('taobao_tmall_top', 'taobao_tmall_top__refunds'), 'lacks': ['units'],
     'set': dict(asked, platform="'taobao_tmall_top'",
        kind="case when is_returned then 'return' else 'refund_only' end")},
    {'from': source('jd', 'jd__refunds'), 'lacks': ['kind', 'units'],
     'set': dict(asked, platform="'jd'", is_open='not is_decided')},
    {'from': after_sales,
     'set': dict(asked, platform="'douyin_shop'", units='quantity', kind="case kind when '0' then 'return' when '1' then
        'refund_only' when '2' then 'refund_only' when '3' then 'exchange' when '6' then 'price_adjustment'
        when '7' then 'resend' end")},
    {'from': orders_by_file('orders') ~ ' as files', 'where': 'refunded_amount > 0',
     'lacks': ['requested_at', 'kind', 'reason', 'units'],
     'set': dict(paid_back, account_id='shop_id', refund_id='order_id', transaction_id='order_id',
        refunded_at='processed_at', asked_native='refunded_amount', refunded_native='refunded_amount')},
]) }}
