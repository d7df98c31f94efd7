{%- set best_known_first = ['contact', 'customer', 'member', 'email', 'phone', 'external_user', 'union_id', 'cookie'] -%}
with muted as (
    select identifier
    from {{ ref('int_identifiers') }}
    where is_muted
),

trusted as (
    select
        told.cluster_key,
        told.record_key,
        told.source_name,
        told.identifier,
        told.seen_at,
        case told.field
            {%- for field in best_known_first %}
            when '{{ field }}' then {{ loop.index }}
            {%- endfor %}
            else {{ best_known_first | length + 1 }}
        end as place
    from {{ ref('int_identity_clusters') }} as told
    left join muted on told.identifier = muted.identifier
    where told.fields > 1 and muted.identifier is null
),

anchored as (
    select
        *,
        first_value(identifier) over (
            partition by record_key order by place rows between unbounded preceding and current row
        ) as anchor
    from trusted
)

select
    cluster_key,
    anchor as from_identifier,
    identifier as to_identifier,
    min(source_name) as source_name,
    count(distinct source_name) as sources,
    min(seen_at) as first_linked_at,
    count(*) as records
from anchored
where identifier <> anchor
group by cluster_key, anchor, identifier
