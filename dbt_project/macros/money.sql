{#- An amount in the one money type; sums widen, so marts cast them back. -#}
{% macro money(amount) -%}
    cast({{ amount }} as decimal(18, 6))
{%- endmacro %}


{#- An amount in its own currency times CNY per unit on its business day; null without a rate. -#}
{% macro in_reporting_currency(amount, rate) -%}
    cast(cast({{ amount }} as decimal(18, 6)) * cast({{ rate }} as decimal(12, 6)) as decimal(18, 6))
{%- endmacro %}
