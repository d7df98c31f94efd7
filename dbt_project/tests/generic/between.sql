{#- Every value that is there lies between the two bounds, both included. -#}
{% test between(model, column_name, least=none, most=none) %}
select {{ column_name }}
from {{ model }}
where
    {% if least is not none %}{{ column_name }} < {{ least }}{% else %}false{% endif %}
    {% if most is not none %}or {{ column_name }} > {{ most }}{% endif %}
{% endtest %}
