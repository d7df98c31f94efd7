with valid_orders as (
    select
        *,
        row_number() over (partition by person_key order by processed_at, order_key) as order_no
    from {{ ref('int_orders') }}
    where is_valid
),

order_goals as (
    {%- for goal, condition in [('order', 'true'), ('new_customer', "order_no = 1 and person_key <> 'unknown'")] %}
    select
        '{{ goal }}' as goal_id,
        order_key as source_key,
        platform as source_name,
        account_key,
        'none' as event_id,
        person_key,
        processed_at as converted_at,
        currency_code,
        net_native as value_native,
        {{ in_reporting_currency('net_native', 'cny_per_unit') }} as value
    from valid_orders
    where {{ condition }}
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

lead_goals as (
    select
        'lead' as goal_id,
        lead_key as source_key,
        platform as source_name,
        case when event_id is null then {{ key_of(['platform', 'account_id']) }} else 'none' end as account_key,
        coalesce(event_id, 'none') as event_id,
        person_key,
        lead_at as converted_at,
        '{{ var("reporting_currency") }}' as currency_code,
        {{ money(0) }} as value_native,
        {{ money(0) }} as value
    from {{ ref('int_leads') }}
    where is_valid and not is_duplicate
),

deal_goals as (
    select
        'deal' as goal_id,
        deal_key as source_key,
        platform as source_name,
        {{ key_of(['platform', 'account_id']) }} as account_key,
        'none' as event_id,
        person_key,
        closed_at as converted_at,
        currency_code,
        {{ money('coalesce(amount_native, 0)') }} as value_native,
        {{ money('case when amount_native is null then 0 else amount end') }} as value
    from {{ ref('int_deals') }}
    where is_won and closed_at is not null and not is_archived
),

conversions as (
    select * from order_goals
    union all
    select * from lead_goals
    union all
    select * from deal_goals
)

select
    {{ key_of(['conversions.goal_id', 'conversions.source_key']) }} as conversion_key,
    conversions.*,
    {{ business_day('conversions.converted_at') }} as conversion_date,
    settings.window_days,
    lag(conversions.converted_at) over (
        partition by conversions.goal_id, conversions.person_key
        order by conversions.converted_at, conversions.source_key
    ) as previous_at
from conversions
inner join {{ ref('attribution_settings') }} as settings on conversions.goal_id = settings.goal_id
