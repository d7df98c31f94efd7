select
    entries.cost_key,
    entries.date_day,
    cast({{ dbt.date_trunc('month', 'entries.date_day') }} as date) as cost_month,
    entries.cost_item,
    entries.cost_category,
    entries.cost_scope,
    entries.cost_status,
    entries.cost_status <> 'committed' as is_actual,
    entries.account_key,
    entries.channel_id,
    entries.campaign_key,
    entries.project_id,
    entries.event_id,
    entries.team_id,
    entries.bearing_team_id,
    entries.position_id,
    case
        when entries.campaign_key not in ('none', 'unknown') then campaigns.brand_id
        when entries.event_id <> 'none' then events.brand_id
        else accounts.brand_id
    end as brand_id,
    case
        when entries.campaign_key not in ('none', 'unknown') then campaigns.region_id
        when entries.event_id <> 'none' then events.region_id
        else accounts.region_id
    end as region_id,
    case when entries.campaign_key <> 'none' then campaigns.product_line else events.product_line end as product_line,
    entries.source_name,
    entries.headcount,
    entries.amount as cost
from {{ ref('int_cost_entries') }} as entries
left join {{ ref('dim_ad_object_history') }} as campaigns
    on entries.campaign_key = campaigns.object_key and {{ stands_on('campaigns', 'entries.date_day') }}
left join {{ ref('dim_event') }} as events on entries.event_id = events.event_id
left join {{ ref('dim_account') }} as accounts on entries.account_key = accounts.account_key
