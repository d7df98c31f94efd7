{%- set others = ['merged_contact', 'customer', 'member', 'email', 'phone', 'external_user', 'union_id', 'cookie'] -%}
{%- set limited = {
    'external_user': 'external', 'union_id': 'union', 'email': 'email', 'phone': 'phone', 'cookie': 'cookie',
} -%}
with muted as (
    select identifier
    from {{ ref('int_identifiers') }}
    where is_muted
),

trusted as (
    select
        {%- for column, kind in limited.items() %}
        case when muted_{{ column }}.identifier is null then '{{ kind }}:' || records.{{ column }} end as {{ column }},
        {%- endfor %}
        records.source_name,
        records.seen_at,
        'contact:' || records.contact as contact,
        'contact:' || records.merged_contact as merged_contact,
        'customer:' || records.customer as customer,
        'member:' || records.member as member
    from {{ ref('int_identity_records') }} as records
    left join muted as muted_external_user on 'external:' || records.external_user = muted_external_user.identifier
    left join muted as muted_union_id on 'union:' || records.union_id = muted_union_id.identifier
    left join muted as muted_email on 'email:' || records.email = muted_email.identifier
    left join muted as muted_phone on 'phone:' || records.phone = muted_phone.identifier
    left join muted as muted_cookie on 'cookie:' || records.cookie = muted_cookie.identifier
),

anchored as (
    select
        *,
        coalesce(contact, customer, member, email, phone, external_user, union_id, cookie) as anchor
    from trusted
),

links as (
    {%- for other in others %}
    select
        anchor,
        {{ other }} as other,
        source_name,
        seen_at
    from anchored
    where {{ other }} is not null and {{ other }} <> anchor
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select
    anchor as from_identifier,
    other as to_identifier,
    min(source_name) as source_name,
    count(distinct source_name) as sources,
    min(seen_at) as first_linked_at,
    count(*) as records
from links
group by anchor, other
