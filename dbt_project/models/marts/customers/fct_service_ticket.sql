select
    {{ key_of(['tickets.platform', 'tickets.account_id', 'tickets.ticket_id']) }} as ticket_key,
    {{ business_day('tickets.created_at') }} as date_day,
    coalesce(persons.person_key, 'unknown') as person_key,
    {{ key_of(['tickets.platform', 'tickets.account_id']) }} as account_key,
    tickets.platform as source_name,
    tickets.ticket_id,
    coalesce(tickets.stage_label, tickets.stage_id, 'unknown') as stage,
    coalesce(tickets.priority, 'unknown') as priority,
    coalesce(tickets.reason, 'unknown') as reason,
    coalesce(tickets.owner_id, 'unknown') as owner_id,
    coalesce(owners.sales_team, 'unknown') as team,
    tickets.created_at,
    tickets.first_reply_at,
    tickets.closed_at,
    tickets.is_closed,
    {{ hours_between('tickets.created_at', 'tickets.first_reply_at') }} as hours_to_reply,
    {{ hours_between('tickets.created_at', 'tickets.closed_at') }} as hours_to_close
from {{ ref('stg_service_tickets') }} as tickets
left join {{ ref('int_identity_groups') }} as persons
    on 'contact:' || tickets.account_id || '/' || tickets.contact_id = persons.identifier
left join {{ ref('stg_crm_owners') }} as owners
    on
        tickets.platform = owners.platform
        and tickets.account_id = owners.account_id
        and tickets.owner_id = owners.owner_id
