{%- set columns = {
    'report_month': 'date', 'attribution_model': 'string', 'axis': 'string', 'team_id': 'string', 'position_id': 'string',
    'region_id': 'string', 'product_line': 'string', 'orders': 'double', 'new_customers': 'double', 'leads': 'double',
    'deals': 'double', 'contribution_value': 'decimal(18, 6)', 'deal_value': 'decimal(18, 6)', 'sourced_orders': 'bigint',
    'influenced_orders': 'bigint', 'direct_cost': 'decimal(18, 6)', 'people_cost': 'decimal(18, 6)',
} -%}
{%- set results = ['orders', 'new_customers', 'leads', 'deals', 'contribution_value', 'deal_value', 'sourced_orders',
    'influenced_orders'] -%}
{%- set grain = ['report_month', 'attribution_model', 'axis', 'team_id', 'position_id', 'region_id', 'product_line'] -%}
with first_touches as (
    select
        conversion_key,
        min(touch_no) as first_no
    from {{ ref('fct_contribution') }}
    where axis = 'function' and goal_id = 'order' and touch_no > 0 and not is_suspect
    group by conversion_key
),

-- Conversions are counted once, however many of an owner's touches led to them.
conversions as (
    select
        cast({{ dbt.date_trunc('month', 'parts.date_day') }} as date) as report_month,
        {%- for name in grain[1:] + ['conversion_key', 'goal_id'] %}
        parts.{{ name }},
        {%- endfor %}
        sum(parts.contribution) as contribution,
        sum(parts.contribution_value) as contribution_value,
        max(case when parts.touch_no = first_touches.first_no then 1 end) as is_sourced,
        max(case when not parts.is_suspect and first_touches.conversion_key is not null then 1 end) as is_influenced
    from {{ ref('fct_contribution') }} as parts
    left join first_touches on parts.conversion_key = first_touches.conversion_key and parts.touch_no > 0
    group by
        {{ dbt.date_trunc('month', 'parts.date_day') }},
        parts.attribution_model,
        parts.axis,
        parts.team_id,
        parts.position_id,
        parts.region_id,
        parts.product_line,
        parts.conversion_key,
        parts.goal_id
),

contribution as (
    select
        {{ grain | join(',\n        ') }},
        sum(case when goal_id = 'order' then contribution end) as orders,
        sum(case when goal_id = 'new_customer' then contribution end) as new_customers,
        sum(case when goal_id = 'lead' then contribution end) as leads,
        sum(case when goal_id = 'deal' then contribution end) as deals,
        sum(case when goal_id = 'order' then contribution_value end) as contribution_value,
        sum(case when goal_id = 'deal' then contribution_value end) as deal_value,
        sum(is_sourced) as sourced_orders,
        sum(is_influenced) as influenced_orders
    from conversions
    group by {{ grain | join(', ') }}
),

costs as (
    select
        entries.cost_month as report_month,
        entries.team_id,
        entries.position_id,
        entries.region_id,
        entries.product_line,
        sum(case when entries.cost_scope in ('media', 'direct') then entries.cost end) as direct_cost,
        sum(case when entries.cost_category = 'people' then entries.cost end) as people_cost
    from {{ ref('fct_marketing_cost') }} as entries
    where entries.is_actual and (entries.cost_scope in ('media', 'direct') or entries.cost_category = 'people')
    group by entries.cost_month, entries.team_id, entries.position_id, entries.region_id, entries.product_line
),

team_costs as (
    select
        costs.report_month,
        models.attribution_model,
        'function' as axis,
        costs.team_id,
        case when costs.position_id = 'none' then coalesce(rules.position_id, 'none') else costs.position_id end
            as position_id,
        'none' as region_id,
        'none' as product_line,
        costs.direct_cost * cast(coalesce(rules.share, 1) as decimal(9, 6)) as direct_cost,
        cast(null as decimal(18, 6)) as people_cost
    from costs
    left join {{ ref('responsibility_rules') }} as rules on costs.team_id = rules.team_id
    cross join {{ ref('attribution_models') }} as models
    where costs.direct_cost is not null
    union all
    select
        costs.report_month,
        models.attribution_model,
        'function' as axis,
        costs.team_id,
        costs.position_id,
        'none' as region_id,
        'none' as product_line,
        cast(null as decimal(18, 6)) as direct_cost,
        costs.people_cost
    from costs
    cross join {{ ref('attribution_models') }} as models
    where costs.people_cost is not null
),

business_costs as (
    select
        costs.report_month,
        models.attribution_model,
        'business' as axis,
        'none' as team_id,
        'none' as position_id,
        costs.region_id,
        costs.product_line,
        costs.direct_cost,
        costs.people_cost
    from costs
    cross join {{ ref('attribution_models') }} as models
),

together as (
{{ union_by_name(columns, [
    {'from': 'contribution', 'lacks': ['direct_cost', 'people_cost']},
    {'from': 'team_costs', 'lacks': results},
    {'from': 'business_costs', 'lacks': results},
]) }}
),

result_months as (
    select
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as report_month,
        max(missing_result_accounts) as missing_accounts
    from {{ ref('fct_channel_coverage_daily') }}
    group by {{ dbt.date_trunc('month', 'date_day') }}
),

summed as (
    select
        {%- for measure in results + ['direct_cost', 'people_cost'] %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        {{ grain | join(', ') }}
    from together
    group by {{ grain | join(', ') }}
),

filled as (
    select
        {%- for name in grain %}
        summed.{{ name }},
        {%- endfor %}
        {%- for measure in results %}
        case
            when coalesce(months.missing_accounts, 0) = 0 then coalesce(summed.{{ measure }}, 0)
            else summed.{{ measure }}
        end as {{ measure }},
        {%- endfor %}
        coalesce(summed.direct_cost, 0) as direct_cost,
        coalesce(summed.people_cost, 0) as people_cost
    from summed
    left join result_months as months on summed.report_month = months.report_month
)

select
    {%- for name in grain %}
    {{ name }},
    {%- endfor %}
    orders,
    new_customers,
    leads,
    deals,
    {{ money('contribution_value') }} as contribution_value,
    {{ money('deal_value') }} as deal_value,
    cast(sourced_orders as bigint) as sourced_orders,
    cast(influenced_orders as bigint) as influenced_orders,
    {{ money('direct_cost') }} as direct_cost,
    {{ money('people_cost') }} as people_cost,
    {{ ratio('contribution_value', 'direct_cost + people_cost') }} as contribution_per_cost
from filled
