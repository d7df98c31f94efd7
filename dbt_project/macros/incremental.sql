{#- A model that is built in parts, by days or by keys, keeps those that nothing touched since it was built last: what it
    reads tells which of its parts changed (changes.sql). The touched ones are made anew from the rows they are made of. -#}
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

{% macro part_column() %}{{ return(model.config.meta.key or model.config.meta.day) }}{% endmacro %}

{#- By days: the page names the column (`day`), and may name that of an input: then only the touched days of it are read,
    and where it says that a day is made of some days `before` and `after` it too, these, and they touch it. -#}
{% macro touched_days(inputs, told) %}
    {%- set days = run_query(touched(inputs, told)).columns[0].values() -%}
    {%- if none in days -%}{{ return(none) }}{%- endif -%}
    {%- set days = days | sort -%}
    {{ return({'days': days, 'within': among(model.config.meta.day, days) if days else '', 'sql': in_reach(inputs, days)}) }}
{% endmacro %}

{% macro in_reach(inputs, days) %}
    {%- set sql = namespace(text=compiled_code) -%}
    {%- for name, by in declared_inputs().items() if days and by.day -%}
        {%- set within = among(by.day, days_around(days, by.before or 0, by.after or 0)) -%}
        {%- set all = inputs[name].relation_name -%}
        {%- set sql.text = sql.text | replace(all, '(select * from ' ~ all ~ ' where ' ~ within ~ ')') -%}
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

{#- By keys: the page names the column (`key`), and of each input that is read by such a key which column of it that is
    (`as`). Keys that belong together (`group`) are touched together. -#}
{% macro touched_keys(inputs, told) %}
    {%- set key, group = as_text(model.config.meta.key), model.config.meta.group -%}
    {%- do run_query('create or replace temp table touched as ' ~ touched(inputs, told)) -%}
    {%- if group -%}
        {%- set groups = 'select ' ~ group ~ ' from ' ~ this ~ ' where ' ~ key ~ ' in (select key from touched)' -%}
        {%- do run_query('insert into touched select distinct ' ~ key ~ ' from ' ~ this ~ ' where ' ~ group ~ ' in (' ~ groups ~ ')') -%}
    {%- endif -%}
    {%- set found = run_query('select count(*), count(key) from touched').rows[0] -%}
    {%- if found[0] != found[1] -%}{{ return(none) }}{%- endif -%}
    {%- if not found[0] -%}{{ return({}) }}{%- endif -%}
    {{ return({'within': key ~ ' in (select key from touched)', 'sql': read_by_key(inputs)}) }}
{% endmacro %}

{#- The rows of touched keys, set aside: of the whole history the key is read, in its own type, the other columns only where
    these rows lie. -#}
{% macro set_aside(name, relation, key, columns='*') %}
    create or replace temp table wanted as select {{ key }} as key from {{ relation }} limit 0;
    insert into wanted select key from touched;
    create or replace temp table {{ name }} as
    select {{ columns }} from {{ relation }}
    where rowid in (select rowid from {{ relation }} where {{ key }} in (select key from wanted));
{% endmacro %}

{#- The model's own SQL, reading of such inputs the rows of touched keys, once. -#}
{% macro read_by_key(inputs) %}
    {%- set sql = namespace(text=compiled_code) -%}
    {%- for name, by in declared_inputs().items() if by.as -%}
        {%- set all = inputs[name].relation_name -%}
        {%- do run_query(set_aside('touched_' ~ name, all, by.as)) -%}
        {%- set sql.text = sql.text | replace(all, 'touched_' ~ name) -%}
    {%- endfor -%}
    {{ return(sql.text) }}
{% endmacro %}

{#- The touched parts built again in their place; where changed keys are told, of keys those only that came out otherwise. -#}
{% macro restated(target, part) %}
    {% if part.within and told_columns() %}
    {%- set key = model.config.meta.key %}
    {{ stood(target, part, key) }}
    create or replace temp table anew as select * from {{ target }} where false;
    insert into anew by name select * from ({{ part.sql }}) as anew where {{ part.within }};
    {{ made_otherwise() }}
    {%- set changed = as_text(key) ~ ' in (select key from otherwise where told = ' ~ as_literal(key) ~ ')' if key else 'true' %}
    delete from {{ target }} where rowid in (select _place from stood where {{ changed }});
    insert into {{ target }} by name select * from anew where {{ changed }};
    {% elif part.within %}
    delete from {{ target }} where {{ part.within }};
    insert into {{ target }} by name select * from ({{ part.sql }}) as anew where {{ part.within }};
    {% endif %}
{% endmacro %}

{#- What stands of the touched parts. #}
{% macro stood(target, part, key) %}
    {% if key %}
    {{ set_aside('stood', target, key, 'rowid as _place, *') }}
    {% else %}
    create or replace temp table stood as select rowid as _place, * from {{ target }} where {{ part.within }};
    {% endif %}
{% endmacro %}
