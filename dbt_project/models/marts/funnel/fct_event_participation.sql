select
    people.participation_key,
    people.event_id,
    people.person_key,
    events.event_date as date_day,
    coalesce(events.brand_id, 'unknown') as brand_id,
    coalesce(events.region_id, 'unknown') as region_id,
    coalesce(events.product_line, 'unknown') as product_line,
    people.source_name,
    people.registered_at,
    people.checked_in_at,
    people.left_at,
    people.handed_over_at,
    people.first_followup_at,
    people.is_registered,
    people.is_approved,
    people.is_attended,
    people.is_attended and not people.is_registered as is_walk_in,
    case when people.is_attended and not people.is_registered then coalesce(people.walk_in_reason, 'unregistered') end
        as walk_in_reason,
    people.is_lead,
    coalesce(people.intent_level, 'none') as intent_level,
    people.is_accepted,
    cast(people.deals as bigint) as deals,
    cast(people.letters_of_intent as bigint) as letters_of_intent,
    people.signed_amount
from {{ ref('int_event_people') }} as people
left join {{ ref('dim_event') }} as events on people.event_id = events.event_id
