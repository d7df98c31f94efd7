{{ config(materialized='view') }}

select
    campaign_key,
    account_key,
    platform,
    account_id,
    campaign_id,
    campaign_name,
    status,
    start_date,
    end_date,
    daily_budget_native,
    currency_code,
    objective,
    audience,
    promo,
    period,
    broken_rules,
    channel_id,
    brand_id,
    region_id,
    product_line,
    owner_team_id,
    naming_ok
from {{ ref('int_campaign_spells') }}
where is_current
