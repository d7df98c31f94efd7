{%- set passes = 12 -%}
-- A group of two members, or of too many identifiers, is parted: each identifier stays with the core it is nearest to,
-- by the strongest link where two are as near. Cores are its members; of fewer than two, all ids that one system gives.
with conflicts as (
    select
        eldest_identifier,
        count(*) as identifiers,
        count(case when identifier_kind = 'member' then 1 end) as members
    from {{ ref('int_identity_components') }}
    group by eldest_identifier
    having
        count(*) > {{ var('identity_most_identifiers') }}
        or count(case when identifier_kind = 'member' then 1 end) >= 2
),

nodes {{ as_step() }} (
    select
        components.cluster_key,
        components.identifier,
        components.identifier_kind,
        components.first_seen_at,
        components.eldest_identifier,
        conflicts.members,
        conflicts.identifiers,
        row_number() over (order by components.cluster_key, components.node_no) as node_no
    from {{ ref('int_identity_components') }} as components
    inner join conflicts on components.eldest_identifier = conflicts.eldest_identifier
),

links as (
    select
        from_nodes.node_no as from_no,
        to_nodes.node_no as to_no,
        edges.sources,
        edges.records,
        edges.first_linked_at,
        from_nodes.identifier_kind = 'contact' and to_nodes.identifier_kind = 'contact' as is_merge
    from {{ ref('int_identity_edges') }} as edges
    inner join nodes as from_nodes on edges.from_identifier = from_nodes.identifier
    inner join nodes as to_nodes on edges.to_identifier = to_nodes.identifier
),

joined_contacts as (
    select to_no
    from links
    where is_merge
),

edges {{ as_step() }} (
    select
        from_no,
        to_no,
        false as is_self,
        sources,
        records,
        first_linked_at
    from links
    union all
    select
        to_no as from_no,
        from_no as to_no,
        false as is_self,
        sources,
        records,
        first_linked_at
    from links
    union all
    select
        node_no as from_no,
        node_no as to_no,
        true as is_self,
        0 as sources,
        0 as records,
        cast(null as timestamp) as first_linked_at
    from nodes
),

near_0 {{ as_step() }} (
    select
        node_no,
        node_no as core_no,
        first_seen_at as joined_at
    from nodes
    where
        identifier_kind = 'member'
        or (
            members < 2
            and identifier_kind in ('contact', 'customer', 'external')
            and node_no not in (select joined_contacts.to_no from joined_contacts)
        )
),

{% for n in range(1, passes + 1) -%}
near_{{ n }} {{ as_step() }} (
    select
        node_no,
        core_no,
        joined_at
    from (
        select
            edges.from_no as node_no,
            before.core_no,
            greatest(before.joined_at, edges.first_linked_at) as joined_at,
            row_number() over (
                partition by edges.from_no
                order by
                    edges.is_self desc, edges.sources desc, edges.records desc, edges.first_linked_at asc nulls last,
                    before.core_no asc, before.joined_at asc nulls last
            ) as choice
        from edges
        inner join near_{{ n - 1 }} as before on edges.to_no = before.node_no
    ) as choices
    where choice = 1
),

{% endfor -%}
parted as (
    select
        nodes.*,
        near_{{ passes }}.joined_at,
        coalesce(near_{{ passes }}.core_no, nodes.node_no) as core_no
    from nodes
    left join near_{{ passes }} on nodes.node_no = near_{{ passes }}.node_no
),

eldest as (
    select
        core_no,
        min(node_no) as node_no
    from parted
    group by core_no
)

select
    parted.cluster_key,
    parted.identifier,
    cores.identifier as core_identifier,
    elders.identifier as eldest_identifier,
    parted.eldest_identifier as group_eldest,
    case when parted.members >= 2 then 'two_members' else 'too_many_identifiers' end as reason,
    parted.identifiers as group_identifiers,
    parted.joined_at
from parted
inner join nodes as cores on parted.core_no = cores.node_no
inner join eldest on parted.core_no = eldest.core_no
inner join nodes as elders on eldest.node_no = elders.node_no
