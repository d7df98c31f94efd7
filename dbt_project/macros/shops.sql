{#- The platforms whose interface tells orders: a day that one of their shops lacks is a day without its sales. -#}
{% macro shops() -%}
    'shopify', 'taobao_tmall_top', 'jd'
{%- endmacro %}


{#- Of 京东's orders, or their lines, those that were not split: an order that was stands there with its parts. -#}
{% macro unsplit() -%}
    order_id not in (
        select parents.parent_order_id from {{ source('jd', 'jd__orders') }} as parents
        where parents.parent_order_id is not null
    )
{%- endmacro %}
