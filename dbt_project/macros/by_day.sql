{#- A model that is built by days keeps those that nothing touched since it was built last. What it reads tells which
    of its days changed (streams with days, models built by days), or is compared with how it stood then: by day or by
    key, as the model's page says, else as a whole; a change of that touches every day. Where the page says that a day
    is made of some days `before` and `after` it too, these are touched with it, and no more than these are read. -#}
{% materialization incremental, adapter='duckdb' %}
    {%- set inputs = inputs_of(model, model.config.meta.get('inputs', {}), {}) -%}
    {{ return(replaced('table', touched_days(inputs))) }}
{% endmaterialization %}

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

{#- The days to build again; none for all of them. -#}
{% macro touched_days(inputs) %}
    {%- set dated = run_query('select stream from ops.streams where day_column is not null').columns[0].values() -%}
    {%- set daily, compared = {}, {} -%}
    {%- for name, one in inputs.items() -%}
        {%- set stream = name.removesuffix('__versions') -%}
        {%- if stream in dated or one.config.materialized == 'incremental' -%}
            {%- do daily.update({stream: model.config.meta.get('inputs', {}).get(name, {})}) -%}
        {%- else -%}{%- do compared.update({name: one.relation_name}) -%}{%- endif -%}
    {%- endfor -%}
    {%- do run_query(standing(compared)) -%}
    {%- if load_cached_relation(this) is none or should_full_refresh() -%}{{ return(none) }}{%- endif -%}
    {%- set otherwise = run_query('select distinct input from (' ~ moved() ~ ')').columns[0].values() -%}
    {%- set days = run_query(touched(daily, otherwise)).columns[0].values() -%}
    {{ return(none if none in days else days | map('string') | sort) }}
{% endmacro %}

{#- How that which has no days of its own stands now: a mark per key and the days it holds for. -#}
{% macro standing(compared) %}
    create or replace temp table standing as
    select input, key, first_day, last_day, mark from changes.seen where false
    {% for name, relation in compared.items() %}
    {%- set by = model.config.meta.get('inputs', {}).get(name, {}) %}
    union all
    select '{{ name }}', {{ key_of(by.key) if by.key else "''" }},
        {{ by.day or by.get('from', "date '0001-01-01'") if by else 'null' }},
        {{ by.day or by.get('to', "date '9999-12-31'") if by else 'null' }},
        coalesce(sum(cast(hash({{ by.told | join(', ') or '1' if by else "*columns('^[^_]')" }}) as hugeint)), 0)
    from {{ relation }}{{ ' where ' ~ by.where if by.where }}{{ ' group by 1, 2, 3, 4' if by }}
    {% endfor %}
{% endmacro %}

{#- The days that changed: told by the books, of a day that stands otherwise, of rows whose key (if it was unknown, any)
    stands otherwise on their day; a null for all days, when another project built the model, or when a whole stands otherwise. -#}
{% macro touched(daily, otherwise) %}
    with last_built as ({{ last_built() }}), moved as ({{ moved() }})
    select cast(null as varchar) as day where (select change_no from last_built) is null
    {% for name, reach in daily.items() %}
    union select cast(changed.day + cast(step.days as integer) as varchar)
    from changes.days as changed
    cross join (select unnest(range(-{{ reach.after or 0 }}, {{ reach.before or 0 }} + 1)) as days) as step
    where changed.input = '{{ name }}' and changed.change_no > (select change_no from last_built)
    {% endfor %}
    {% for name in otherwise %}
    {%- set by = model.config.meta.get('inputs', {}).get(name, {}) %}
    union {{ touched_by_key(name, by) if by and not by.day else
        "select cast(first_day as varchar) from moved where input = '" ~ name ~ "'" }}
    {% endfor %}
{% endmacro %}

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

{% macro touched_by_key(name, by) %}
    select distinct cast(day as varchar)
    from (
        select there.day
        from (select distinct {{ model.config.meta.day }} as day, {{ by.own or "''" }} as key from {{ this }}) as there
        inner join (
            select key, first_day, last_day, mark from moved where input = '{{ name }}'
            union all
            select 'unknown', first_day, last_day, 1 from moved where input = '{{ name }}'
        ) as other on there.key = other.key and there.day between other.first_day and other.last_day
        group by there.day, there.key having sum(other.mark) <> 0
    ) as rows_otherwise
{% endmacro %}

{#- The days built again in their place. -#}
{% macro restated(target, days) %}
    {% if days %}
    {%- set within = among(model.config.meta.day, days) %}
    delete from {{ target }} where {{ within }};
    insert into {{ target }} by name select * from ({{ in_reach(days) }}) as anew where {{ within }};
    {% endif %}
{% endmacro %}

{#- The model's own SQL, reading only the days that these are made of. -#}
{% macro in_reach(days) %}
    {%- set sql = namespace(text=compiled_code) -%}
    {%- set inputs = inputs_of(model, model.config.meta.get('inputs', {}), {}) -%}
    {%- for name, by in model.config.meta.get('inputs', {}).items() if by.before or by.after -%}
        {%- set within = among(by.day, days_around(days, by.before or 0, by.after or 0)) -%}
        {%- set rows = '(select * from ' ~ inputs[name].relation_name ~ ' where ' ~ within ~ ')' -%}
        {%- set sql.text = sql.text | replace(inputs[name].relation_name, rows) -%}
    {%- endfor -%}
    {{ return(sql.text) }}
{% endmacro %}

{% macro days_around(days, before, after) %}
    {%- set around = {} -%}
    {%- for day in days -%}
        {%- for step in range(-before, after + 1) -%}
            {%- set one = modules.datetime.date.fromisoformat(day) + modules.datetime.timedelta(days=step) -%}
            {%- do around.update({one | string: none}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(around | sort) }}
{% endmacro %}

{#- A day, or the day of a moment, is one of these; the first and the last let the engine skip the rest of the history. -#}
{% macro among(day, days) -%}
    {{ day }} >= date '{{ days | first }}' and {{ day }} < date '{{ days | last }}' + 1
        and cast({{ day }} as date) in ('{{ days | join("', '") }}')
{%- endmacro %}

{#- What the model was built from, and which days changed of it. -#}
{% macro written_down(days) %}
    {%- set own = "'" ~ model.name ~ "'" %}
    delete from changes.seen where model = {{ own }};
    insert into changes.seen by name select {{ own }} as model, * from standing;
    delete from changes.built where model = {{ own }};
    insert into changes.built
    select {{ own }}, '{{ env_var("MARKETING_MODELS", "") }}', coalesce(max(change_no), 0) from changes.days;
    {{ days_told(own, ['null'] if days is none else days) }}
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
