select
    report_date as date_day,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    platform as source_name,
    staff_id,
    cast(chats as bigint) as chats,
    cast(messages as bigint) as messages,
    cast(reply_rate as double) as reply_rate,
    cast(average_reply_minutes as double) as average_reply_minutes,
    cast(applications as bigint) as applications,
    cast(contacts_gained as bigint) as contacts_gained,
    cast(contacts_lost as bigint) as contacts_lost,
    is_licensed
from {{ ref('stg_private_staff_days') }}
