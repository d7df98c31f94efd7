{#- The attribution models by name, as `attribution_models.csv` lists them; each is a pair of columns beside the others. -#}
{% macro attribution_models() -%}
    {{ return(['first', 'last', 'last_non_direct', 'linear', 'position', 'time_decay', 'markov_path', 'shapley']) }}
{%- endmacro %}


{#- The rules by which traffic is suspect, as `traffic_rules.csv` lists them; reports count each in a column of its own. -#}
{% macro traffic_rules() -%}
    {{ return(['data_centre', 'impossible_speed', 'many_clicks', 'fast_form', 'junk_phone', 'declared_bot',
        'no_interaction', 'odd_hour_burst']) }}
{%- endmacro %}


{#- The channels by number: the states of a chain are integers, so no name can be taken for its start or its ends. -#}
{% macro numbered_channels() -%}
    select
        channel_id,
        is_direct,
        row_number() over (order by channel_id) as channel_no
    from {{ ref('channels') }}
{%- endmacro %}
