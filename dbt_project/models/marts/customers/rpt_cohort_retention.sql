{%- set cohort = ['cohort_month', 'channel_id', 'region_id'] -%}
{%- set names = cohort | join(', ') -%}
with closed as (
    select max(date_day) as date_day
    from {{ ref('dim_date') }}
    where is_closed
),

ages as (
    {%- for month in range(1, 13) %}
    select {{ month * 30 }} as age_days{{ ' union all' if not loop.last }}
    {%- endfor %}
),

orders as (
    select
        cast({{ dbt.date_trunc('month', 'orders.first_order_date') }} as date) as cohort_month,
        persons.first_non_direct_channel_id as channel_id,
        persons.region_id,
        orders.person_key,
        orders.order_no,
        orders.net_revenue,
        orders.gross_profit,
        {{ dbt.datediff('orders.first_order_date', 'orders.date_day', 'day') }} as order_age_days,
        {{ dbt.datediff('orders.first_order_date', 'closed.date_day', 'day') }} as lived_days
    from {{ ref('fct_order') }} as orders
    inner join {{ ref('dim_person') }} as persons on orders.person_key = persons.person_key
    left join closed on true
    where orders.order_no is not null
),

costs as (
    select
        cost_month as cohort_month,
        channel_id,
        region_id,
        sum(cost) as acquisition_cost
    from {{ ref('fct_marketing_cost') }}
    where is_actual and cost_scope in ('media', 'direct') and cost_category <> 'discount'
    group by cost_month, channel_id, region_id
),

bought as (
    select
        {{ names }},
        count(case when order_no = 1 then 1 end) as cohort_persons,
        min(lived_days) as youngest_age_days
    from orders
    group by {{ names }}
),

cohorts as (
    select
        coalesce(bought.cohort_month, costs.cohort_month) as cohort_month,
        coalesce(bought.channel_id, costs.channel_id) as channel_id,
        coalesce(bought.region_id, costs.region_id) as region_id,
        coalesce(bought.cohort_persons, 0) as cohort_persons,
        bought.youngest_age_days,
        coalesce(costs.acquisition_cost, 0) as acquisition_cost
    from bought
    full outer join costs
        on
            bought.cohort_month = costs.cohort_month
            and bought.channel_id = costs.channel_id
            and bought.region_id = costs.region_id
),

cumulated as (
    select
        {{ names }},
        order_age_days,
        sum(sum(gross_profit)) over (partition by {{ names }} order by order_age_days) as gross_profit
    from orders
    group by {{ names }}, order_age_days
),

paybacks as (
    select
        cohorts.cohort_month,
        cohorts.channel_id,
        cohorts.region_id,
        min(cumulated.order_age_days) as payback_age_days
    from cohorts
    inner join cumulated
        on
            cohorts.cohort_month = cumulated.cohort_month
            and cohorts.channel_id = cumulated.channel_id
            and cohorts.region_id = cumulated.region_id
            and cohorts.youngest_age_days >= cumulated.order_age_days
            and cohorts.acquisition_cost <= cumulated.gross_profit
    where cohorts.acquisition_cost > 0
    group by cohorts.cohort_month, cohorts.channel_id, cohorts.region_id
),

lived as (
    select
        {{ names }},
        ages.age_days,
        count(distinct case
            when orders.order_no > 1 and orders.order_age_days > ages.age_days - 30 then orders.person_key
        end) as active_persons,
        count(case when orders.order_no = 2 then 1 end) as repurchased_persons,
        sum(orders.net_revenue) as net_revenue,
        sum(orders.gross_profit) as gross_profit
    from orders
    inner join ages on orders.order_age_days <= ages.age_days
    group by {{ names }}, ages.age_days
)

select
    {%- for name in cohort %}
    cohorts.{{ name }},
    {%- endfor %}
    cast(ages.age_days as bigint) as age_days,
    cohorts.cohort_persons,
    coalesce(cohorts.youngest_age_days >= ages.age_days, false) as is_lived,
    lived.active_persons,
    lived.repurchased_persons,
    {{ money('lived.net_revenue') }} as net_revenue,
    {{ money('lived.gross_profit') }} as gross_profit,
    {{ money('cohorts.acquisition_cost') }} as acquisition_cost,
    {{ ratio('lived.active_persons', 'cohorts.cohort_persons') }} as retention_rate,
    {{ ratio('lived.repurchased_persons', 'cohorts.cohort_persons') }} as repurchase_rate,
    {{ ratio('lived.gross_profit', 'cohorts.cohort_persons') }} as ltv_observed,
    {{ ratio('cohorts.acquisition_cost', 'cohorts.cohort_persons') }} as cac_direct,
    {{ ratio('lived.gross_profit', 'cohorts.acquisition_cost') }} as ltv_to_cac,
    cast(paybacks.payback_age_days as bigint) as payback_age_days
from cohorts
cross join ages
left join lived
    on
        cohorts.cohort_month = lived.cohort_month
        and cohorts.channel_id = lived.channel_id
        and cohorts.region_id = lived.region_id
        and ages.age_days = lived.age_days
        and cohorts.youngest_age_days >= ages.age_days
left join paybacks
    on
        cohorts.cohort_month = paybacks.cohort_month
        and cohorts.channel_id = paybacks.channel_id
        and cohorts.region_id = paybacks.region_id
