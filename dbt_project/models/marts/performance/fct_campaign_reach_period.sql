select
    reach.period_kind,
    reach.period_start_date,
    reach.period_end_date,
    {{ key_of(['reach.platform', 'reach.account_id']) }} as account_key,
    coalesce(campaigns.campaign_key, 'unknown') as campaign_key,
    coalesce(campaigns.channel_id, 'unassigned') as channel_id,
    reach.platform as source_name,
    reach.impressions,
    reach.reach
from {{ ref('stg_ad_reach') }} as reach
left join {{ ref('int_campaigns') }} as campaigns
    on
        reach.platform = campaigns.platform
        and reach.account_id = campaigns.account_id
        and reach.campaign_id = campaigns.campaign_id
