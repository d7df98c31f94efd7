select
    load_id,
    connector,
    feed,
    stream,
    account_id,
    window_start,
    window_end,
    pull_id,
    pulled_at,
    received,
    good,
    quarantined,
    repeats,
    control_difference
from {{ source('ops', 'loads') }}
