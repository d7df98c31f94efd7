{#- The attribution models by name, as `attribution_models.csv` lists them; each is a pair of columns beside the others. -#}
{% macro attribution_models() -%}
    {{ return(['first', 'last', 'last_non_direct', 'linear', 'position', 'time_decay', 'markov_path', 'shapley']) }}
{%- endmacro %}
