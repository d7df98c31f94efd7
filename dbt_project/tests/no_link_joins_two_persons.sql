-- While a link joins two labels the passes have not converged.
select
    edges.from_identifier,
    edges.to_identifier
from {{ ref('int_identity_edges') }} as edges
inner join {{ ref('int_identity_groups') }} as from_groups on edges.from_identifier = from_groups.identifier
inner join {{ ref('int_identity_groups') }} as to_groups on edges.to_identifier = to_groups.identifier
where from_groups.person_key <> to_groups.person_key
