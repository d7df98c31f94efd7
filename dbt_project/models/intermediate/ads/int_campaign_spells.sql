with spells as (
    select *
    from {{ ref('int_ad_object_spells') }}
    where object_kind = 'campaign'
),

campaigns as (
    select
        platform,
        account_id,
        object_id as campaign_id
    from spells
    union distinct
    select
        platform,
        account_id,
        campaign_id
    from {{ ref('stg_campaigns') }}
    {%- for report in [ref('stg_ad_performance'), ref('stg_ad_keyword_performance'), ref('stg_ad_search_terms')] %}
    union distinct
    select
        platform,
        account_id,
        campaign_id
    from {{ report }}
    where campaign_id is not null
    {%- endfor %}
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
),

together as (
    select
        campaigns.platform,
        campaigns.account_id,
        campaigns.campaign_id,
        case when spells.valid_from is null then listed.campaign_name else spells.object_name end as campaign_name,
        case when spells.valid_from is null then listed.status else spells.status end as status,
        case when spells.valid_from is null then listed.daily_budget_native else spells.daily_budget_native end
            as daily_budget_native,
        listed.channel_type,
        listed.start_date,
        listed.end_date,
        coalesce(spells.is_listed, listed.campaign_id is not null) as is_listed,
        coalesce(spells.valid_from, cast('1900-01-01' as date)) as valid_from,
        coalesce(spells.applies_from, cast('1900-01-01' as date)) as applies_from,
        coalesce(spells.valid_to, cast('9999-12-31' as date)) as valid_to,
        coalesce(spells.is_current, true) as is_current
    from campaigns
    left join {{ ref('stg_campaigns') }} as listed
        on
            campaigns.platform = listed.platform
            and campaigns.account_id = listed.account_id
            and campaigns.campaign_id = listed.campaign_id
    left join spells
        on
            campaigns.platform = spells.platform
            and campaigns.account_id = spells.account_id
            and campaigns.campaign_id = spells.object_id
)

select
    {{ key_of(['together.platform', 'together.account_id', 'together.campaign_id']) }} as campaign_key,
    {{ key_of(['together.platform', 'together.account_id']) }} as account_key,
    together.platform,
    together.account_id,
    together.campaign_id,
    together.campaign_name,
    together.status,
    together.start_date,
    together.end_date,
    together.daily_budget_native,
    together.is_listed,
    together.valid_from,
    together.applies_from,
    together.valid_to,
    together.is_current,
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
from together
left join accounts on together.platform = accounts.platform and together.account_id = accounts.account_id
left join {{ ref('int_campaign_names_parsed') }} as names on together.campaign_name = names.campaign_name
left join {{ ref('platform_channels') }} as exact_type
    on together.platform = exact_type.platform and together.channel_type = exact_type.channel_type
left join {{ ref('platform_channels') }} as any_type
    on together.platform = any_type.platform and coalesce(any_type.channel_type, '') = ''
