-- an account whose posts come by file belongs to the platform, not to the folder of files
select
    connector,
    replace(connector, '_exports', '') as platform,
    account_id,
    account_name,
    zone as time_zone,
    currency_code,
    brand_id,
    region_id,
    primary_claim,
    row_number() over (
        partition by replace(connector, '_exports', ''), account_id order by connector
    ) = 1 as is_first
from {{ source('ops', 'accounts') }}
