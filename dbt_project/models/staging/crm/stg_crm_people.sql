select
    'hubspot' as platform,
    contacts.account_id,
    contacts.contact_id,
    contacts.email_hash,
    contacts.phone_hash,
    contacts.member_hash,
    contacts.merged_ids,
    contacts.created_at,
    contacts.updated_at,
    coalesce(contacts.is_archived, false) or archived.contact_id is not null as is_archived,
    coalesce(contacts.archived_at, archived.archived_at) as archived_at
from {{ source('hubspot', 'hubspot__contacts') }} as contacts
left join {{ source('hubspot', 'hubspot__archived_contacts') }} as archived
    on contacts.account_id = archived.account_id and contacts.contact_id = archived.contact_id
