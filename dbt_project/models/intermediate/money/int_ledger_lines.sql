with events as (
    select
        event_id,
        max(project_id) as project_id
    from {{ ref('stg_events') }}
    group by event_id
)

select
    {{ key_of(["'expense_ledger'", 'ledger.file_slot', 'ledger.doc_no', 'ledger.line_no']) }} as line_key,
    ledger.doc_no,
    ledger.line_no,
    ledger.incurred_date,
    cast({{ dbt.date_trunc('month', 'ledger.incurred_date') }} as date) as cost_month,
    ledger.cost_item,
    ledger.vendor,
    ledger.currency_code,
    ledger.status as document_status,
    coalesce(categories.cost_category, 'unmapped') as cost_category,
    coalesce(categories.cost_scope, 'full') as cost_scope,
    case ledger.status when '已付款' then 'paid' when '已通过' then 'booked' else 'committed' end as cost_status,
    coalesce(channels.house_id, case when ledger.channel_label is null then 'none' else 'unknown' end) as channel_id,
    coalesce(teams.house_id, case when ledger.bearing_dept is null then 'none' else 'unknown' end) as team_id,
    coalesce(events.project_id, case when events.event_id is null then ledger.project_label end, 'none')
        as project_id,
    coalesce(events.event_id, 'none') as event_id,
    coalesce(ledger.approved_native, ledger.amount_native) as amount_native,
    {{ in_reporting_currency('coalesce(ledger.approved_native, ledger.amount_native)', 'rates.cny_per_unit') }}
        as amount
from {{ ref('stg_ledger_entries') }} as ledger
left join {{ ref('cost_categories') }} as categories on ledger.cost_item = categories.cost_item
left join {{ ref('int_labels') }} as channels
    on channels.label_kind = 'channel' and ledger.channel_label = channels.label
left join {{ ref('int_labels') }} as teams on teams.label_kind = 'team' and ledger.bearing_dept = teams.label
left join events on ledger.project_label = events.event_id
left join {{ ref('int_fx_days') }} as rates
    on ledger.currency_code = rates.currency_code and ledger.incurred_date = rates.date_day
where ledger.status in ('已付款', '已通过', '审批中') and coalesce(categories.is_cost, true)
