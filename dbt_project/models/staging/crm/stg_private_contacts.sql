select
    'wecom' as platform,
    account_id,
    external_hash,
    union_hash,
    phone_hash,
    staff_id,
    state,
    add_way,
    tag_ids,
    added_at,
    _pulled_at as last_seen_at
from {{ source('wecom', 'wecom__contacts') }}
