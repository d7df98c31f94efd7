{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'order_id': 'string', 'coupon_code': 'string', 'coupon_kind': 'string',
    'borne_by': 'string', 'amount_native': 'decimal(18, 6)',
} -%}
{%- set by_shop = {'borne_by': "'shop'", 'coupon_code': 'code', 'coupon_kind': 'kind', 'amount_native': 'amount'} -%}
{%- set files = orders_by_file('orders') ~ ' as files' -%}
{{ union_by_name(columns, [
    {'from': source('shopify', 'shopify__discount_codes'), 'set': dict(by_shop, platform="'shopify'")},
    {'from': source('jd', 'jd__coupons'), 'where': unsplit(), 'lacks': ['coupon_code'],
     'set': {'platform': "'jd'", 'borne_by': "'platform'", 'coupon_kind': 'kind', 'amount_native': 'amount'}},
    {'from': source('douyin_shop', 'douyin_shop__orders'), 'where': 'platform_amount > 0', 'lacks': ['coupon_code'],
     'set': {'platform': "'douyin_shop'", 'borne_by': "'platform'", 'coupon_kind': "'promotion'",
             'amount_native': 'platform_amount'}},
    {'from': source('douyin_shop', 'douyin_shop__orders'), 'where': 'creator_amount > 0', 'lacks': ['coupon_code'],
     'set': {'platform': "'douyin_shop'", 'borne_by': "'creator'", 'coupon_kind': "'promotion'",
             'amount_native': 'creator_amount'}},
    {'from': files, 'where': 'platform_discount > 0', 'lacks': ['coupon_code'],
     'set': {'account_id': 'shop_id', 'borne_by': "'platform'", 'coupon_kind': "'promotion'",
             'amount_native': 'platform_discount'}},
    {'from': files, 'where': 'coupon_code is not null',
     'set': {'account_id': 'shop_id', 'borne_by': "'shop'", 'coupon_kind': "'code'", 'amount_native': 'discount'}},
]) }}
