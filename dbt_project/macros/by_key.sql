{#- A model that is built by keys: its page names the column (`key`), and of each input that it reads by such a key which
    column that is (`as`). Keys that belong together are touched together (`group`). -#}
{% macro touched_keys(inputs, told) %}
    {%- do run_query('create or replace temp table touched as ' ~ touched(inputs, told)) -%}
    {%- set group, key = model.config.meta.group, as_text(model.config.meta.key) -%}
    {%- if group -%}
        {%- do run_query('insert into touched select distinct ' ~ key ~ ' from ' ~ this ~ ' where ' ~ group
            ~ ' in (select ' ~ group ~ ' from ' ~ this ~ ' where ' ~ key ~ ' in (select key from touched))') -%}
    {%- endif -%}
    {%- set found = run_query('select count(*), count(key) from touched').rows[0] -%}
    {%- set within = key ~ ' in (select key from touched)' -%}
    {{ return(none if found[0] != found[1] else {'within': within if found[0] else '', 'sql': read_by_key(inputs)}) }}
{% endmacro %}

{#- The model's own SQL, reading the rows of touched keys only. -#}
{% macro read_by_key(inputs) %}
    {%- set sql = namespace(text=compiled_code) -%}
    {%- for name, by in declared_inputs().items() if by.as -%}
        {%- set rows = '(select * from ' ~ inputs[name].relation_name ~ ' where ' ~ as_text(by.as) ~ ' in (select key from touched))' -%}
        {%- set sql.text = sql.text | replace(inputs[name].relation_name, rows) -%}
    {%- endfor -%}
    {{ return(sql.text) }}
{% endmacro %}
