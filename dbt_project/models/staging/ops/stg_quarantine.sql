select
    stream,
    account_id,
    pull_id,
    reason,
    line as raw_line
from {{ source('quarantine', 'rows') }}
