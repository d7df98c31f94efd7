{#- A stable key of source, account and id as text: the same in every rebuild and on every engine. -#}
{% macro key_of(parts) -%}
    md5({% for part in parts %}coalesce(cast({{ part }} as string), ''){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}

{#- The number a text begins with: `9`, `9分`, `9 - very likely`, `10 (极有可能)`; null where it begins with none. -#}
{% macro leading_number(text) -%}
    {{ dbt.safe_cast("nullif(regexp_extract(" ~ text ~ ", '^[ ]*([0-9]+)', 1), '')", 'double') }}
{%- endmacro %}
