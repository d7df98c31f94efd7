{%- set labels = ['platform', 'account_key', 'campaign_id', 'campaign_name', 'channel_id', 'brand_id', 'region_id',
    'product_line', 'objective', 'audience', 'promo', 'period', 'owner_team_id', 'status'] -%}
select
    campaign_key,
    platform,
    account_key,
    campaign_id,
    coalesce(campaign_name, 'unknown') as campaign_name,
    channel_id,
    brand_id,
    region_id,
    product_line,
    coalesce(objective, 'unknown') as objective,
    coalesce(audience, 'unknown') as audience,
    coalesce(promo, 'unknown') as promo,
    coalesce(period, 'unknown') as period,
    coalesce(owner_team_id, 'none') as owner_team_id,
    coalesce(status, 'unknown') as status,
    naming_ok,
    coalesce(broken_rules, 'no name') as broken_rules,
    start_date,
    end_date,
    daily_budget_native,
    coalesce(currency_code, 'unknown') as currency_code
from {{ ref('int_campaigns') }}
{%- for row in ['unknown', 'none'] %}
union all
select
    '{{ row }}' as campaign_key,
    {%- for label in labels %}
    '{{ row }}' as {{ label }},
    {%- endfor %}
    false as naming_ok,
    '' as broken_rules,
    cast(null as date) as start_date,
    cast(null as date) as end_date,
    cast(null as decimal(18, 6)) as daily_budget_native,
    '{{ row }}' as currency_code
{% endfor %}
