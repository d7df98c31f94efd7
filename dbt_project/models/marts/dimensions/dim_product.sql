with named as (
    select
        sku,
        title
    from {{ ref('stg_order_lines') }}
    union all
    select
        sku,
        line_name as title
    from {{ ref('stg_crm_deal_lines') }}
),

skus as (
    select
        sku,
        max(title) as title
    from named
    where sku is not null
    group by sku
)

select
    {{ key_of(["'product'", 'skus.sku']) }} as product_key,
    skus.sku,
    skus.title,
    coalesce(lines.product_line, 'unknown') as product_line,
    coalesce(lines.brand_id, 'unknown') as brand_id
from skus
left join {{ ref('product_lines') }} as lines on split_part(skus.sku, '-', 1) = lines.product_line
{%- for row in ['unknown', 'none'] %}
union all
select
    '{{ row }}' as product_key,
    '{{ row }}' as sku,
    '{{ row }}' as title,
    '{{ row }}' as product_line,
    '{{ row }}' as brand_id
{% endfor %}
