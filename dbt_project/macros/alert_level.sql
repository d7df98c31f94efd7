{#- How far spending runs ahead of its planned curve, on one day: 0 ok, 1 watch, 2 warn, 3 stop. -#}
{% macro alert_level(execution_rate, planned_share) -%}
    case
        when {{ execution_rate }} > 0.95 then 3
        when {{ ratio(execution_rate, planned_share) }} > 1.2 or forecast > budget then 2
        when {{ ratio(execution_rate, planned_share) }} > 1.1 then 1
        else 0
    end
{%- endmacro %}
