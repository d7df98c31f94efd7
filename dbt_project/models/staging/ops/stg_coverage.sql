select
    connector,
    feed,
    account_id,
    day as date_day,
    state,
    reason,
    pulled_at
from {{ source('ops', 'coverage') }}
