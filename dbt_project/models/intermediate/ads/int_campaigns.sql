with listed as (
    select
        platform,
        account_id,
        campaign_id,
        campaign_name,
        status,
        channel_type,
        start_date,
        end_date,
        daily_budget_native
    from {{ ref('stg_campaigns') }}
),

reported as (
    select distinct
        platform,
        account_id,
        campaign_id
    from {{ ref('stg_ad_performance') }}
    where campaign_id is not null
),

campaigns as (
    select
        coalesce(listed.platform, reported.platform) as platform,
        coalesce(listed.account_id, reported.account_id) as account_id,
        coalesce(listed.campaign_id, reported.campaign_id) as campaign_id,
        listed.campaign_name,
        listed.status,
        listed.channel_type,
        listed.start_date,
        listed.end_date,
        listed.daily_budget_native
    from listed
    full outer join reported
        on
            listed.platform = reported.platform
            and listed.account_id = reported.account_id
            and listed.campaign_id = reported.campaign_id
),

accounts as (
    select
        platform,
        account_id,
        max(brand_id) as brand_id,
        max(region_id) as region_id,
        max(currency_code) as currency_code
    from {{ ref('stg_accounts') }}
    group by platform, account_id
)

select
    {{ key_of(['campaigns.platform', 'campaigns.account_id', 'campaigns.campaign_id']) }} as campaign_key,
    {{ key_of(['campaigns.platform', 'campaigns.account_id']) }} as account_key,
    campaigns.platform,
    campaigns.account_id,
    campaigns.campaign_id,
    campaigns.campaign_name,
    campaigns.status,
    campaigns.start_date,
    campaigns.end_date,
    campaigns.daily_budget_native,
    accounts.currency_code,
    names.objective,
    names.audience,
    names.promo,
    names.period,
    names.broken_rules,
    coalesce(exact_type.channel_id, any_type.channel_id, 'unassigned') as channel_id,
    coalesce(case when names.naming_ok then names.brand_id end, accounts.brand_id, 'unknown') as brand_id,
    coalesce(case when names.naming_ok then names.region_id end, accounts.region_id, 'unknown') as region_id,
    coalesce(case when names.naming_ok then names.product_line end, 'unknown') as product_line,
    case when names.naming_ok then names.owner_team_id end as owner_team_id,
    coalesce(names.naming_ok, false) as naming_ok
from campaigns
left join accounts on campaigns.platform = accounts.platform and campaigns.account_id = accounts.account_id
left join {{ ref('int_campaign_names_parsed') }} as names on campaigns.campaign_name = names.campaign_name
left join {{ ref('platform_channels') }} as exact_type
    on campaigns.platform = exact_type.platform and campaigns.channel_type = exact_type.channel_type
left join {{ ref('platform_channels') }} as any_type
    on campaigns.platform = any_type.platform and coalesce(any_type.channel_type, '') = ''
