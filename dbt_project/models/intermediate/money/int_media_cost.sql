with accounts as (
    select distinct
        platform,
        account_id,
        account_name
    from {{ ref('stg_accounts') }}
    where is_configured
),

invoices as (
    select
        {{ key_of(['accounts.platform', 'accounts.account_id']) }} as account_key,
        lines.channel_id,
        lines.cost_month,
        max(lines.incurred_date) as incurred_date,
        min(lines.team_id) as team_id,
        min(lines.project_id) as project_id,
        min(lines.cost_status) as cost_status,
        {{ money('sum(lines.amount)') }} as amount
    from {{ ref('int_ledger_lines') }} as lines
    inner join {{ ref('channels') }} as channels on lines.channel_id = channels.channel_id
    inner join accounts on lines.vendor = accounts.account_name and channels.platform = accounts.platform
    where lines.cost_category = 'media' and lines.cost_status in ('booked', 'paid')
    group by accounts.platform, accounts.account_id, lines.channel_id, lines.cost_month
),

spend as (
    select
        account_key,
        channel_id,
        campaign_key,
        date_day,
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as cost_month,
        spend,
        sum(spend) over (
            partition by account_key, channel_id, {{ dbt.date_trunc('month', 'date_day') }}
        ) as month_spend,
        row_number() over (
            partition by account_key, channel_id, {{ dbt.date_trunc('month', 'date_day') }}
            order by date_day desc, campaign_key desc
        ) as place_from_end
    from {{ ref('int_media_spend') }}
),

shares as (
    select
        spend.*,
        invoices.amount as invoice_amount,
        invoices.team_id,
        invoices.project_id,
        invoices.cost_status,
        {{ money('round(cast(invoices.amount as double) * ' ~ ratio('spend.spend', 'spend.month_spend') ~ ', 6)') }}
            as rounded_share
    from spend
    left join invoices
        on
            spend.account_key = invoices.account_key
            and spend.channel_id = invoices.channel_id
            and spend.cost_month = invoices.cost_month
)

select
    account_key,
    channel_id,
    campaign_key,
    date_day,
    cost_month,
    coalesce(team_id, 'none') as bearing_team_id,
    coalesce(project_id, 'none') as project_id,
    case when rounded_share is null then 'accrued' else cost_status end as cost_status,
    case when rounded_share is null then 'platform' else 'invoice' end as amount_basis,
    {{ money('case
        when rounded_share is null then spend
        when place_from_end = 1 then rounded_share + invoice_amount
            - sum(rounded_share) over (partition by account_key, channel_id, cost_month)
        else rounded_share
    end') }} as amount
from shares
union all
select
    invoices.account_key,
    invoices.channel_id,
    'none' as campaign_key,
    invoices.incurred_date as date_day,
    invoices.cost_month,
    invoices.team_id as bearing_team_id,
    invoices.project_id,
    invoices.cost_status,
    'invoice' as amount_basis,
    invoices.amount
from invoices
where not exists (
    select 1 from spend
    where
        spend.account_key = invoices.account_key
        and spend.channel_id = invoices.channel_id
        and spend.cost_month = invoices.cost_month
        and spend.month_spend <> 0
)
