{#- An amount in the one money type; sums widen, so marts cast them back. -#}
{% macro money(amount) -%}
    cast({{ amount }} as decimal(18, 6))
{%- endmacro %}


{#- An amount in its own currency times CNY per unit on its business day; null without a rate. -#}
{% macro in_reporting_currency(amount, rate) -%}
    cast(cast({{ amount }} as decimal(18, 6)) * cast({{ rate }} as decimal(12, 6)) as decimal(18, 6))
{%- endmacro %}


{#- A share of a conversion in the one credit type: shares add up to exactly one. -#}
{% macro credit(share) -%}
    cast(round({{ share }}, 12) as decimal(18, 12))
{%- endmacro %}


{#- A share of a journey, finer than credit: to fifteen decimals. -#}
{% macro share_type(share) -%}
    cast(round({{ share }}, 15) as decimal(18, 15))
{%- endmacro %}


{#- An amount's share, to six decimals; the last digits of a share decide no half. Exact to a millionth up to two
    millions, in floats: products of decimals cost ten times as much. -#}
{% macro share_of(amount, share) -%}
    case
        when {{ share }} = 1 then {{ amount }}
        else {{ money('round(round(cast(' ~ amount ~ ' as double) * cast(' ~ share ~ ' as double) * 1e9) / 1e3) / 1e6') }}
    end
{%- endmacro %}


{#- A float whose sum does not depend on the order in which rows are read. -#}
{% macro exact(share) -%}
    cast({{ share }} as decimal(38, 18))
{%- endmacro %}
