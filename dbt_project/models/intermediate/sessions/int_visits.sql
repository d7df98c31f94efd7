select
    sessions.*,
    matches.channel_id,
    coalesce(tags.campaign_key, case when sessions.utm_campaign is null then 'none' else 'unknown' end)
        as campaign_key,
    coalesce(ads.ad_key, 'none') as ad_key,
    {{ local_hour('sessions.started_at', "coalesce(accounts.time_zone, '" ~ var('business_zone') ~ "')") }} as hour_at,
    {{ key_of(['matches.platform', 'sessions.utm_campaign']) }} as tag_key,
    {{ key_of(['tags.campaign_key', 'sessions.utm_content']) }} as ad_tag_key
from {{ ref('int_web_sessions') }} as sessions
inner join {{ ref('int_channel_matches') }} as matches
    on sessions.session_date = matches.session_date and sessions.match_key = matches.match_key
left join {{ ref('int_campaign_tags') }} as tags
    on matches.platform = tags.platform and sessions.utm_campaign = tags.campaign_tag
left join {{ ref('int_ads') }} as ads
    on tags.campaign_key = ads.campaign_key and sessions.utm_content = ads.ad_id
left join {{ ref('int_campaigns') }} as campaigns on tags.campaign_key = campaigns.campaign_key
left join {{ ref('stg_accounts') }} as accounts
    on
        campaigns.platform = accounts.platform
        and campaigns.account_id = accounts.account_id
        and accounts.is_configured
