{#- On DuckDB a relation is replaced where it stands: one script in one transaction makes it, fills it and
    describes it. dbt's own way (make beside, rename twice, drop) costs nine statements and more time than most models. -#}
{% materialization table, adapter='duckdb' %}
    {{ return(replaced('table')) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {{ return(replaced('view')) }}
{% endmaterialization %}

{% macro replaced(kind, part=none) %}
    {%- set target = this.incorporate(type=kind) -%}
    {%- set before = load_cached_relation(this) -%}
    {{ run_hooks(pre_hooks) }}
    {% call statement('main') %}
        {% if before is not none and before.type != kind %}drop {{ before.type }} {{ before }};{% endif %}
        {{ made_anew(target, kind) if part is none else restated(target, part) }}
        {{ written_down(part) if config.get('materialized') == 'incremental' }}
    {% endcall %}
    {{ run_hooks(post_hooks) }}
    {% do adapter.commit() %}
    {{ return({'relations': [target]}) }}
{% endmacro %}

{% macro made_anew(target, kind) %}
    {{ made_as_agreed(target) if config.get('contract').enforced else made(target, kind) }}
    {{ described(target) }}
{% endmacro %}

{% macro made(target, kind) %}
    create or replace {{ kind }} {{ target }} as (
        {{ in_order(compiled_code) }}
    );
{% endmacro %}

{#- What is built in parts lies in the order of time, so that recent parts are found without reading the rest. -#}
{% macro in_order(sql) %}
    {%- set moment = model.config.meta.day or model.config.meta.sorted -%}
    {%- if config.get('materialized') == 'incremental' and moment -%}
    select * from ({{ sql }}) as unsorted order by {{ moment }}
    {%- else -%}{{ sql }}{%- endif -%}
{% endmacro %}

{#- A table with the columns of its contract: names, types, constraints, and no column more. -#}
{% macro made_as_agreed(target) %}
    {{ get_assert_columns_equivalent(compiled_code) }}
    create or replace table {{ target }} {{ get_table_columns_and_constraints() }};
    insert into {{ target }} {{ get_column_names() }} (
        {{ in_order(get_select_subquery(compiled_code)) }}
    );
{% endmacro %}

{#- Meanings of the relation and its columns, kept in the database. -#}
{% macro described(target) %}
    {% if config.persist_relation_docs() and model.description %}
    comment on {{ target.type }} {{ target }} is {{ duckdb_escape_comment(model.description) }};
    {% endif %}
    {% for name, column in (model.columns.items() if config.persist_column_docs() else []) if column.description %}
    comment on column {{ target }}.{{ adapter.quote(name) }} is {{ duckdb_escape_comment(column.description) }};
    {% endfor %}
{% endmacro %}
