select
    'eventbrite' as platform,
    account_id,
    event_ref as listing_id,
    order_ref as order_id,
    ordered_at,
    status,
    currency_code,
    case when status = 'placed' then base_price else 0 end as revenue_native
from {{ source('eventbrite', 'eventbrite__orders') }}
where not is_staff
