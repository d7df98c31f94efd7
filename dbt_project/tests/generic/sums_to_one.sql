{#- Shares of one thing add up to the whole of it. -#}
{% test sums_to_one(model, column_name, by, within=1e-9) %}
select {{ by | join(', ') }}, sum({{ column_name }}) as total
from {{ model }}
group by {{ by | join(', ') }}
having abs(sum({{ column_name }}) - 1) > {{ within }}
{% endtest %}
