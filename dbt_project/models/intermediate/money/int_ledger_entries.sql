{%- set kept = 'cost_native - deductible_native' if var('cost_without_tax') else 'cost_native' -%}
with events as (
    select
        event_id,
        max(project_id) as project_id
    from {{ ref('stg_events') }}
    group by event_id
),

-- a document stands in several exports: the newest tells all its lines; a recharge is kept and is no cost
entries as (
    select
        ledger.*,
        {{ key_of(["'expense_ledger'", 'ledger.file_slot', 'ledger.doc_no', 'ledger.line_no']) }} as line_key,
        cast({{ dbt.date_trunc('month', 'ledger.incurred_date') }} as date) as cost_month,
        coalesce(events.project_id, case when events.event_id is null then ledger.project_label end, 'none')
            as project_id,
        coalesce(events.event_id, 'none') as event_id,
        rank() over (
            partition by
                ledger.entry_kind, ledger.doc_no, case when ledger.entry_kind <> 'document' then ledger.line_no end
            order by
                coalesce(ledger.exported_date, {{ business_day('ledger._pulled_at') }}) desc, ledger._pulled_at desc,
                ledger.file_slot desc
        ) as reading_no
    from {{ ref('stg_ledger_entries') }} as ledger
    left join events on ledger.project_label = events.event_id
),

plans as (
    select
        project_id,
        cost_item,
        case when count(distinct team_id) = 1 then min(team_id) end as team_id,
        case when count(distinct channel_id) = 1 then min(channel_id) end as channel_id
    from {{ ref('int_budget_lines') }}
    where is_current
    group by project_id, cost_item
),

priced as (
    select
        entries.*,
        coalesce(categories.is_cost, true)
        and not coalesce(entries.account_name like '%预付%' or entries.account_name like '1123%', false) as is_cost,
        coalesce(categories.cost_category, 'unmapped') as cost_category,
        coalesce(categories.cost_scope, 'full') as cost_scope,
        case
            when entries.entry_kind = 'accrual' then 'accrued'
            when entries.entry_kind = 'commitment' then 'committed'
            when entries.status = '已付款' then 'paid'
            when entries.status = '已通过' then 'booked'
            else 'committed'
        end as cost_status,
        coalesce(
            channels.house_id, case when entries.channel_label is null then plans.channel_id else 'unknown' end, 'none'
        ) as channel_id,
        coalesce(teams.house_id, case when entries.bearing_dept is null then plans.team_id else 'unknown' end, 'none')
            as team_id,
        entries.status as document_status,
        coalesce(entries.approved_native, entries.amount_native) as cost_native,
        case
            when coalesce(entries.invoice_type, '') like '%普%' then 0
            else round(
                coalesce(entries.tax_native, 0)
                * coalesce({{ ratio('entries.approved_native', 'entries.amount_native') }}, 1), 2
            )
        end as deductible_native,
        case
            when entries.currency_code = '{{ var("reporting_currency") }}' then 1 else rates.cny_per_unit
        end as cny_per_unit
    from entries
    left join {{ ref('cost_categories') }} as categories on entries.cost_item = categories.cost_item
    left join {{ ref('int_labels') }} as channels
        on channels.label_kind = 'channel' and entries.channel_label = channels.label
    left join {{ ref('int_labels') }} as teams on teams.label_kind = 'team' and entries.bearing_dept = teams.label
    left join plans
        on
            entries.entry_kind <> 'document'
            and entries.project_id = plans.project_id
            and entries.cost_item = plans.cost_item
    left join {{ ref('int_fx_days') }} as rates
        on entries.currency_code = rates.currency_code and entries.incurred_date = rates.date_day
    where
        entries.reading_no = 1
        and (
            (
                entries.entry_kind = 'document'
                and entries.status in ('已付款', '已通过', '审批中')
                and coalesce(entries.doc_type, '') not in ('借款', '还款')
            )
            or (
                entries.entry_kind <> 'document'
                and coalesce(entries.status, '') not in ('作废', '已作废', '已取消', '取消', '已终止')
                and not (entries.entry_kind = 'commitment' and coalesce(entries.status, '') in ('已付', '已付款', '已付清'))
            )
        )
)

select
    *,
    {{ in_reporting_currency('cost_native - deductible_native', 'cny_per_unit') }} as net_amount,
    {{ in_reporting_currency(kept, 'cny_per_unit') }} as amount,
    {{ in_reporting_currency('coalesce(reversed_native, 0)', 'cny_per_unit') }} as reversed_amount
from priced
