select
    stream,
    connector,
    feed,
    load as load_kind
from {{ source('ops', 'streams') }}
