with suspicions as (
    select
        identifier,
        session_key,
        {%- for rule in traffic_rules() %}
        max(case when rule_id = '{{ rule }}' then '{{ rule }};' else '' end){{ ' ||' if not loop.last }}
        {%- endfor %} as traffic_rules,
        max(case when is_suspect then 1 else 0 end) = 1 as is_suspect
    from {{ ref('int_traffic_flags') }}
    group by identifier, session_key
)

select
    visits.session_key,
    visits.identifier,
    coalesce(persons.person_key, 'unknown') as person_key,
    visits.session_date,
    visits.source_name,
    visits.started_at,
    visits.ended_at,
    visits.first_page_at,
    visits.second_page_at,
    visits.landing_url,
    visits.exit_url,
    visits.channel_id,
    visits.campaign_key,
    visits.ad_key,
    visits.events,
    visits.page_views,
    visits.track_events,
    visits.has_cart,
    visits.has_order,
    coalesce(suspicions.traffic_rules, '') as traffic_rules,
    coalesce(suspicions.is_suspect, false) as is_suspect
from {{ ref('int_visits') }} as visits
left join {{ ref('int_identity_groups') }} as persons on visits.identifier = persons.identifier
left join suspicions on visits.identifier = suspicions.identifier and visits.session_key = suspicions.session_key
