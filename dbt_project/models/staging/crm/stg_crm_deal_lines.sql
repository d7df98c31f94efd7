{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'line_id': 'string', 'deal_id': 'string', 'product_id': 'string',
    'sku': 'string', 'line_name': 'string', 'currency_code': 'string', 'quantity': 'double',
    'unit_price_native': 'decimal(18, 6)', 'amount_native': 'decimal(18, 6)',
} -%}
with hubspot as (
    select
        lines.*,
        coalesce(lines.sku, products.sku) as line_sku,
        coalesce(lines.line_name, products.item_name) as name_told
    from {{ source('hubspot', 'hubspot__line_items') }} as lines
    left join {{ ref('stg_crm_listings') }} as gone
        on
            lines.account_id = gone.account_id
            and lines.line_id = gone.record_id
            and gone.object_name = 'line_items'
            and gone.gone_at is not null
    left join {{ source('hubspot', 'hubspot__catalogue') }} as products
        on
            lines.account_id = products.account_id
            and lines.product_id = products.item_id
            and products.item_kind = 'product'
    where gone.record_id is null and lines.deal_id is not null
)

{{ union_by_name(columns, [
    {'from': 'hubspot',
     'set': {'platform': "'hubspot'", 'sku': 'line_sku', 'line_name': 'name_told', 'unit_price_native': 'unit_price',
             'amount_native': 'amount'}},
]) }}
