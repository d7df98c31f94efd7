{%- set columns = {
    'control': 'string', 'cost_month': 'date', 'subject': 'string', 'own_amount': 'decimal(18, 6)',
    'stated_amount': 'decimal(18, 6)', 'within': 'double', 'is_closed': 'boolean',
    'is_ceiling': 'boolean',
} -%}
{#- What accounts of pay are called: they are compared with the cost of people. -#}
{%- set pay = ['薪酬', '工资', '奖金', '社保', '社会保险', '公积金', '福利'] -%}
with vouchers as (
    select
        entries.*,
        cast({{ dbt.date_trunc('month', 'entries.voucher_date') }} as date) as cost_month,
        rank() over (
            partition by {{ dbt.date_trunc('month', 'entries.voucher_date') }}, entries.account_code
            order by
                coalesce(entries.exported_date, {{ business_day('entries._pulled_at') }}) desc, entries._pulled_at desc,
                entries.file_slot desc
        ) as reading_no
    from {{ ref('stg_gl_entries') }} as entries
),

months as (
    select
        cost_month,
        max(case when is_carry_forward then 1 else 0 end) = 1 as is_closed
    from vouchers
    group by cost_month
),

named as (
    select
        vouchers.cost_month,
        vouchers.debit - vouchers.credit as amount,
        case
            {%- for word in pay %}
            when vouchers.cost_item like '%{{ word }}%' then 'people'
            {%- endfor %}
            else coalesce(categories.cost_category, 'unmapped')
        end as subject
    from vouchers
    left join {{ ref('cost_categories') }} as categories on vouchers.cost_item = categories.cost_item
    where vouchers.reading_no = 1 and vouchers.is_expense and not vouchers.is_carry_forward
),

stated as (
    select
        cost_month,
        subject,
        sum(amount) as stated_amount
    from named
    group by cost_month, subject
),

owned as (
    select
        booked_month as cost_month,
        cost_category as subject,
        booked_amount as amount
    from {{ ref('int_ledger_lines') }}
    where booked_amount <> 0
    union all
    select
        cost_month,
        'people' as subject,
        amount
    from {{ ref('int_people_cost') }}
),

own as (
    select
        cost_month,
        subject,
        sum(amount) as own_amount
    from owned
    group by cost_month, subject
),

-- only months that the books tell are compared
general_ledger as (
    select
        months.cost_month,
        coalesce(own.subject, stated.subject) as subject,
        coalesce(own.own_amount, 0) as own_amount,
        coalesce(stated.stated_amount, 0) as stated_amount,
        case
            when coalesce(own.subject, stated.subject) = 'people' then 0.02 * abs(coalesce(own.own_amount, 0))
            else {{ var('ledger_tolerance') }}
        end as within,
        months.is_closed
    from own
    full outer join stated on own.cost_month = stated.cost_month and own.subject = stated.subject
    inner join months on coalesce(own.cost_month, stated.cost_month) = months.cost_month
),

spent as (
    select
        cast({{ dbt.date_trunc('month', 'cost.date_day') }} as date) as cost_month,
        cost.account_key || '/' || cost.channel_id as subject,
        coalesce(spend.spend, 0) as spend,
        cost.amount
    from {{ ref('int_media_cost') }} as cost
    left join {{ ref('int_media_spend') }} as spend
        on
            cost.account_key = spend.account_key
            and cost.channel_id = spend.channel_id
            and cost.campaign_key = spend.campaign_key
            and cost.date_day = spend.date_day
    where cost.amount_basis = 'invoice'
),

platform_invoice as (
    select
        cost_month,
        subject,
        sum(spend) as own_amount,
        sum(amount) as stated_amount,
        0.05 * sum(spend) as within
    from spent
    group by cost_month, subject
),

together as (
{{ union_by_name(columns, [
    {'from': 'general_ledger', 'set': {'control': "'general_ledger'", 'is_ceiling': 'false'}},
    {'from': 'platform_invoice', 'set': {'control': "'platform_invoice'", 'is_closed': 'true', 'is_ceiling': 'false'}},
    {'from': ref('int_document_controls')},
]) }}
)

select
    control,
    cost_month,
    subject,
    is_closed,
    own_amount,
    stated_amount,
    {{ money('stated_amount - own_amount') }} as difference,
    case
        when abs(stated_amount - own_amount) <= within or (is_ceiling and own_amount < stated_amount) then 'agrees'
        when is_closed then 'differs'
        else 'open'
    end as verdict
from together
