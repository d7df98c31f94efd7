{#- A model that is built in parts, by days or by keys, keeps those that nothing touched since it was built last. What it
    reads tells which of its parts changed, or is compared with how it stood then; a change of a whole touches every
    part. The touched parts are made anew from the rows they are made of, in one transaction. -#}
{% materialization incremental, adapter='duckdb' %}
    {%- set inputs = inputs_of(model, declared_inputs(), {}) -%}
    {%- set told = tellers(inputs) -%}
    {%- do run_query(standing(inputs, told)) -%}
    {%- set part = none -%}
    {%- if load_cached_relation(this) is not none and not should_full_refresh() -%}
        {%- set part = touched_keys(inputs, told) if model.config.meta.key else touched_days(inputs, told) -%}
    {%- endif -%}
    {{ return(replaced('table', part)) }}
{% endmaterialization %}

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
    union all
    select '{{ name }}',
        {{ as_text(by.as or by.key) if by.as or by.key is string else key_of(by.key) if by.key else "''" }},
        {{ by.day or by.get('from', "date '0001-01-01'") if by else 'null' }},
        {{ by.day or by.get('to', "date '9999-12-31'") if by else 'null' }},
        {{ mark_of(by.told) }}
    from {{ one.relation_name }}{{ ' where ' ~ by.where if by.where }}{{ ' group by 1, 2, 3, 4' if by }}
    {% endfor %}
{% endmacro %}

{#- A number that rows have in common with no others, whatever their order: of these columns, or of all that are told. -#}
{% macro mark_of(columns=none) -%}
    coalesce(sum(cast(hash({{ columns | join(', ') if columns else "*columns('^[^_]')" }}) as hugeint)), 0)
{%- endmacro %}

{% macro as_text(column) -%} cast({{ column }} as varchar) {%- endmacro %}

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

{#- The parts that are touched, as text: told as changed, or standing otherwise themselves or by a key that rows of them
    have; a null for all parts, when another project built the model, or when a whole stands otherwise. -#}
{% macro touched(inputs, told) %}
    {%- set otherwise = run_query('select distinct input from (' ~ moved() ~ ')').columns[0].values() %}
    with last_built as ({{ last_built() }}), moved as ({{ moved() }})
    select cast(null as varchar) as key where (select change_no from last_built) is null
    {% for name, one in inputs.items() %}
    {%- set by = declared_inputs().get(name, {}) %}
    {% if told.get(name) == 'days' %}
    union select {{ as_text('changed.day + cast(step.days as integer)') }}
    from changes.days as changed
    cross join (select unnest(range(-{{ by.after or 0 }}, {{ by.before or 0 }} + 1)) as days) as step
    where changed.input = '{{ name.removesuffix('__versions') }}'
        and changed.change_no > (select change_no from last_built)
    {% elif name in told %}
    union select key from changes.keys
    where input = '{{ name }}' and told = '{{ told[name] }}' and change_no > (select change_no from last_built)
    {% elif name in otherwise %}
    union {{ touched_through(name, by) }}
    {% endif %}
    {% endfor %}
{% endmacro %}

{% macro touched_through(name, by) %}
    {%- set moved = "from moved where input = '" ~ name ~ "'" %}
    {% if by.as %}select key {{ moved }}
    {% elif by.day %}select {{ as_text('first_day') }} {{ moved }}
    {% elif not by %}select null
    {% else %}
    {%- set day = by.on or model.config.meta.day or "date '0001-01-01'" %}
    select distinct part
    from (
        select there.part
        from (
            select distinct {{ as_text(part_column()) }} as part, {{ by.own or "''" }} as key, {{ day }} as day
            from {{ this }}
        ) as there
        inner join (
            select key, first_day, last_day, mark {{ moved }}
            union all
            select 'unknown', first_day, last_day, 1 {{ moved }}
        ) as other on there.key = other.key and there.day between other.first_day and other.last_day
        group by there.part, there.key, there.day having sum(other.mark) <> 0
    ) as rows_otherwise
    {% endif %}
{% endmacro %}

{% macro part_column() %}{{ return(model.config.meta.key or model.config.meta.day) }}{% endmacro %}

{#- The touched parts built again in their place; of keys those only that came out otherwise. -#}
{% macro restated(target, part) %}
    {%- set within = part.within -%}
    {% if within and not (model.config.meta.key or model.config.meta.tells) %}
    delete from {{ target }} where {{ within }};
    insert into {{ target }} by name select * from ({{ part.sql }}) as anew where {{ within }};
    {% elif within %}
    create or replace temp table anew as select * from {{ target }} where false;
    insert into anew by name select * from ({{ part.sql }}) as anew where {{ within }};
    {{ compared(target, within) }}
    {%- if model.config.meta.key -%}
        {%- set within = as_text(part_column()) ~ " in (select key from otherwise where told = '" ~ part_column() ~ "')" -%}
    {%- endif %}
    delete from {{ target }} where {{ within }};
    insert into {{ target }} select * from anew where {{ within }};
    drop table anew;
    {% endif %}
{% endmacro %}

{#- Which values of its key and of what it tells have rows that went, came or became others. -#}
{% macro compared(target, within) %}
    create or replace temp table otherwise as
    select told, key
    from (
        {%- for column in told_columns() %}
        select '{{ column }}' as told, {{ as_text(column) }} as key, {{ mark_of() }} as mark
        from {{ target }} where {{ within }} group by {{ column }}
        union all
        select '{{ column }}' as told, {{ as_text(column) }} as key, -{{ mark_of() }} as mark
        from anew group by {{ column }}
        {{- ' union all' if not loop.last }}
        {%- endfor %}
    ) as both_ways
    group by told, key having sum(mark) <> 0;
{% endmacro %}

{% macro told_columns() %}
    {{ return(([model.config.meta.key] if model.config.meta.key else []) + model.config.meta.get('tells', [])) }}
{% endmacro %}

{#- What the model was built from, and which days or keys of it changed. -#}
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

{#- Keys of a model that changed with this build; a null for any of them. What all have seen is forgotten. -#}
{% macro keys_told(own, part) %}
    delete from changes.keys where input = {{ own }}{% if part is not none %} and change_no <= (
        select min(change_no) from changes.built where project = '{{ env_var("MARKETING_MODELS", "") }}'
    ){% endif %};
    {% if part is none or part.within %}
    insert into changes.keys
    select {{ own }}, otherwise.told, otherwise.key, built.change_no + 1
    from changes.built as built
    cross join {% if part is none -%}
        (select unnest(['{{ told_columns() | join("', '") }}']) as told, cast(null as varchar) as key) as otherwise
    {%- else %}otherwise{% endif %}
    where built.model = {{ own }};
    {% endif %}
    {{ 'drop table otherwise;' if part is not none and part.within }}
{% endmacro %}
