select
    connector,
    feed,
    stream,
    account_id,
    pull_id,
    window_start,
    window_end,
    received,
    good,
    quarantined,
    repeats,
    filtered
from {{ source('ops', 'loads') }}
