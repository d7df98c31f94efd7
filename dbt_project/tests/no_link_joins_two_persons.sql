-- While a link joins two labels the walk has not converged; links of parted groups are cut on purpose.
select
    edges.from_identifier,
    edges.to_identifier
from {{ ref('int_identity_edges') }} as edges
inner join {{ ref('int_identity_groups') }} as from_groups on edges.from_identifier = from_groups.identifier
inner join {{ ref('int_identity_groups') }} as to_groups on edges.to_identifier = to_groups.identifier
left join {{ ref('int_identity_splits') }} as from_splits on edges.from_identifier = from_splits.identifier
left join {{ ref('int_identity_splits') }} as to_splits on edges.to_identifier = to_splits.identifier
where
    from_groups.person_key <> to_groups.person_key
    and (
        from_splits.identifier is null
        or to_splits.identifier is null
        or from_splits.core_identifier = to_splits.core_identifier
    )
