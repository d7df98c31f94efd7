{%- set passes = 12 -%}
-- Whatever records link, without any guard: in each pass everything that goes by one name takes the smallest name that
-- a neighbour of any of it has, and then the name that whoever gave it its own goes by.
with hubs as (
    select
        record_key,
        min(identifier) as hub
    from {{ ref('int_identity_records') }}
    where fields > 1
    group by record_key
),

links {{ as_step() }} (
    select distinct
        hubs.hub,
        records.identifier
    from {{ ref('int_identity_records') }} as records
    inner join hubs on records.record_key = hubs.record_key
    where records.fields > 1 and records.identifier <> hubs.hub
),

nodes {{ as_step() }} (
    select
        identifier,
        row_number() over (order by identifier) as node_no
    from (
        select hub as identifier from links
        union distinct
        select identifier from links
    ) as both_ends
),

numbered as (
    select
        hubs.node_no as hub_no,
        others.node_no as other_no
    from links
    inner join nodes as hubs on links.hub = hubs.identifier
    inner join nodes as others on links.identifier = others.identifier
),

ends_0 {{ as_step() }} (
    select
        hub_no as from_no,
        other_no as to_no
    from numbered
    union all
    select
        other_no as from_no,
        hub_no as to_no
    from numbered
),

named_0 {{ as_step() }} (
    select
        node_no,
        node_no as name_no
    from nodes
),

{% for n in range(1, passes + 1) -%}
ends_{{ n }} {{ as_step() }} (
    select distinct
        here.name_no as from_no,
        there.name_no as to_no
    from ends_{{ n - 1 }} as ends
    inner join named_{{ n - 1 }} as here on ends.from_no = here.node_no
    inner join named_{{ n - 1 }} as there on ends.to_no = there.node_no
    where ends.from_no <> ends.to_no
),

joined_{{ n }} {{ as_step() }} (
    select
        before.node_no,
        least(before.name_no, coalesce(near.name_no, before.name_no)) as name_no
    from named_{{ n - 1 }} as before
    left join (
        select
            from_no,
            min(to_no) as name_no
        from ends_{{ n }}
        group by from_no
    ) as near on before.name_no = near.from_no
),

named_{{ n }} {{ as_step() }} (
    select
        joined.node_no,
        upper.name_no
    from joined_{{ n }} as joined
    inner join joined_{{ n }} as upper on joined.name_no = upper.node_no
),

{% endfor -%}
clusters as (
    select
        nodes.identifier,
        names.identifier as cluster_key
    from named_{{ passes }} as named
    inner join nodes on named.node_no = nodes.node_no
    inner join nodes as names on named.name_no = names.node_no
)

select
    records.*,
    coalesce(clusters.cluster_key, records.identifier) as cluster_key
from {{ ref('int_identity_records') }} as records
left join clusters on records.identifier = clusters.identifier
