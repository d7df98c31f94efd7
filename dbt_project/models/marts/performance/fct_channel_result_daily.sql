{%- set counted = {'order': 'orders', 'new_customer': 'new_customers', 'lead': 'leads', 'deal': 'deals'} -%}
{%- set grain = [
    'credits.attribution_model', 'credits.date_day', 'credits.channel_id', 'campaigns.account_key',
    'credits.campaign_key', 'conversions.source_name',
] -%}
with closed as (
    select max(date_day) as date_day
    from {{ ref('dim_date') }}
    where is_closed
),

lifetimes as (
    select
        orders.person_key,
        sum(
            case
                when {{ dbt.datediff('orders.first_order_date', 'orders.date_day', 'day') }} <= 90
                    then orders.gross_profit
            end
        ) as profit_90
    from {{ ref('fct_order') }} as orders
    inner join closed on {{ dbt.datediff('orders.first_order_date', 'closed.date_day', 'day') }} >= 90
    where orders.order_no is not null
    group by orders.person_key
)

select
    {{ grain | join(', ') }},
    {%- for goal, count in counted.items() %}
    cast(sum(case when credits.goal_id = '{{ goal }}' then credits.credit end) as double) as {{ count }},
    {%- endfor %}
    {{ money("sum(case when credits.goal_id = 'order' then credits.credited_value end)") }} as attributed_revenue,
    {{ money("sum(case when credits.goal_id = 'deal' then credits.credited_value end)") }} as attributed_deal_value,
    {{ money("sum(case when credits.goal_id = 'new_customer' then credits.credit * lifetimes.profit_90 end)") }}
        as customer_profit_90
from {{ ref('fct_attribution_credit') }} as credits
inner join {{ ref('dim_campaign') }} as campaigns on credits.campaign_key = campaigns.campaign_key
inner join {{ ref('fct_conversion') }} as conversions on credits.conversion_key = conversions.conversion_key
left join lifetimes on credits.person_key = lifetimes.person_key
group by {{ grain | join(', ') }}
