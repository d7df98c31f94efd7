{#- The number a text begins with: `9`, `9分`, `9 - very likely`, `10 (极有可能)`; null where it begins with none. -#}
{% macro leading_number(text) -%}
    {{ dbt.safe_cast("nullif(regexp_extract(" ~ text ~ ", '^[ ]*([0-9]+)', 1), '')", 'double') }}
{%- endmacro %}
