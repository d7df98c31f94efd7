{%- set figures = [
    'page_views', 'visitors', 'item_visitors', 'cart_users', 'favourite_users', 'placing_buyers', 'buyers', 'orders', 'units',
    'refund_orders', 'stock_units', 'placed_amount', 'paid_amount', 'gmv', 'refund_amount',
] -%}
-- of each report, cut and day the newest file; keywords are told as ranges only and stay where they are
with files as (
    select
        *,
        case when report_date < exported_date then coalesce(paid_amount, gmv) end as closed_amount
    from {{ source('seller_backend_exports', 'seller_backend_exports__shop_days') }}
    where cut <> 'keyword'
),

ranked as (
    select
        *,
        rank() over (
            partition by platform, shop_id, report, cut, report_date
            order by coalesce(exported_date, date '1970-01-01') desc, _pulled_at desc, account_id desc
        ) as file_no,
        max(closed_amount) over (partition by platform, shop_id, report, cut, cut_value, report_date) as closed_high,
        min(closed_amount) over (partition by platform, shop_id, report, cut, cut_value, report_date) as closed_low
    from files
)

-- stock, and what was sold on the day before its list, are two reports of one row
select
    platform,
    shop_id,
    report_date,
    cut,
    cut_value,
    max(cut_name) as cut_name,
    max(cut_group) as cut_group,
    {%- for name in figures %}
    max({{ name }}) as {{ name }},
    {%- endfor %}
    case
        when min(definition) <> max(definition) then concat(min(definition), '; ', max(definition))
        else min(definition)
    end as definition,
    nullif(concat_ws('; ', max('shown as ranges only: ' || masked), max(
        case when closed_high > closed_low * 1.05 then 'moved by more than 5 % after its day was over' end
    )), '') as quality_note
from ranked
where file_no = 1
group by platform, shop_id, report_date, cut, cut_value
