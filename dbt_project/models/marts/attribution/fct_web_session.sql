with suspicions as (
    select
        session_key,
        {%- for rule in traffic_rules() %}
        max(case when rule_id = '{{ rule }}' then '{{ rule }};' else '' end){{ ' ||' if not loop.last }}
        {%- endfor %} as traffic_rules,
        max(case when is_suspect then 1 else 0 end) = 1 as is_suspect
    from {{ ref('int_traffic_flags') }}
    group by session_key
)

select
    sessions.session_key,
    {{ business_day('sessions.started_at') }} as date_day,
    coalesce(persons.person_key, 'unknown') as person_key,
    matches.channel_id,
    coalesce(tags.campaign_key, case when sessions.utm_campaign is null then 'none' else 'unknown' end)
        as campaign_key,
    coalesce(ads.ad_key, 'none') as ad_key,
    sessions.source_name,
    'UTC' as source_zone,
    sessions.started_at,
    sessions.ended_at,
    coalesce(sessions.landing_url, 'unknown') as landing_url,
    cast(sessions.events as bigint) as events,
    cast(sessions.page_views as bigint) as page_views,
    sessions.page_views >= 2 as is_engaged,
    sessions.has_cart,
    sessions.has_order,
    coalesce(suspicions.traffic_rules, '') as traffic_rules,
    coalesce(suspicions.is_suspect, false) as is_suspect
from {{ ref('int_web_sessions') }} as sessions
inner join {{ ref('int_channel_matches') }} as matches on sessions.match_key = matches.match_key
left join {{ ref('int_identity_groups') }} as persons on sessions.identifier = persons.identifier
left join {{ ref('int_campaign_tags') }} as tags
    on matches.platform = tags.platform and sessions.utm_campaign = tags.campaign_tag
left join {{ ref('int_ads') }} as ads
    on tags.campaign_key = ads.campaign_key and sessions.utm_content = ads.ad_id
left join suspicions on sessions.session_key = suspicions.session_key
