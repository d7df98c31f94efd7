with costs as (
    select
        costs.*,
        case
            when costs.source_name in ('platform', 'invoice') then accounts.platform
            else costs.source_name
        end as cost_source
    from {{ ref('fct_marketing_cost') }} as costs
    left join {{ ref('dim_account') }} as accounts on costs.account_key = accounts.account_key
    where costs.is_actual
)

select
    date_day,
    cost_source as source_name,
    channel_id,
    account_key,
    brand_id,
    region_id,
    product_line,
    team_id,
    sum(case when cost_scope = 'media' then cost end) as media_cost,
    sum(case when cost_scope in ('media', 'direct') then cost end) as direct_cost,
    sum(cost) as full_cost,
    sum(case when cost_category = 'people' then cost end) as people_cost,
    sum(case when cost_category <> 'discount' then cost end) as budgeted_cost
from costs
group by date_day, cost_source, channel_id, account_key, brand_id, region_id, product_line, team_id
