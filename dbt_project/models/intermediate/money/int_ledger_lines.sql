{%- set service = ['vendor', 'project_id', 'cost_item', 'cost_month'] -%}
{%- set facts = ['doc_no', 'line_no', 'entry_kind', 'incurred_date', 'cost_month', 'cost_item', 'vendor',
    'currency_code', 'platform', 'document_status', 'cost_category', 'cost_scope', 'channel_id', 'team_id', 'project_id', 'event_id', 'paid_date'] -%}
with costs as (
    select *
    from {{ ref('int_ledger_entries') }}
    where is_cost
),

services as (
    select
        {{ service | join(', ') }},
        sum(case when entry_kind = 'document' and cost_status in ('booked', 'paid') then amount else 0 end) as booked,
        sum(case when entry_kind = 'document' and cost_status = 'committed' then amount else 0 end) as pending,
        sum(reversed_amount) as reversed,
        min(reversed_month) as reversed_month
    from costs
    group by {{ service | join(', ') }}
),

entries as (
    select
        entries.*,
        services.reversed_month as service_reversed_month,
        coalesce(services.booked, 0) as booked,
        coalesce(services.pending, 0) as pending,
        coalesce(services.reversed, 0) as reversed,
        entries.amount - entries.reversed_amount as unreversed,
        sum(case when entries.entry_kind = 'accrual' then entries.amount - entries.reversed_amount else 0 end) over (
            partition by entries.entry_kind, entries.{{ service | join(', entries.') }}
            order by entries.line_key rows between unbounded preceding and current row
        ) as unreversed_so_far
    from costs as entries
    left join services
        on
            entries.vendor = services.vendor
            and entries.project_id = services.project_id
            and entries.cost_item = services.cost_item
            and entries.cost_month = services.cost_month
),

-- what is open of the accruals of a service, in turn, meets the invoices that no reversal has met
accruals as (
    select
        *,
        least(unreversed, greatest(0, greatest(0, booked - reversed) + unreversed - unreversed_so_far)) as met,
        least(unreversed, greatest(0, greatest(0, booked + pending - reversed) + unreversed - unreversed_so_far))
            as met_or_pending
    from entries
    where entry_kind = 'accrual'
),

-- a bill that waits or is booked is still unpaid in the list of contracts, as is one paid since the list was made
bills as (
    select
        contracts.line_key,
        sum(bills.amount) as billed
    from costs as contracts
    inner join costs as bills
        on
            contracts.vendor = bills.vendor
            and contracts.project_id = bills.project_id
            and contracts.cost_item = bills.cost_item
    where
        contracts.entry_kind = 'commitment'
        and bills.entry_kind = 'document'
        and (contracts.submitted_date is null or bills.incurred_date >= contracts.submitted_date)
        and (bills.cost_status <> 'paid' or bills.paid_date > contracts.exported_date)
    group by contracts.line_key
),

contracts as (
    select
        entries.*,
        entries.amount - greatest(0, least(
            entries.amount, coalesce(bills.billed, 0) + entries.amount - sum(entries.amount) over (
                partition by entries.vendor, entries.project_id, entries.cost_item
                order by entries.incurred_date, entries.line_key rows between unbounded preceding and current row
            )
        )) as left_amount
    from costs as entries
    left join bills on entries.line_key = bills.line_key
    where entries.entry_kind = 'commitment'
)

select
    line_key,
    {{ facts | join(',\n    ') }},
    cost_status,
    {{ money('left_amount') }} as amount,
    cost_month as booked_month,
    {{ money('0') }} as booked_amount
from contracts
where left_amount > 0
union all
select
    line_key,
    {{ facts | join(',\n    ') }},
    cost_status,
    amount,
    case
        when reversed > 0 and cost_status <> 'committed' then service_reversed_month else cost_month
    end as booked_month,
    {{ money("case when cost_status = 'committed' then 0 else net_amount end") }} as booked_amount
from entries
where entry_kind = 'document'
union all
select
    line_key,
    {{ facts | join(',\n    ') }},
    case when unreversed > met then 'accrued' else 'settled' end as cost_status,
    amount,
    cost_month as booked_month,
    net_amount as booked_amount
from accruals
union all
select
    {{ key_of(["'reversal'", 'line_key']) }} as line_key,
    {{ facts | join(',\n    ') }},
    case when unreversed > met then 'accrued' else 'settled' end as cost_status,
    {{ money('-reversed_amount - met') }} as amount,
    coalesce(reversed_month, cost_month) as booked_month,
    {{ money('-reversed_amount') }} as booked_amount
from accruals
where reversed_amount + met > 0
union all
select
    {{ key_of(["'pending'", 'line_key']) }} as line_key,
    {{ facts | join(',\n    ') }},
    'committed' as cost_status,
    {{ money('met - met_or_pending') }} as amount,
    cost_month as booked_month,
    {{ money('0') }} as booked_amount
from accruals
where met_or_pending > met
