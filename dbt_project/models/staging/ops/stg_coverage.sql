select
    connector,
    feed,
    account_id,
    day as date_day,
    state,
    reason
from {{ source('ops', 'coverage') }}
