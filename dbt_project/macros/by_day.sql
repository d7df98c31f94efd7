{#- A model that is built by days: its page names the column (`day`). Where it says of an input that a day is made of
    some days `before` and `after` it too, these are touched with it, and no more than these are read. -#}
{% macro touched_days(inputs, told) %}
    {%- set days = run_query(touched(inputs, told)).columns[0].values() -%}
    {%- if none in days -%}{{ return(none) }}{%- endif -%}
    {%- set days = days | sort -%}
    {{ return({'days': days, 'within': among(model.config.meta.day, days) if days else '', 'sql': in_reach(inputs, days)}) }}
{% endmacro %}

{#- The model's own SQL, reading only the days that these are made of. -#}
{% macro in_reach(inputs, days) %}
    {%- set sql = namespace(text=compiled_code) -%}
    {%- for name, by in declared_inputs().items() if days and (by.before or by.after) -%}
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
