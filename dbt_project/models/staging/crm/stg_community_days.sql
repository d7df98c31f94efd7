select
    'wecom' as platform,
    account_id,
    report_date,
    owner_id,
    groups_created,
    groups_total,
    groups_active,
    members_gained,
    members_total,
    speakers,
    messages
from {{ source('wecom', 'wecom__group_days') }}
