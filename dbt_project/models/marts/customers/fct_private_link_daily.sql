select
    report_date as date_day,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    platform as source_name,
    link_id,
    coalesce(link_name, 'unknown') as link_name,
    cast(customers_clicked as bigint) as customers_clicked,
    cast(contacts_gained as bigint) as contacts_gained
from {{ ref('stg_private_link_days') }}
