select
    {{ key_of(['platform', 'account_id', 'external_hash', 'staff_id', 'added_at']) }} as private_contact_key,
    platform as source_name,
    tag_id,
    coalesce(tag_name, 'unknown') as tag_name,
    coalesce(tag_group_name, 'unknown') as tag_group
from {{ ref('stg_private_contact_tags') }}
