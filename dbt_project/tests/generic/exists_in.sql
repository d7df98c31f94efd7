{#- Every value is a row of the other model: joins lose nothing. -#}
{% test exists_in(model, column_name, other, field=none) %}
select here.{{ column_name }}
from {{ model }} as here
left join {{ other }} as there on here.{{ column_name }} = there.{{ field or column_name }}
where there.{{ field or column_name }} is null
{% endtest %}
