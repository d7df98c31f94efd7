{%- set counted = {'order': 'orders', 'new_customer': 'new_customers', 'lead': 'leads', 'deal': 'deals'} -%}
{%- set grain = [
    'credits.attribution_model', 'credits.date_day', 'credits.channel_id', 'campaigns.account_key',
    'credits.campaign_key', 'conversions.source_name',
] -%}
select
    {{ grain | join(', ') }},
    {%- for goal, count in counted.items() %}
    cast(sum(case when credits.goal_id = '{{ goal }}' then credits.credit end) as double) as {{ count }},
    {%- endfor %}
    {{ money("sum(case when credits.goal_id = 'order' then credits.credited_value end)") }} as attributed_revenue,
    {{ money("sum(case when credits.goal_id = 'deal' then credits.credited_value end)") }} as attributed_deal_value
from {{ ref('fct_attribution_credit') }} as credits
inner join {{ ref('dim_campaign') }} as campaigns on credits.campaign_key = campaigns.campaign_key
inner join {{ ref('fct_conversion') }} as conversions on credits.conversion_key = conversions.conversion_key
group by {{ grain | join(', ') }}
