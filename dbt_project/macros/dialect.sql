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

{#- 1 Monday to 7 Sunday. -#}
{% macro iso_weekday(day) -%} {{ adapter.dispatch('iso_weekday')(day) }} {%- endmacro %}
{% macro default__iso_weekday(day) -%} (weekday({{ day }}) + 1) {%- endmacro %}
{% macro duckdb__iso_weekday(day) -%} isodow({{ day }}) {%- endmacro %}
