{%- set columns = {
    'control': 'string', 'cost_month': 'date', 'subject': 'string', 'own_amount': 'decimal(18, 6)',
    'stated_amount': 'decimal(18, 6)', 'within': 'double', 'is_closed': 'boolean', 'is_ceiling': 'boolean',
} -%}
with documents as (
    select
        *,
        concat_ws('-', invoice_code, invoice_no) as invoice,
        {{ in_reporting_currency('coalesce(amount_native, approved_native)', 'cny_per_unit') }} as claimed,
        {{ in_reporting_currency('invoice_native', 'cny_per_unit') }} as face
    from {{ ref('int_ledger_entries') }}
    where entry_kind = 'document'
),

-- an invoice on several lines, or on one of more than its face; without a face nobody can say
invoice_face as (
    select
        min(cost_month) as cost_month,
        invoice as subject,
        {{ money('sum(claimed)') }} as own_amount,
        {{ money('coalesce(max(face), max(claimed))') }} as stated_amount,
        max(face) is not null as is_closed
    from documents
    where invoice_no is not null
    group by invoice
    having count(*) > 1 or sum(claimed) > max(face)
),

-- what was paid in ahead, month by month, and what the channel used up since
paid_in as (
    select
        channel_id,
        cast({{ dbt.date_trunc('month', 'paid_date') }} as date) as cost_month,
        sum(amount) as recharged,
        0 as used
    from documents
    where not is_cost and cost_status = 'paid' and channel_id not in ('none', 'unknown')
    group by channel_id, {{ dbt.date_trunc('month', 'paid_date') }}
),

begun as (
    select
        channel_id,
        min(cost_month) as first_month
    from paid_in
    group by channel_id
),

ahead as (
    select
        channel_id,
        cost_month,
        recharged,
        used
    from paid_in
    union all
    select
        used.channel_id,
        cast({{ dbt.date_trunc('month', 'used.date_day') }} as date) as cost_month,
        0 as recharged,
        used.spend as used
    from {{ ref('int_media_spend') }} as used
    inner join begun
        on
            used.channel_id = begun.channel_id
            and cast({{ dbt.date_trunc('month', 'used.date_day') }} as date) >= begun.first_month
),

recharge_months as (
    select
        channel_id as subject,
        cost_month,
        sum(recharged) as recharged,
        sum(used) as used
    from ahead
    group by channel_id, cost_month
),

recharge as (
    select
        subject,
        cost_month,
        sum(used) over (partition by subject order by cost_month) as own_amount,
        sum(recharged) over (partition by subject order by cost_month) as stated_amount
    from recharge_months
),

-- an amount in yuan beside foreign money, against the rate of its day
exchange_rate as (
    select
        min(documents.cost_month) as cost_month,
        documents.doc_no || '/' || documents.line_no as subject,
        {{ money('sum(documents.foreign_amount * rates.cny_per_unit)') }} as own_amount,
        {{ money('sum(documents.claimed)') }} as stated_amount,
        0.05 * abs(sum(documents.foreign_amount * rates.cny_per_unit)) as within
    from documents
    inner join {{ ref('int_fx_days') }} as rates
        on documents.foreign_currency_code = rates.currency_code and documents.incurred_date = rates.date_day
    group by documents.doc_no, documents.line_no
)

{{ union_by_name(columns, [
    {'from': 'invoice_face', 'set': {'control': "'invoice_face'", 'within': '0.01', 'is_ceiling': 'is_closed'}},
    {'from': 'recharge', 'set': {'control': "'recharge'", 'within': '0.01', 'is_closed': 'true', 'is_ceiling': 'true'}},
    {'from': 'exchange_rate', 'set': {'control': "'exchange_rate'", 'is_closed': 'true', 'is_ceiling': 'false'}},
]) }}
