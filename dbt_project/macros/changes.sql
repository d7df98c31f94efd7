{#- What models that are built in parts know of changes: told by what they read (`changes.days`, `changes.keys`), or found
    by comparing how it stands with how it stood when the model was built (`changes.seen`). -#}
{% macro declared_inputs() %}{{ return(model.config.meta.get('inputs', {})) }}{% endmacro %}

{#- The tables a model reads, itself or through views; lists of the project need no look, they are part of it. -#}
{% macro inputs_of(node, declared, found) %}
    {%- for id in node.depends_on.nodes -%}
        {%- set one = graph.nodes.get(id) or graph.sources[id] -%}
        {%- if one.resource_type == 'model' and one.config.materialized == 'view' and one.name not in declared -%}
            {%- do inputs_of(one, declared, found) -%}
        {%- elif one.resource_type != 'seed' -%}
            {%- do found.update({one.name: one}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(found) }}
{% endmacro %}

{#- What inputs tell of their changes that the model can use: `days`, or keys of the column that its page names. -#}
{% macro tellers(inputs) %}
    {%- set dated = run_query('select stream from ops.streams where day_column is not null').columns[0].values() -%}
    {%- set told = {} -%}
    {%- for name, one in inputs.items() -%}
        {%- set column = declared_inputs().get(name, {}).get('as') -%}
        {%- set meta = one.config.meta if one.config.materialized == 'incremental' else {} -%}
        {%- if column and column in meta.get('tells', []) + [meta.get('key')] -%}{%- do told.update({name: column}) -%}
        {%- elif model.config.meta.day and not column and (meta.day or name.removesuffix('__versions') in dated) -%}
            {%- do told.update({name: 'days'}) -%}
        {%- endif -%}
    {%- endfor -%}
    {{ return(told) }}
{% endmacro %}

{#- How inputs that tell nothing stand now: a mark per key and the days it holds for, as the model's page says. -#}
{% macro standing(inputs, told) %}
    create or replace temp table standing as
    select input, key, first_day, last_day, mark from changes.seen where false
    {% for name, one in inputs.items() if name not in told %}
    {%- set by = declared_inputs().get(name, {}) %}
    {%- set from, to = by.get('from', "date '0001-01-01'"), by.get('to', "date '9999-12-31'") %}
    union all
    select '{{ name }}', {{ marked_by(by) }}, {{ by.day or from if by else 'null' }}, {{ by.day or to if by else 'null' }},
        {{ mark_of(by.told) }}
    from {{ one.relation_name }}{{ ' where ' ~ by.where if by.where }}{{ ' group by 1, 2, 3, 4' if by }}
    {% endfor %}
{% endmacro %}

{% macro marked_by(by) -%}
    {%- if by.key and by.key is not string -%}{{ key_of(by.key) }}
    {%- else -%}{{ as_text(by.as or by.key or "''") }}{%- endif -%}
{%- endmacro %}

{#- A number that rows have in common with no others, whatever their order: of these columns, or of all that are told. -#}
{% macro mark_of(columns=none) -%}
    coalesce(sum(cast(hash({{ columns | join(', ') if columns else "*columns('^[^_]')" }}) as hugeint)), 0)
{%- endmacro %}

{% macro as_text(column) -%} cast({{ column }} as varchar) {%- endmacro %}
{% macro as_literal(column) -%} '{{ column | replace("'", "''") }}' {%- endmacro %}

{% macro last_built() %}
    select max(change_no) as change_no from changes.built
    where model = '{{ model.name }}' and project = '{{ env_var("MARKETING_MODELS", "") }}' and project <> ''
{% endmacro %}

{% macro moved() %}
    select input, key, first_day, last_day, sum(mark) as mark
    from (
        select input, key, first_day, last_day, mark from standing
        union all
        select input, key, first_day, last_day, -mark from changes.seen where model = '{{ model.name }}'
    ) as both_ways
    group by all having sum(mark) <> 0
{% endmacro %}

{#- The parts that are touched, as text: told as changed, or standing otherwise; a null for all parts, when another project
    built the model, or when a whole stands otherwise: a join that nobody thought of costs time, never a number. -#}
{% macro touched(inputs, told) %}
    {%- set otherwise = run_query('select distinct input from (' ~ moved() ~ ')').columns[0].values() %}
    with last_built as ({{ last_built() }}), moved as ({{ moved() }})
    select cast(null as varchar) as key where (select change_no from last_built) is null
    {% for name in inputs %}
    {%- set by = declared_inputs().get(name, {}) %}
    {{ 'union ' ~ touched_by_days(name, by) if told.get(name) == 'days' }}
    {{ 'union ' ~ touched_by_keys(name, told[name]) if told.get(name, 'days') != 'days' }}
    {{ 'union ' ~ touched_otherwise(name, by) if name in otherwise }}
    {% endfor %}
{% endmacro %}

{% macro touched_by_days(name, by) %}
    select {{ as_text('changed.day + cast(step.days as integer)') }}
    from changes.days as changed
    cross join (select unnest(range(-{{ by.after or 0 }}, {{ by.before or 0 }} + 1)) as days) as step
    where changed.input = '{{ name.removesuffix('__versions') }}'
        and changed.change_no > (select change_no from last_built)
{% endmacro %}

{% macro touched_by_keys(name, column) %}
    select key from changes.keys
    where input = '{{ name }}' and told = {{ as_literal(column) }} and change_no > (select change_no from last_built)
{% endmacro %}

{% macro touched_otherwise(name, by) %}
    {%- set rows = "from moved where input = '" ~ name ~ "'" %}
    {% if by.as %}select key {{ rows }}
    {% elif by.day %}select {{ as_text('first_day') }} {{ rows }}
    {% elif by %}{{ touched_through(rows, by) }}
    {% else %}select null{% endif %}
{% endmacro %}

{#- Parts of rows whose key (if it was unknown, any) stands otherwise on their day. -#}
{% macro touched_through(rows, by) %}
    select distinct part
    from (
        select there.part
        from (select distinct {{ as_text(part_column()) }} as part, {{ by.own or "''" }} as key,
            {{ model.config.meta.day or "date '0001-01-01'" }} as day from {{ this }}) as there
        inner join (
            select key, first_day, last_day, mark {{ rows }}
            union all
            select 'unknown', first_day, last_day, 1 {{ rows }}
        ) as other on there.key = other.key and there.day between other.first_day and other.last_day
        group by there.part, there.key, there.day having sum(other.mark) <> 0
    ) as rows_otherwise
{% endmacro %}

{#- The columns of which it is told which values have rows that went, came or became others. -#}
{% macro told_columns() %}
    {{ return(([model.config.meta.key] if model.config.meta.key else []) + model.config.meta.get('tells', [])) }}
{% endmacro %}

{% macro made_otherwise() %}
    create or replace temp table otherwise as
    select told, key
    from (
        {%- for column in told_columns() %}
        select {{ as_literal(column) }} as told, {{ as_text(column) }} as key, {{ mark_of() }} as mark
        from stood group by {{ column }}
        union all
        select {{ as_literal(column) }}, {{ as_text(column) }}, -{{ mark_of() }} from anew group by {{ column }}
        {{- ' union all' if not loop.last }}
        {%- endfor %}
    ) as both_ways
    group by told, key having sum(mark) <> 0;
{% endmacro %}

{#- What the model was built from, and which days and keys of it changed. -#}
{% macro written_down(part) %}
    {%- set own = "'" ~ model.name ~ "'" %}
    delete from changes.seen where model = {{ own }};
    insert into changes.seen by name select {{ own }} as model, * from standing;
    delete from changes.built where model = {{ own }};
    insert into changes.built
    select {{ own }}, '{{ env_var("MARKETING_MODELS", "") }}', change_no from changes.latest;
    {{ days_told(own, ['null'] if part is none else part.days) if model.config.meta.day }}
    {{ keys_told(own, part) if told_columns() }}
{% endmacro %}

{#- Days of a model that changed with this build; a null for any of them. -#}
{% macro days_told(own, days) %}
    {%- set listed = "'" ~ days | join("', '") ~ "'" %}
    {% if days %}
    delete from changes.days where input = {{ own }}{{ ' and day in (' ~ listed ~ ')' if days != ['null'] }};
    insert into changes.days
    select {{ own }}, told.day, built.change_no + 1
    from changes.built as built
    cross join (select cast(unnest([{{ listed if days != ['null'] else 'null' }}]) as date) as day) as told
    where built.model = {{ own }};
    {% endif %}
{% endmacro %}

{#- Keys of a model that changed with this build; a null for any of them. Those that every model saw are forgotten. -#}
{% macro keys_told(own, part) %}
    {%- set seen = "select min(change_no) from changes.built where project = '" ~ env_var("MARKETING_MODELS", "") ~ "'" %}
    {%- set any = '(' ~ told_by_any() ~ ')' %}
    delete from changes.keys where input = {{ own }}{{ ' and change_no <= (' ~ seen ~ ')' if part is not none }};
    {% if part is none or part.within %}
    insert into changes.keys
    select {{ own }}, keys.told, keys.key, built.change_no + 1
    from changes.built as built
    cross join {{ any if part is none else 'otherwise' }} as keys
    where built.model = {{ own }};
    {% endif %}
{% endmacro %}

{% macro told_by_any() %}
    {%- for column in told_columns() %}
    select {{ as_literal(column) }} as told, cast(null as varchar) as key {{ 'union all' if not loop.last }}
    {%- endfor %}
{% endmacro %}
