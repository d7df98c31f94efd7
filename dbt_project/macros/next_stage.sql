{#- One step of all funnels: the earliest event of stage k not before the stage before, inside the window. Where no stage may be skipped,
    a chain without it is over: it has no window any more. -#}
{% macro next_stage(before, events, k) -%}
    {%- set stages = range(1, k) | map('string') | join(', told.e') -%}
    {%- set kept = 'told.funnel, told.subject_key, told.person_key, told.may_skip, told.entered_at, told.e' ~ stages %}
    select
        {{ kept }},
        min(events.event_at) as e{{ k }},
        coalesce(min(events.event_at), told.reached_at) as reached_at,
        case when told.may_skip or min(events.event_at) is not null then told.window_end end as window_end
    from {{ before }} as told
    left join {{ events }} as events
        on told.funnel = events.funnel and told.subject_key = events.subject_key and events.stage_no = {{ k }}
        and events.event_at >= told.reached_at and events.event_at <= told.window_end
    group by {{ kept }}, told.reached_at, told.window_end
{%- endmacro %}

{#- Days after entry at which funnels show how many had come so far. -#}
{% macro cohort_ages() %}{{ return([1, 7, 14, 30, 60, 90]) }}{% endmacro %}

{#- Whether two rows agree in these columns. #}
{% macro same_row(one, other, names) -%}
{%- for name in names -%}
{{ one }}.{{ name }} = {{ other }}.{{ name }}{{ ' and ' if not loop.last }}
{%- endfor -%}
{%- endmacro %}
