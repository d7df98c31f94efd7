with listed as (
    select
        platform,
        account_id,
        ad_id,
        max(campaign_id) as campaign_id,
        max(ad_group_id) as ad_group_id,
        max(ad_name) as ad_name,
        max(status) as status,
        max(landing_url) as landing_url
    from {{ ref('stg_ads') }}
    group by platform, account_id, ad_id
),

reported as (
    select
        platform,
        account_id,
        ad_id,
        max(campaign_id) as campaign_id,
        max(ad_group_id) as ad_group_id
    from {{ ref('stg_ad_performance') }}
    where ad_id is not null
    group by platform, account_id, ad_id
),

ads as (
    select
        coalesce(listed.platform, reported.platform) as platform,
        coalesce(listed.account_id, reported.account_id) as account_id,
        coalesce(listed.ad_id, reported.ad_id) as ad_id,
        coalesce(listed.campaign_id, reported.campaign_id) as campaign_id,
        coalesce(listed.ad_group_id, reported.ad_group_id) as ad_group_id,
        listed.ad_name,
        listed.status,
        listed.landing_url
    from listed
    full outer join reported
        on
            listed.platform = reported.platform
            and listed.account_id = reported.account_id
            and listed.ad_id = reported.ad_id
)

select
    {{ key_of(['platform', 'account_id', 'ad_id']) }} as ad_key,
    {{ key_of(['platform', 'account_id', 'campaign_id']) }} as campaign_key,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    *
from ads
