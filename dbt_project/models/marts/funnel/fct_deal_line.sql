select
    {{ key_of(['lines.platform', 'lines.account_id', 'lines.line_id']) }} as deal_line_key,
    deals.deal_key,
    deals.rate_date as date_day,
    deals.person_key,
    {{ key_of(['lines.platform', 'lines.account_id']) }} as account_key,
    coalesce(products.product_key, 'unknown') as product_key,
    coalesce(products.product_line, 'unknown') as product_line,
    lines.platform as source_name,
    lines.line_id,
    coalesce(lines.line_name, 'unknown') as line_name,
    deals.is_won,
    deals.is_closed,
    deals.is_archived,
    coalesce(lines.currency_code, deals.currency_code, 'unknown') as currency_code,
    lines.quantity,
    lines.unit_price_native,
    lines.amount_native,
    {{ in_reporting_currency('lines.amount_native', 'rates.cny_per_unit') }} as amount
from {{ ref('stg_crm_deal_lines') }} as lines
inner join {{ ref('int_deals') }} as deals
    on
        lines.platform = deals.platform
        and lines.account_id = deals.account_id
        and lines.deal_id = deals.deal_id
left join {{ ref('dim_product') }} as products on lines.sku = products.sku
left join {{ ref('int_fx_days') }} as rates
    on coalesce(lines.currency_code, deals.currency_code) = rates.currency_code and deals.rate_date = rates.date_day
