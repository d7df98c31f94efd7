select
    'wecom' as platform,
    days.account_id,
    days.report_date,
    days.link_id,
    links.link_name,
    days.customers_clicked,
    days.contacts_gained
from {{ source('wecom', 'wecom__acquisition_days') }} as days
left join {{ source('wecom', 'wecom__acquisition_links') }} as links
    on days.account_id = links.account_id and days.link_id = links.link_id
