select
    {{ key_of(['groups.platform', 'groups.account_id', 'groups.ad_group_id']) }} as ad_group_key,
    {{ key_of(['groups.platform', 'groups.account_id']) }} as account_key,
    coalesce(campaigns.campaign_key, 'unknown') as campaign_key,
    groups.platform,
    groups.ad_group_id,
    coalesce(groups.ad_group_name, 'unknown') as ad_group_name,
    coalesce(groups.status, 'unknown') as status,
    groups.daily_budget_native
from {{ ref('stg_ad_groups') }} as groups
left join {{ ref('int_campaigns') }} as campaigns
    on
        groups.platform = campaigns.platform
        and groups.account_id = campaigns.account_id
        and groups.campaign_id = campaigns.campaign_id
