select
    'wecom' as platform,
    account_id,
    report_date,
    staff_id,
    chats,
    messages,
    reply_rate,
    average_reply_minutes,
    applications,
    contacts_gained,
    contacts_lost
from {{ source('wecom', 'wecom__staff_days') }}
