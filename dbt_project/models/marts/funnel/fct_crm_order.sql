with orders as (
    select
        orders.*,
        coalesce(orders.ordered_date, {{ business_day('orders.created_at') }}) as date_day,
        accounts.currency_code
    from {{ ref('stg_crm_orders') }} as orders
    left join {{ ref('stg_accounts') }} as accounts
        on
            orders.platform = accounts.platform
            and orders.account_id = accounts.account_id
            and accounts.is_configured
)

select
    {{ key_of(['orders.platform', 'orders.account_id', 'orders.order_id']) }} as crm_order_key,
    orders.date_day,
    coalesce(deals.person_key, 'unknown') as person_key,
    {{ key_of(['orders.platform', 'orders.account_id']) }} as account_key,
    orders.platform as source_name,
    orders.order_id,
    orders.order_number,
    case when orders.deal_id is null then 'none' else coalesce(deals.deal_key, 'unknown') end as deal_key,
    case
        when orders.company_id is null then 'none' else coalesce(companies.current_company_key, 'unknown')
    end as company_key,
    coalesce(orders.owner_id, 'unknown') as owner_id,
    coalesce(orders.order_status, 'unknown') as order_status,
    coalesce(orders.currency_code, 'unknown') as currency_code,
    orders.amount_native,
    {{ in_reporting_currency('orders.amount_native', 'rates.cny_per_unit') }} as amount,
    orders.is_deleted or missing.record_id is not null as is_archived
from orders
left join {{ ref('int_deals') }} as deals
    on
        orders.platform = deals.platform
        and orders.account_id = deals.account_id
        and orders.deal_id = deals.deal_id
left join {{ ref('int_companies') }} as companies
    on
        orders.platform = companies.platform
        and orders.account_id = companies.account_id
        and orders.company_id = companies.company_id
left join {{ ref('int_crm_missing') }} as missing
    on
        orders.platform = missing.platform
        and orders.account_id = missing.account_id
        and orders.order_id = missing.record_id
        and missing.record_kind = 'order'
left join {{ ref('int_fx_days') }} as rates
    on orders.currency_code = rates.currency_code and orders.date_day = rates.date_day
