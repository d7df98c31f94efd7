select
    acts.identifier,
    coalesce(persons.person_key, 'unknown') as person_key,
    acts.act,
    acts.occurred_at
from {{ ref('int_web_acts') }} as acts
left join {{ ref('int_identity_groups') }} as persons on acts.identifier = persons.identifier
