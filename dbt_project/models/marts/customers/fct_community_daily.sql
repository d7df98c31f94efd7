select
    report_date as date_day,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    platform as source_name,
    owner_id,
    cast(groups_created as bigint) as groups_created,
    cast(groups_total as bigint) as groups_total,
    cast(groups_active as bigint) as groups_active,
    cast(members_gained as bigint) as members_gained,
    cast(members_total as bigint) as members_total,
    cast(speakers as bigint) as speakers,
    cast(messages as bigint) as messages
from {{ ref('stg_community_days') }}
