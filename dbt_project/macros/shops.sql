{#- The platforms whose interface tells orders: a day that one of their shops lacks is a day without its sales. -#}
{% macro shops() -%}
    'shopify', 'taobao_tmall_top'
{%- endmacro %}
