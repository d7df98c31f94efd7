with plans as (
    select
        event_id,
        {{ money('sum(planned_amount)') }} as planned_cost
    from {{ ref('stg_event_costs') }}
    group by event_id
),

offers as (
    select
        event_id,
        case when count(*) = count(offered) then sum(offered) end as tickets_offered
    from {{ ref('stg_event_ticket_classes') }}
    group by event_id
),

listed as (
    select
        *,
        row_number() over (
            partition by event_id
            order by case platform when 'sign_in_sheets' then 0 else 1 end, start_at, account_id, record_id
        ) as telling_no
    from {{ ref('stg_events') }}
),

told as (
    select
        event_id,
        min(event_name) as event_name,
        min(event_type) as event_type,
        min(city) as city,
        min(venue) as venue,
        min(start_at) as start_at,
        max(end_at) as end_at,
        min(status) as status
    from listed
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
    coalesce(events.event_name, told.event_name) as event_name,
    coalesce(events.event_type, told.event_type) as event_type,
    coalesce(events.city, told.city) as city,
    coalesce(events.venue, told.venue) as venue,
    coalesce(events.start_at, told.start_at) as start_at,
    coalesce(events.end_at, told.end_at) as end_at,
    {{ business_day('coalesce(events.start_at, told.start_at)') }} as event_date,
    coalesce(events.project_id, 'none') as project_id,
    coalesce(owners.house_id, channels.team_id, 'unowned') as team_id,
    coalesce(brands.house_id, 'unknown') as brand_id,
    coalesce(regions.house_id, 'unknown') as region_id,
    coalesce(lines.house_id, 'unknown') as product_line,
    events.target_invited,
    events.target_attended,
    events.target_leads,
    events.target_deal_amount,
    cast(offers.tickets_offered as bigint) as tickets_offered,
    coalesce(plans.planned_cost, events.planned_cost) as planned_cost,
    coalesce(events.status, told.status) as status
from ids
left join listed as events on ids.event_id = events.event_id and events.telling_no = 1
left join told on ids.event_id = told.event_id
left join plans on ids.event_id = plans.event_id
left join offers on ids.event_id = offers.event_id
left join {{ ref('int_labels') }} as owners on owners.label_kind = 'team' and events.owner_label = owners.label
left join {{ ref('int_labels') }} as brands on brands.label_kind = 'brand' and events.brand_label = brands.label
left join {{ ref('int_labels') }} as regions on regions.label_kind = 'region' and events.region_label = regions.label
left join {{ ref('int_labels') }} as lines
    on lines.label_kind = 'product_line' and events.product_line_label = lines.label
left join {{ ref('channels') }} as channels on channels.channel_id = 'event'
