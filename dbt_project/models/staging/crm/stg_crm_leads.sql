select
    'hubspot' as platform,
    contacts.account_id,
    contacts.contact_id as lead_id,
    contacts.contact_id,
    contacts.lead_status,
    contacts.lifecycle_stage,
    contacts.first_seen_source,
    contacts.utm_source,
    contacts.utm_campaign,
    contacts.created_at,
    contacts.became_lead_at,
    contacts.became_mql_at,
    contacts.became_sql_at,
    contacts.became_opportunity_at,
    contacts.became_customer_at,
    contacts.handed_over_at,
    contacts.accepted_at,
    contacts.first_followup_at,
    contacts.owner_id,
    contacts.sales_team
from {{ source('hubspot', 'hubspot__contacts') }} as contacts
left join {{ source('hubspot', 'hubspot__archived_contacts') }} as archived
    on contacts.account_id = archived.account_id and contacts.contact_id = archived.contact_id
where
    contacts.lead_status is not null
    and archived.contact_id is null
    and not coalesce(contacts.is_archived, false)
