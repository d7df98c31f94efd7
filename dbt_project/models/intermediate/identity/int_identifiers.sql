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
    {%- for column in ['phone', 'email', 'cookie', 'external_user', 'union_id'] %}
    select
        '{{ kinds[column] }}' as identifier_kind,
        {{ column }} as identifier_value,
        count(distinct member) as members,
        count(distinct contact) as contacts,
        count(distinct customer) as customers
    from {{ ref('int_identity_records') }}
    where {{ column }} is not null
    group by {{ column }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

counted as (
    select
        links.identifier_kind,
        links.identifier_value,
        limits.linked_kind,
        limits.most_links,
        case limits.linked_kind
            when 'member' then links.members
            when 'contact' then links.contacts
            when 'customer' then links.customers
        end as links
    from links
    inner join {{ ref('identity_limits') }} as limits on links.identifier_kind = limits.identifier_kind
),

muted as (
    select
        identifier_kind,
        identifier_value,
        min(cast(links as string) || ' ' || linked_kind || ' ids, at most ' || cast(most_links as string))
            as muted_reason
    from counted
    where links > most_links
    group by identifier_kind, identifier_value
)

select
    sightings.identifier_kind || ':' || sightings.identifier_value as identifier,
    sightings.identifier_kind,
    min(sightings.seen_at) as first_seen_at,
    count(distinct sightings.source_name) as sources,
    max(case when muted.identifier_value is not null then 1 else 0 end) = 1 as is_muted,
    max(muted.muted_reason) as muted_reason
from sightings
left join muted
    on
        sightings.identifier_kind = muted.identifier_kind
        and sightings.identifier_value = muted.identifier_value
group by sightings.identifier_kind, sightings.identifier_value
