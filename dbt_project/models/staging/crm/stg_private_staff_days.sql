select
    'wecom' as platform,
    days.account_id,
    days.report_date,
    days.staff_id,
    days.chats,
    days.messages,
    days.reply_rate,
    days.average_reply_minutes,
    days.applications,
    days.contacts_gained,
    days.contacts_lost,
    coalesce(staff.is_licensed, true) as is_licensed
from {{ source('wecom', 'wecom__staff_days') }} as days
left join {{ source('wecom', 'wecom__staff_list') }} as staff
    on days.account_id = staff.account_id and days.staff_id = staff.staff_id
