{#- The grain holds: no key occurs twice, and none is null but the `optional` parts of it. -#}
{% test one_row_per(model, columns, optional=[]) %}
select {{ columns | join(', ') }}, count(*) as occurrences
from {{ model }}
group by {{ columns | join(', ') }}
having count(*) > 1{% for column in columns if column not in optional %} or {{ column }} is null{% endfor %}
{% endtest %}
