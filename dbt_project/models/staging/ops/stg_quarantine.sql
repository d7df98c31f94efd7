select
    stream,
    account_id,
    pull_id,
    reason,
    line as raw_line,
    md5(raw) as raw_hash
from {{ source('quarantine', 'rows') }}
