{%- set others = ['merged_contact', 'customer', 'member', 'email', 'phone', 'external_user', 'union_id', 'cookie'] -%}
with muted as (
    select identifier
    from {{ ref('int_identifiers') }}
    where is_muted
),

trusted as (
    select
        records.source_name,
        records.seen_at,
        'contact:' || records.contact as contact,
        'contact:' || records.merged_contact as merged_contact,
        'customer:' || records.customer as customer,
        'member:' || records.member as member,
        'external:' || records.external_user as external_user,
        'union:' || records.union_id as union_id,
        case when muted_email.identifier is null then 'email:' || records.email end as email,
        case when muted_phone.identifier is null then 'phone:' || records.phone end as phone,
        case when muted_cookie.identifier is null then 'cookie:' || records.cookie end as cookie
    from {{ ref('int_identity_records') }} as records
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
    min(seen_at) as first_linked_at,
    count(*) as records
from links
group by anchor, other
