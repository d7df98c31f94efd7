with accounts as (
    select
        platform,
        account_id,
        max(case when is_configured then account_name end) as configured_name,
        max(case when not is_configured then account_name end) as listed_name,
        max(case when is_configured then time_zone end) as configured_zone,
        max(time_zone) as any_zone,
        max(case when is_configured then currency_code end) as configured_currency,
        max(currency_code) as any_currency,
        max(brand_id) as brand_id,
        max(region_id) as region_id,
        max(status) as status,
        max(case when is_configured then 1 else 0 end) = 1 as is_configured
    from {{ ref('stg_accounts') }}
    group by platform, account_id
)

select
    {{ key_of(['platform', 'account_id']) }} as account_key,
    platform,
    account_id,
    coalesce(configured_name, listed_name, account_id) as account_name,
    coalesce(configured_zone, any_zone, 'unknown') as time_zone,
    coalesce(configured_currency, any_currency, 'unknown') as currency_code,
    coalesce(brand_id, 'unknown') as brand_id,
    coalesce(region_id, 'unknown') as region_id,
    coalesce(status, 'unknown') as status,
    is_configured
from accounts
union all
select
    'unknown' as account_key,
    'unknown' as platform,
    'unknown' as account_id,
    '未知 Unknown' as account_name,
    'unknown' as time_zone,
    'unknown' as currency_code,
    'unknown' as brand_id,
    'unknown' as region_id,
    'unknown' as status,
    false as is_configured
union all
select
    'none' as account_key,
    'none' as platform,
    'none' as account_id,
    '无 None' as account_name,
    'none' as time_zone,
    'none' as currency_code,
    'none' as brand_id,
    'none' as region_id,
    'none' as status,
    false as is_configured
