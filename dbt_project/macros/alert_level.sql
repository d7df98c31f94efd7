{#- How far spending runs ahead of its budget: 0 ok, 1 watch, 2 warn, 3 stop. -#}
{% macro alert_level(actual, time_share) -%}
    case
        when {{ actual }} > 0.95 * budget then 3
        when {{ ratio(ratio(actual, 'budget'), time_share) }} > 1.2 or forecast > budget then 2
        when {{ ratio(ratio(actual, 'budget'), time_share) }} > 1.1 then 1
        else 0
    end
{%- endmacro %}
