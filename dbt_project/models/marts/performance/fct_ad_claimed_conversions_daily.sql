select
    claims.report_date as date_day,
    {{ key_of(['claims.platform', 'claims.account_id']) }} as account_key,
    coalesce(campaigns.campaign_key, ads.campaign_key, 'unknown') as campaign_key,
    case
        when claims.ad_id is null then 'none'
        else {{ key_of(['claims.platform', 'claims.account_id', 'claims.ad_id']) }}
    end as ad_key,
    coalesce(campaigns.channel_id, ad_campaigns.channel_id, 'unassigned') as channel_id,
    claims.platform as source_name,
    claims.action_type,
    claims.claim_window,
    actions.step as claim_step,
    actions.goal_id,
    coalesce(
        configured.primary_claim = claims.action_type || ':' || claims.claim_window,
        actions.primary_window = claims.claim_window,
        false
    ) as is_primary_claim,
    claims.claimed_conversions,
    {{ money('claims.claimed_value_native') }} as claimed_value_native,
    {{ in_reporting_currency('claims.claimed_value_native', 'rates.cny_per_unit') }} as claimed_value
from {{ ref('stg_ad_claimed_conversions') }} as claims
left join {{ ref('int_campaigns') }} as campaigns
    on
        claims.platform = campaigns.platform
        and claims.account_id = campaigns.account_id
        and claims.campaign_id = campaigns.campaign_id
left join {{ ref('int_ads') }} as ads
    on claims.platform = ads.platform and claims.account_id = ads.account_id and claims.ad_id = ads.ad_id
left join {{ ref('int_campaigns') }} as ad_campaigns on ads.campaign_key = ad_campaigns.campaign_key
left join {{ ref('dim_account') }} as accounts
    on claims.platform = accounts.platform and claims.account_id = accounts.account_id
left join {{ ref('int_fx_days') }} as rates
    on accounts.currency_code = rates.currency_code and claims.report_date = rates.date_day
left join {{ ref('claim_actions') }} as actions
    on
        claims.platform = actions.platform
        and claims.action_type = actions.action_type
left join {{ ref('stg_configured_accounts') }} as configured
    on
        claims.platform = configured.platform
        and claims.account_id = configured.account_id
        and configured.is_first
