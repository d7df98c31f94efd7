-- an account whose posts, orders or days come by file belongs to the platform, not to the folder of files
with sellers as (
    select
        shop_id,
        min(platform) as platform
    from (
        select
            shop_id,
            platform
        from {{ source('seller_backend_exports', 'seller_backend_exports__orders') }}
        union all
        select
            shop_id,
            platform
        from {{ source('seller_backend_exports', 'seller_backend_exports__shop_days') }}
    ) as shops
    group by shop_id
),

accounts as (
    select
        accounts.*,
        coalesce(sellers.platform, replace(accounts.connector, '_exports', '')) as platform
    from {{ source('ops', 'accounts') }} as accounts
    left join sellers on accounts.connector = 'seller_backend_exports' and accounts.account_id = sellers.shop_id
)

select
    connector,
    platform,
    account_id,
    account_name,
    zone as time_zone,
    currency_code,
    brand_id,
    region_id,
    primary_claim,
    row_number() over (partition by platform, account_id order by connector) = 1 as is_first
from accounts
