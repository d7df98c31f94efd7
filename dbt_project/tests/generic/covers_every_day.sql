{#- No day is missing between a group's first and last. -#}
{% test covers_every_day(model, column_name, by) %}
select {{ by | join(', ') }}, count(distinct {{ column_name }}) as days
from {{ model }}
group by {{ by | join(', ') }}
having count(distinct {{ column_name }}) <> {{ dbt.datediff('min(' ~ column_name ~ ')', 'max(' ~ column_name ~ ')', 'day') }} + 1
{% endtest %}
