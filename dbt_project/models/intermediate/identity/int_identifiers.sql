{%- set kinds = {
    'contact': 'contact', 'merged_contact': 'contact', 'customer': 'customer', 'member': 'member', 'email': 'email',
    'phone': 'phone', 'cookie': 'cookie', 'external_user': 'external', 'union_id': 'union',
} -%}
with sightings as (
    {%- for column, kind in kinds.items() %}
    select
        '{{ kind }}' as identifier_kind,
        {{ column }} as identifier_value,
        source_name,
        seen_at
    from {{ ref('int_identity_records') }}
    where {{ column }} is not null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

links as (
    select
        'phone' as identifier_kind,
        phone as identifier_value,
        count(distinct member) as members
    from {{ ref('int_identity_records') }}
    group by phone
    union all
    select
        'email' as identifier_kind,
        email as identifier_value,
        count(distinct member) as members
    from {{ ref('int_identity_records') }}
    group by email
    union all
    select
        'cookie' as identifier_kind,
        cookie as identifier_value,
        count(distinct member) as members
    from {{ ref('int_identity_records') }}
    group by cookie
),

muted as (
    select
        links.identifier_kind,
        links.identifier_value
    from links
    inner join {{ ref('identity_limits') }} as limits
        on
            links.identifier_kind = limits.identifier_kind
            and limits.linked_kind = 'member'
            and links.members > limits.most_links
)

select
    sightings.identifier_kind || ':' || sightings.identifier_value as identifier,
    sightings.identifier_kind,
    min(sightings.seen_at) as first_seen_at,
    count(distinct sightings.source_name) as sources,
    max(case when muted.identifier_value is not null then 1 else 0 end) = 1 as is_muted
from sightings
left join muted
    on
        sightings.identifier_kind = muted.identifier_kind
        and sightings.identifier_value = muted.identifier_value
group by sightings.identifier_kind, sightings.identifier_value
