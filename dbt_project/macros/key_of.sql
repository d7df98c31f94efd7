{#- A stable key of source, account and id as text: the same in every rebuild and on every engine. -#}
{% macro key_of(parts) -%}
    md5({% for part in parts %}coalesce(cast({{ part }} as string), ''){{ " || '|' || " if not loop.last }}{% endfor %})
{%- endmacro %}
