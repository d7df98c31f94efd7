select
    streams.connector,
    streams.feed,
    counts.stream,
    counts.account_id,
    counts.row_count
from {{ source('ops', 'row_counts') }} as counts
inner join {{ source('ops', 'streams') }} as streams on counts.stream = streams.stream
