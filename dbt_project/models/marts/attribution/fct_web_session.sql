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
    visits.session_key,
    visits.session_date as date_day,
    visits.person_key,
    visits.channel_id,
    visits.campaign_key,
    visits.ad_key,
    visits.source_name,
    'UTC' as source_zone,
    visits.started_at,
    visits.ended_at,
    coalesce(visits.landing_url, 'unknown') as landing_url,
    cast(visits.events as bigint) as events,
    cast(visits.page_views as bigint) as page_views,
    visits.page_views >= 2 as is_engaged,
    visits.has_cart,
    visits.has_order,
    coalesce(suspicions.traffic_rules, '') as traffic_rules,
    coalesce(suspicions.is_suspect, false) as is_suspect
from {{ ref('int_visits') }} as visits
left join suspicions on visits.session_key = suspicions.session_key
