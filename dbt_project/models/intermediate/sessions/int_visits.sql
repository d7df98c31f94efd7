select
    sessions.*,
    coalesce(persons.person_key, 'unknown') as person_key,
    matches.channel_id,
    coalesce(tags.campaign_key, case when sessions.utm_campaign is null then 'none' else 'unknown' end)
        as campaign_key,
    coalesce(ads.ad_key, 'none') as ad_key
from {{ ref('int_web_sessions') }} as sessions
inner join {{ ref('int_channel_matches') }} as matches on sessions.match_key = matches.match_key
left join {{ ref('int_identity_groups') }} as persons on sessions.identifier = persons.identifier
left join {{ ref('int_campaign_tags') }} as tags
    on matches.platform = tags.platform and sessions.utm_campaign = tags.campaign_tag
left join {{ ref('int_ads') }} as ads
    on tags.campaign_key = ads.campaign_key and sessions.utm_content = ads.ad_id
