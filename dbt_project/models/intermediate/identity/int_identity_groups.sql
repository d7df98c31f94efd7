{%- set passes = 12 -%}
with nodes as (
    select
        identifier,
        identifier_kind,
        first_seen_at,
        row_number() over (order by first_seen_at nulls last, identifier) as node_no
    from {{ ref('int_identifiers') }}
),

links as (
    select
        from_nodes.node_no as from_no,
        to_nodes.node_no as to_no
    from {{ ref('int_identity_edges') }} as edges
    inner join nodes as from_nodes on edges.from_identifier = from_nodes.identifier
    inner join nodes as to_nodes on edges.to_identifier = to_nodes.identifier
),

edges as (
    select
        from_no,
        to_no
    from links
    union all
    select
        to_no as from_no,
        from_no as to_no
    from links
    union all
    select
        node_no as from_no,
        node_no as to_no
    from nodes
),

pass_0 {{ as_step() }} (
    select
        node_no,
        node_no as label
    from nodes
),

{%- for n in range(1, passes + 1) %}
pass_{{ n }} {{ as_step() }} (
    select
        edges.from_no as node_no,
        min(before.label) as label
    from edges
    inner join pass_{{ n - 1 }} as before on edges.to_no = before.node_no
    group by edges.from_no
),

{% endfor -%}
labelled as (
    select
        node_no,
        label
    from pass_{{ passes }}
)

select
    nodes.identifier,
    nodes.identifier_kind,
    nodes.first_seen_at,
    {{ key_of(["'person'", 'eldest.identifier']) }} as person_key
from nodes
inner join labelled on nodes.node_no = labelled.node_no
inner join nodes as eldest on labelled.label = eldest.node_no
