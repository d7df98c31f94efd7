{#- Rows of several streams under one list of columns. Each arm is {from, set, lacks}: `set` gives a
    column's expression, `lacks` names columns the stream does not have (null). -#}
{% macro union_by_name(columns, arms) -%}
    {%- for arm in arms %}
    select
        {%- for name, type in columns.items() %}
        cast({{ 'null' if name in arm.get('lacks', []) else arm.get('set', {}).get(name, name) }} as {{ type }}) as {{ name }}
        {{- ',' if not loop.last }}
        {%- endfor %}
    from {{ arm['from'] }}
    {%- if arm.get('where') %} where {{ arm['where'] }}{% endif %}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
{%- endmacro %}
