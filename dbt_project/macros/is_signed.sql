{#- An on-site deal: signed on the spot, with payment, not cancelled. Letters of intent are counted apart. -#}
{% macro is_signed() -%}
    (deal_kind = '现场成交' and deposit > 0 and not coalesce(is_cancelled, false))
{%- endmacro %}
