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
        max(partner_level) as partner_level,
        max(owner_label) as owner_label,
        max(signed_date) as signed_date,
        max(ended_date) as ended_date,
        max(case when is_configured then 1 else 0 end) = 1 as is_configured
    from {{ ref('stg_accounts') }}
    group by platform, account_id
)

select
    {{ key_of(['accounts.platform', 'accounts.account_id']) }} as account_key,
    accounts.platform,
    accounts.account_id,
    coalesce(accounts.configured_name, accounts.listed_name, accounts.account_id) as account_name,
    coalesce(accounts.configured_zone, accounts.any_zone, 'unknown') as time_zone,
    coalesce(accounts.configured_currency, accounts.any_currency, 'unknown') as currency_code,
    coalesce(brands.house_id, accounts.brand_id, 'unknown') as brand_id,
    coalesce(regions.house_id, accounts.region_id, 'unknown') as region_id,
    coalesce(owners.house_id, 'none') as owner_team_id,
    coalesce(accounts.status, 'unknown') as status,
    accounts.is_configured,
    coalesce(accounts.partner_level, 'none') as partner_level,
    accounts.signed_date,
    accounts.ended_date
from accounts
left join {{ ref('int_labels') }} as brands on brands.label_kind = 'brand' and accounts.brand_id = brands.label
left join {{ ref('int_labels') }} as regions on regions.label_kind = 'region' and accounts.region_id = regions.label
left join {{ ref('int_labels') }} as owners on owners.label_kind = 'team' and accounts.owner_label = owners.label
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
    'unknown' as owner_team_id,
    'unknown' as status,
    false as is_configured,
    'unknown' as partner_level,
    cast(null as date) as signed_date,
    cast(null as date) as ended_date
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
    'none' as owner_team_id,
    'none' as status,
    false as is_configured,
    'none' as partner_level,
    cast(null as date) as signed_date,
    cast(null as date) as ended_date
