{#- One step of a first-entry funnel: the earliest event of stage k not before the stage before, inside the window. -#}
{% macro next_stage(before, stage_events, k) -%}
    select
        before.person_key,
        {% for j in range(1, k) %}before.e{{ j }}, {% endfor %}
        min(events.event_at) as e{{ k }},
        before.c1,
        coalesce(min(events.event_at), before.reached_at) as reached_at,
        before.window_end
    from {{ before }} as before
    left join {{ stage_events }} as events
        on before.person_key = events.person_key and events.stage_no = {{ k }}
        and events.event_at >= before.reached_at and events.event_at <= before.window_end
    group by before.person_key, {% for j in range(1, k) %}before.e{{ j }}, {% endfor %}before.c1, before.reached_at, before.window_end
{%- endmacro %}
