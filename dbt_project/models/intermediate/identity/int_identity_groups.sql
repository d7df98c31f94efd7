{%- set passes = 12 -%}
with nodes as (
    select
        identifier,
        identifier_kind,
        first_seen_at,
        coalesce(cast(first_seen_at as string), '9999') || ' ' || identifier as label
    from {{ ref('int_identifiers') }}
),

edges as (
    select
        from_identifier,
        to_identifier
    from {{ ref('int_identity_edges') }}
    union all
    select
        to_identifier as from_identifier,
        from_identifier as to_identifier
    from {{ ref('int_identity_edges') }}
    union all
    select
        identifier as from_identifier,
        identifier as to_identifier
    from nodes
),

pass_0 as (
    select
        identifier,
        label
    from nodes
),

{% for n in range(1, passes + 1) -%}
pass_{{ n }} as (
    select
        edges.from_identifier as identifier,
        min(before.label) as label
    from edges
    inner join pass_{{ n - 1 }} as before on edges.to_identifier = before.identifier
    group by edges.from_identifier
),

{% endfor -%}
labelled as (
    select
        nodes.identifier,
        nodes.identifier_kind,
        nodes.first_seen_at,
        last_pass.label
    from nodes
    inner join pass_{{ passes }} as last_pass on nodes.identifier = last_pass.identifier
)

select
    labelled.identifier,
    labelled.identifier_kind,
    labelled.first_seen_at,
    {{ key_of(["'person'", 'eldest.identifier']) }} as person_key
from labelled
inner join nodes as eldest on labelled.label = eldest.label
