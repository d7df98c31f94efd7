{#- The sum of a measure equals the sum in another model, per group: nothing lost, nothing doubled. -#}
{% test reconciles_with(model, measure, other, by, other_measure=none, other_by=none, where='true', other_where='true', within=0.000001) %}
with here as (
    select {% for name in by %}{{ name }} as group_{{ loop.index }}, {% endfor %}sum({{ measure }}) as total
    from {{ model }} where {{ where }} group by {{ by | join(', ') }}
),

there as (
    select {% for name in (other_by or by) %}{{ name }} as group_{{ loop.index }}, {% endfor %}sum({{ other_measure or measure }}) as total
    from {{ other }} where {{ other_where }} group by {{ (other_by or by) | join(', ') }}
)

select *
from here full outer join there
    on {% for name in by %}here.group_{{ loop.index }} is not distinct from there.group_{{ loop.index }}{{ ' and ' if not loop.last }}{% endfor %}
where abs(coalesce(here.total, 0) - coalesce(there.total, 0)) > {{ within }}
{% endtest %}
