with orders as (
    select
        contacts.private_contact_key,
        min(orders.processed_at) as first_ordered_at
    from {{ ref('int_private_contacts') }} as contacts
    inner join {{ ref('int_orders') }} as orders on contacts.person_key = orders.person_key
    where orders.is_valid and orders.processed_at >= contacts.added_at and contacts.person_key <> 'unknown'
    group by contacts.private_contact_key
)

select
    contacts.private_contact_key,
    {{ business_day('contacts.added_at') }} as date_day,
    contacts.person_key,
    {{ key_of(['contacts.platform', 'contacts.account_id']) }} as account_key,
    contacts.channel_id,
    contacts.platform as source_name,
    contacts.staff_id,
    coalesce(contacts.state, 'none') as state,
    cast(contacts.add_way as bigint) as add_way,
    case contacts.customer_type when 1 then 'wechat' when 2 then 'wecom' else 'unknown' end as customer_kind,
    coalesce(contacts.link_id, 'none') as link_id,
    contacts.added_at,
    contacts.removed_at,
    contacts.removed_at is null as is_current,
    contacts.is_first_add,
    orders.first_ordered_at
from {{ ref('int_private_contacts') }} as contacts
left join orders on contacts.private_contact_key = orders.private_contact_key
