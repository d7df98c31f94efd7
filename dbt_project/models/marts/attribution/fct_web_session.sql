select
    visits.session_key,
    visits.session_date as date_day,
    visits.person_key,
    coalesce(persons.is_identified, false) as is_identified,
    coalesce(persons.orders > 0, false) as is_buyer,
    visits.channel_id,
    visits.campaign_key,
    visits.ad_key,
    visits.source_name,
    'UTC' as source_zone,
    visits.started_at,
    visits.ended_at,
    coalesce(visits.landing_url, 'unknown') as landing_url,
    coalesce(visits.exit_url, 'unknown') as exit_url,
    cast(visits.events as bigint) as events,
    cast(visits.page_views as bigint) as page_views,
    cast(
        case when visits.events > 1 then {{ seconds_between('visits.started_at', 'visits.ended_at') }} end
        as decimal(18, 6)
    ) as engaged_seconds,
    visits.page_views >= 2 as is_engaged,
    visits.page_views < 2 and visits.track_events = 0 as is_bounce,
    visits.has_cart,
    visits.has_order,
    visits.traffic_rules,
    visits.is_suspect
from {{ ref('int_person_visits') }} as visits
left join {{ ref('dim_person') }} as persons on visits.person_key = persons.person_key
