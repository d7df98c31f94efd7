select
    'eventbrite' as platform,
    classes.account_id,
    coalesce(events.event_id, 'eventbrite-' || classes.event_ref) as event_id,
    classes.class_ref as class_id,
    classes.ticket_type as ticket_class,
    classes.currency_code,
    classes.price as price_native,
    classes.fee as fee_native,
    classes.offered,
    classes.sold
from {{ source('eventbrite', 'eventbrite__ticket_classes') }} as classes
left join {{ source('eventbrite', 'eventbrite__events') }} as events
    on classes.account_id = events.account_id and classes.event_ref = events.event_ref
