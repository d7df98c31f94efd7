{%- set columns = {
    'attribution_model': 'string', 'date_day': 'date', 'channel_id': 'string', 'account_key': 'string',
    'campaign_key': 'string', 'impressions': 'bigint', 'clicks': 'bigint', 'spend': 'decimal(18, 6)',
    'media_cost': 'decimal(18, 6)', 'other_direct_cost': 'decimal(18, 6)', 'other_full_cost': 'decimal(18, 6)',
    'orders': 'double', 'new_customers': 'double', 'leads': 'double', 'deals': 'double',
    'attributed_revenue': 'decimal(18, 6)', 'attributed_deal_value': 'decimal(18, 6)',
    'customer_profit_90': 'decimal(18, 6)',
} -%}
{%- set delivered = ['impressions', 'clicks', 'spend'] -%}
{%- set costs = ['media_cost', 'other_direct_cost', 'other_full_cost'] -%}
{%- set results = ['orders', 'new_customers', 'leads', 'deals', 'attributed_revenue', 'attributed_deal_value',
    'customer_profit_90'] -%}
{%- set full_cost = 'filled.media_cost + filled.other_direct_cost + filled.other_full_cost' -%}
{%- set place = 'date_day, channel_id, account_key, campaign_key' -%}
with result_days as (
    select
        date_day,
        max(missing_result_accounts) as missing_accounts
    from {{ ref('fct_channel_coverage_daily') }}
    group by date_day
),

models as (
    select attribution_model
    from {{ ref('attribution_models') }}
),

performance as (
    select
        {{ place }},
        sum(impressions) as impressions,
        sum(clicks) as clicks,
        sum(spend) as spend
    from {{ ref('fct_ad_performance_daily') }}
    group by {{ place }}
),

cost as (
    select
        {{ place }},
        sum(case when cost_scope = 'media' then cost end) as media_cost,
        sum(case when cost_scope = 'direct' then cost end) as other_direct_cost,
        sum(case when cost_scope = 'full' then cost end) as other_full_cost
    from {{ ref('fct_marketing_cost') }}
    where is_actual
    group by {{ place }}
),

together as (
{{ union_by_name(columns, [
    {'from': ref('fct_channel_coverage_daily') ~ ' cross join models', 'set': {'campaign_key': "'none'"},
     'lacks': delivered + costs + results},
    {'from': 'performance cross join models', 'lacks': costs + results},
    {'from': 'cost cross join models', 'lacks': delivered + results},
    {'from': ref('fct_channel_result_daily'), 'lacks': delivered + costs},
]) }}
),

summed as (
    select
        {%- for measure in delivered + costs + results %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        attribution_model,
        {{ place }}
    from together
    group by attribution_model, {{ place }}
),

filled as (
    select
        summed.attribution_model,
        summed.date_day,
        summed.channel_id,
        summed.account_key,
        summed.campaign_key,
        coalesce(coverage.missing_accounts, 0) as missing_accounts,
        {%- for measure in delivered %}
        case
            when coalesce(coverage.missing_accounts, 0) = 0 then coalesce(summed.{{ measure }}, 0)
            else summed.{{ measure }}
        end as {{ measure }},
        {%- endfor %}
        case
            when coalesce(coverage.missing_accounts, 0) = 0 or summed.account_key = 'none'
                then coalesce(summed.media_cost, 0)
            else summed.media_cost
        end as media_cost,
        {%- for measure in results %}
        case
            when coalesce(result_days.missing_accounts, 0) = 0 then coalesce(summed.{{ measure }}, 0)
            else summed.{{ measure }}
        end as {{ measure }},
        {%- endfor %}
        coalesce(summed.other_direct_cost, 0) as other_direct_cost,
        coalesce(summed.other_full_cost, 0) as other_full_cost
    from summed
    left join {{ ref('fct_channel_coverage_daily') }} as coverage
        on
            summed.date_day = coverage.date_day
            and summed.channel_id = coverage.channel_id
            and summed.account_key = coverage.account_key
    left join result_days on summed.date_day = result_days.date_day
)

select
    filled.attribution_model,
    filled.date_day,
    filled.channel_id,
    filled.account_key,
    filled.campaign_key,
    case when filled.campaign_key = 'none' then accounts.brand_id else campaigns.brand_id end as brand_id,
    case when filled.campaign_key = 'none' then accounts.region_id else campaigns.region_id end as region_id,
    campaigns.product_line,
    cast(filled.missing_accounts as bigint) as missing_accounts,
    not dates.is_closed as is_provisional,
    cast(filled.impressions as bigint) as impressions,
    cast(filled.clicks as bigint) as clicks,
    {{ money('filled.spend') }} as spend,
    {{ money('filled.media_cost') }} as media_cost,
    {{ money('filled.media_cost + filled.other_direct_cost') }} as direct_cost,
    {{ money(full_cost) }} as full_cost,
    filled.orders,
    filled.new_customers,
    filled.leads,
    filled.deals,
    {{ money('filled.attributed_revenue') }} as attributed_revenue,
    {{ money('filled.attributed_deal_value') }} as attributed_deal_value,
    case when dates.is_90_days_old then {{ money('filled.customer_profit_90') }} end as customer_profit_90,
    {{ ratio('filled.clicks', 'filled.impressions') }} as click_rate,
    {{ ratio('filled.spend', 'filled.clicks') }} as cost_per_click,
    {{ ratio('filled.attributed_revenue', 'filled.spend') }} as roas,
    {{ ratio('filled.attributed_revenue - filled.media_cost - filled.other_direct_cost',
        'filled.media_cost + filled.other_direct_cost') }} as roi_direct,
    {{ ratio('filled.attributed_revenue - (' ~ full_cost ~ ')', full_cost) }} as roi_full,
    {{ ratio('filled.media_cost', 'filled.new_customers') }} as cac_paid,
    {{ ratio(full_cost, 'filled.new_customers') }} as cac_full,
    case when dates.is_90_days_old then {{ ratio('filled.customer_profit_90', full_cost) }} end as ltv_to_cac_90,
    {{ ratio('filled.media_cost + filled.other_direct_cost', 'filled.leads') }} as cost_per_lead_direct
from filled
left join {{ ref('dim_ad_object_history') }} as campaigns
    on filled.campaign_key = campaigns.object_key and {{ stands_on('campaigns', 'filled.date_day') }}
left join {{ ref('dim_account') }} as accounts on filled.account_key = accounts.account_key
left join {{ ref('dim_date') }} as dates on filled.date_day = dates.date_day
