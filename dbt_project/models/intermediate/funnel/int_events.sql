with plans as (
    select
        event_id,
        {{ money('sum(planned_amount)') }} as planned_cost
    from {{ ref('stg_event_costs') }}
    group by event_id
),

ids as (
    select event_id
    from {{ ref('stg_events') }}
    union
    select event_id
    from {{ ref('int_event_people') }}
)

select
    ids.event_id,
    events.event_name,
    events.event_type,
    events.city,
    events.venue,
    events.start_at,
    events.end_at,
    {{ business_day('events.start_at') }} as event_date,
    coalesce(events.project_id, 'none') as project_id,
    coalesce(owners.house_id, channels.team_id, 'unowned') as team_id,
    coalesce(brands.house_id, 'unknown') as brand_id,
    coalesce(regions.house_id, 'unknown') as region_id,
    coalesce(lines.house_id, 'unknown') as product_line,
    events.target_invited,
    events.target_attended,
    events.target_leads,
    events.target_deal_amount,
    coalesce(plans.planned_cost, events.planned_cost) as planned_cost,
    events.status
from ids
left join {{ ref('stg_events') }} as events on ids.event_id = events.event_id
left join plans on ids.event_id = plans.event_id
left join {{ ref('int_labels') }} as owners on owners.label_kind = 'team' and events.owner_label = owners.label
left join {{ ref('int_labels') }} as brands on brands.label_kind = 'brand' and events.brand_label = brands.label
left join {{ ref('int_labels') }} as regions on regions.label_kind = 'region' and events.region_label = regions.label
left join {{ ref('int_labels') }} as lines
    on lines.label_kind = 'product_line' and events.product_line_label = lines.label
left join {{ ref('channels') }} as channels on channels.channel_id = 'event'
