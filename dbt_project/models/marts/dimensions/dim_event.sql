select
    event_id,
    coalesce(event_name, event_id) as event_name,
    coalesce(event_type, 'unknown') as event_type,
    coalesce(city, 'unknown') as city,
    coalesce(venue, 'unknown') as venue,
    start_at,
    end_at,
    event_date,
    project_id,
    team_id,
    brand_id,
    region_id,
    product_line,
    target_invited,
    target_attended,
    target_leads,
    target_deal_amount,
    tickets_offered,
    planned_cost,
    coalesce(status, 'unknown') as status
from {{ ref('int_events') }}
{%- for row in ['unknown', 'none'] %}
union all
select
    {%- for label in ['event_id', 'event_name', 'event_type', 'city', 'venue'] %}
    '{{ row }}' as {{ label }},
    {%- endfor %}
    cast(null as timestamp) as start_at,
    cast(null as timestamp) as end_at,
    cast(null as date) as event_date,
    {%- for label in ['project_id', 'team_id', 'brand_id', 'region_id', 'product_line'] %}
    '{{ row }}' as {{ label }},
    {%- endfor %}
    cast(null as bigint) as target_invited,
    cast(null as bigint) as target_attended,
    cast(null as bigint) as target_leads,
    cast(null as decimal(18, 6)) as target_deal_amount,
    cast(null as bigint) as tickets_offered,
    cast(null as decimal(18, 6)) as planned_cost,
    '{{ row }}' as status
{% endfor %}
