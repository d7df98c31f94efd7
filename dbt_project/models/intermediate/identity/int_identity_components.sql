{%- set passes = 12 -%}
-- Whoever is first seen together with somebody older never was a person apart: they are taken to that identifier at
-- once (`roots`), and only links between identifiers that stood alone are walked. A walk carries the moment from which
-- the links lead there: of each moment the eldest identifier reached by then is kept.
-- Numbers hold within the query: of two identifiers that anything links, which both are of one cluster, the smaller is
-- the elder's.
with linked as (
    select cluster_key
    from {{ ref('int_identifiers') }}
    where identifier <> cluster_key
),

nodes {{ as_step() }} (
    select
        cluster_key,
        identifier,
        identifier_kind,
        first_seen_at,
        row_number() over (order by cluster_key, first_seen_at nulls last, identifier) as node_no
    from {{ ref('int_identifiers') }}
    where cluster_key in (select linked.cluster_key from linked)
),

links as (
    select
        from_nodes.node_no as from_no,
        to_nodes.node_no as to_no,
        edges.first_linked_at,
        from_nodes.first_seen_at as from_seen_at,
        to_nodes.first_seen_at as to_seen_at
    from {{ ref('int_identity_edges') }} as edges
    inner join nodes as from_nodes on edges.from_identifier = from_nodes.identifier
    inner join nodes as to_nodes on edges.to_identifier = to_nodes.identifier
),

elders as (
    select
        greatest(from_no, to_no) as node_no,
        min(least(from_no, to_no)) as elder_no
    from links
    where first_linked_at <= case when from_no > to_no then from_seen_at else to_seen_at end
    group by greatest(from_no, to_no)
),

roots_0 {{ as_step() }} (
    select
        nodes.node_no,
        coalesce(elders.elder_no, nodes.node_no) as root_no
    from nodes
    left join elders on nodes.node_no = elders.node_no
),

{% for n in range(1, 4) -%}
roots_{{ n }} {{ as_step() }} (
    select
        before.node_no,
        upper.root_no
    from roots_{{ n - 1 }} as before
    inner join roots_0 as upper on before.root_no = upper.node_no
),

{% endfor -%}
between_roots as (
    select
        from_roots.root_no as from_no,
        to_roots.root_no as to_no,
        min(links.first_linked_at) as linked_at
    from links
    inner join roots_3 as from_roots on links.from_no = from_roots.node_no
    inner join roots_3 as to_roots on links.to_no = to_roots.node_no
    where from_roots.root_no <> to_roots.root_no
    group by from_roots.root_no, to_roots.root_no
),

edges {{ as_step() }} (
    select
        from_no,
        to_no,
        linked_at
    from between_roots
    union all
    select
        to_no as from_no,
        from_no as to_no,
        linked_at
    from between_roots
    union all
    select
        root_no as from_no,
        root_no as to_no,
        cast(null as timestamp) as linked_at
    from (
        select from_no as root_no from between_roots
        union distinct
        select to_no as root_no from between_roots
    ) as both_ends
),

walk_0 {{ as_step() }} (
    select distinct
        edges.from_no as node_no,
        edges.from_no as label,
        nodes.first_seen_at as label_at
    from edges
    inner join nodes on edges.from_no = nodes.node_no
),

{% for n in range(1, passes + 1) -%}
walk_{{ n }} {{ as_step() }} (
    select
        node_no,
        label,
        label_at
    from (
        select
            node_no,
            label,
            label_at,
            min(label) over (
                partition by node_no order by label_at nulls last, label
                rows between unbounded preceding and 1 preceding
            ) as elder_label
        from (
            select
                edges.from_no as node_no,
                before.label,
                min(greatest(before.label_at, edges.linked_at)) as label_at
            from edges
            inner join walk_{{ n - 1 }} as before on edges.to_no = before.node_no
            group by edges.from_no, before.label
        ) as reached
    ) as improved
    where elder_label is null or label < elder_label
),

{% endfor -%}
labelled as (
    select
        node_no,
        min(label) as label,
        min(case when label <> node_no then label_at end) as merged_at
    from walk_{{ passes }}
    group by node_no
),

told as (
    select
        nodes.*,
        coalesce(labelled.label, roots_3.root_no) as label_no,
        labelled.merged_at,
        roots_3.root_no = nodes.node_no and coalesce(labelled.merged_at > nodes.first_seen_at, true) as stood_alone
    from nodes
    inner join roots_3 on nodes.node_no = roots_3.node_no
    left join labelled on roots_3.root_no = labelled.node_no
)

select
    told.cluster_key,
    told.identifier,
    told.identifier_kind,
    told.first_seen_at,
    told.stood_alone,
    eldest.identifier as eldest_identifier,
    row_number() over (partition by told.cluster_key order by told.node_no) as node_no,
    case when told.stood_alone then told.merged_at end as merged_at
from told
inner join nodes as eldest on told.label_no = eldest.node_no
