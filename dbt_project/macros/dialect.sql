{#- What differs between engines, and nothing else. -#}
{% macro duckdb__safe_cast(field, type) -%} try_cast({{ field }} as {{ type }}) {%- endmacro %}

{#- The day a UTC moment falls on where the business is. -#}
{% macro business_day(moment) -%} {{ adapter.dispatch('business_day')(moment) }} {%- endmacro %}
{% macro default__business_day(moment) -%} cast(from_utc_timestamp({{ moment }}, '{{ var("business_zone") }}') as date) {%- endmacro %}
{% macro duckdb__business_day(moment) -%} cast(timezone('{{ var("business_zone") }}', timezone('UTC', {{ moment }})) as date) {%- endmacro %}

{#- Hours between two moments, with fractions. -#}
{% macro hours_between(earlier, later) -%} {{ adapter.dispatch('hours_between')(earlier, later) }} {%- endmacro %}
{% macro default__hours_between(earlier, later) -%} (unix_micros({{ later }}) - unix_micros({{ earlier }})) / 3600000000.0e0 {%- endmacro %}
{% macro duckdb__hours_between(earlier, later) -%} (epoch_us({{ later }}) - epoch_us({{ earlier }})) / 3600000000.0e0 {%- endmacro %}

{#- Seconds between two moments, with fractions: whole ones are told exactly. -#}
{% macro seconds_between(earlier, later) -%} {{ adapter.dispatch('seconds_between')(earlier, later) }} {%- endmacro %}
{% macro default__seconds_between(earlier, later) -%} (unix_micros({{ later }}) - unix_micros({{ earlier }})) / 1000000.0e0 {%- endmacro %}
{% macro duckdb__seconds_between(earlier, later) -%} (epoch_us({{ later }}) - epoch_us({{ earlier }})) / 1000000.0e0 {%- endmacro %}

{#- The beginning of the hour a UTC moment falls in, on the clock of a zone. -#}
{% macro local_hour(moment, zone) -%} {{ adapter.dispatch('local_hour')(moment, zone) }} {%- endmacro %}
{% macro default__local_hour(moment, zone) -%} date_trunc('hour', from_utc_timestamp({{ moment }}, {{ zone }})) {%- endmacro %}
{% macro duckdb__local_hour(moment, zone) -%} date_trunc('hour', timezone({{ zone }}, timezone('UTC', {{ moment }}))) {%- endmacro %}

{#- 1 Monday to 7 Sunday. -#}
{% macro iso_weekday(day) -%} {{ adapter.dispatch('iso_weekday')(day) }} {%- endmacro %}
{% macro default__iso_weekday(day) -%} (weekday({{ day }}) + 1) {%- endmacro %}
{% macro duckdb__iso_weekday(day) -%} isodow({{ day }}) {%- endmacro %}

{#- The day before the one a UTC moment falls on where the business is: the last whole day then. -#}
{% macro day_before(moment) -%} {{ adapter.dispatch('day_before')(moment) }} {%- endmacro %}
{% macro default__day_before(moment) -%} date_sub({{ business_day(moment) }}, 1) {%- endmacro %}
{% macro duckdb__day_before(moment) -%} ({{ business_day(moment) }} - 1) {%- endmacro %}

{#- The last value that is told of an ordered window's rows, those before this one unless a frame says otherwise. -#}
{% macro last_told(field, window, frame='rows between unbounded preceding and 1 preceding') -%}
    {{ adapter.dispatch('last_told')(field, window, frame) }}
{%- endmacro %}
{% macro default__last_told(field, window, frame) -%} last_value({{ field }}, true) over ({{ window }} {{ frame }}) {%- endmacro %}
{% macro duckdb__last_told(field, window, frame) -%} last_value({{ field }} ignore nulls) over ({{ window }} {{ frame }}) {%- endmacro %}

{#- The first value that is told of an ordered window's rows, all of them unless a frame says otherwise. -#}
{% macro first_told(field, window, frame='rows between unbounded preceding and unbounded following') -%}
    {{ adapter.dispatch('first_told')(field, window, frame) }}
{%- endmacro %}
{% macro default__first_told(field, window, frame) -%} first_value({{ field }}, true) over ({{ window }} {{ frame }}) {%- endmacro %}
{% macro duckdb__first_told(field, window, frame) -%} first_value({{ field }} ignore nulls) over ({{ window }} {{ frame }}) {%- endmacro %}

{#- A step of an unrolled iteration is worked out once: inlined, DuckDB takes twice as long to plan each further step. -#}
{% macro as_step() -%} {{ adapter.dispatch('as_step')() }} {%- endmacro %}
{% macro default__as_step() -%} as {%- endmacro %}
{% macro duckdb__as_step() -%} as materialized {%- endmacro %}
