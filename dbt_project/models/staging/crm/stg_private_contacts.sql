with links as (
    select
        account_id,
        external_hash,
        staff_id,
        min(link_id) as link_id
    from {{ source('wecom', 'wecom__acquisition_customers') }}
    group by account_id, external_hash, staff_id
)

select
    'wecom' as platform,
    contacts.account_id,
    contacts.external_hash,
    contacts.union_hash,
    contacts.phone_hash,
    contacts.staff_id,
    contacts.state,
    contacts.add_way,
    contacts.customer_type,
    contacts.tag_ids,
    links.link_id,
    contacts.added_at,
    contacts._pulled_at as last_seen_at
from {{ source('wecom', 'wecom__contacts') }} as contacts
left join links
    on
        contacts.account_id = links.account_id
        and contacts.external_hash = links.external_hash
        and contacts.staff_id = links.staff_id
