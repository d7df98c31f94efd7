{#- A quotient of sums, 0–1 or times; null when the base is zero or null. -#}
{% macro ratio(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif(cast({{ denominator }} as double), 0)
{%- endmacro %}


{#- How far a target is reached: of a change, counted from its base; of a range, from its nearer bound. -#}
{% macro completion(share) -%}
    case
        when actual is null then null
        when is_change then {{ ratio('actual - baseline * ' ~ share, '(target - baseline) * ' ~ share) }}
        when direction = 'within' and actual > target_high then {{ ratio('target_high', 'actual') }}
        when direction = 'within' and actual >= target then 1
        when direction = 'less' and formula = 'mirror' then 2 - {{ ratio('actual', 'target * ' ~ share) }}
        when direction = 'less' then {{ ratio('target * ' ~ share, 'actual') }}
        else {{ ratio('actual', 'target * ' ~ share) }}
    end
{%- endmacro %}


{#- Which measures a metric adds up, takes away and divides by, as `metric_registry.csv` lists them. -#}
{% macro metric_terms() -%}
    {%- for term in ['numerator', 'less', 'denominator'] %}
    select
        metric_id,
        {{ term }} as measure_id,
        '{{ term }}' as term
    from {{ ref('metric_registry') }}
    where {{ term }} is not null
    {{- ' union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
