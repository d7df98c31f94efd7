with days as (
    select
        cast({{ dbt.date_trunc('month', 'date_day') }} as date) as month_date,
        max(date_day) as last_date
    from {{ ref('dim_date') }}
    where is_closed
    group by cast({{ dbt.date_trunc('month', 'date_day') }} as date)
),

listed as (
    select *
    from {{ ref('dim_account') }}
    where platform = 'partners'
),

first_acts as (
    select
        account_key,
        partner_id,
        min(date_day) as first_date
    from {{ ref('fct_partner_activity') }}
    group by account_key, partner_id
),

partners as (
    select
        coalesce(accounts.account_key, acts.account_key) as account_key,
        coalesce(accounts.account_id, acts.partner_id) as partner_id,
        accounts.account_name as partner_name,
        accounts.partner_level,
        accounts.brand_id,
        accounts.region_id,
        accounts.owner_team_id,
        accounts.signed_date,
        accounts.ended_date,
        case
            when accounts.signed_date < acts.first_date or acts.first_date is null then accounts.signed_date
            else acts.first_date
        end as first_date
    from listed as accounts
    full outer join first_acts as acts on accounts.account_key = acts.account_key
),

frame as (
    select
        partners.*,
        days.month_date,
        days.last_date,
        coalesce(partners.signed_date <= days.last_date, false)
        and coalesce(partners.ended_date > days.last_date, true) as is_partner
    from partners
    inner join days on partners.first_date <= days.last_date
),

sums as (
    select
        frame.account_key,
        frame.month_date,
        count(case when acts.act_kind = 'visit' then 1 end) as visits,
        count(case when acts.act_kind = 'lead' then 1 end) as leads,
        count(case when acts.lead_verdict in ('valid', 'invalid') then 1 end) as leads_checked,
        count(case when acts.lead_verdict = 'valid' then 1 end) as leads_valid,
        sum(case when acts.act_kind = 'sell_in' then acts.amount else 0 end) as sell_in,
        sum(case when acts.act_kind = 'sell_out' then acts.amount else 0 end) as sell_out,
        sum(case when acts.act_kind = 'return' then acts.amount else 0 end) as returns,
        sum(case when acts.support_status = 'booked' then acts.amount else 0 end) as support_cost,
        sum(case when acts.act_kind = 'support' and acts.support_status <> 'booked' then acts.amount else 0 end)
            as support_pending
    from frame
    inner join {{ ref('fct_partner_activity') }} as acts
        on
            frame.account_key = acts.account_key
            and acts.date_day between frame.month_date and frame.last_date
    group by frame.account_key, frame.month_date
),

sellers as (
    select distinct
        frame.account_key,
        frame.month_date
    from frame
    inner join {{ ref('fct_partner_activity') }} as acts
        on
            frame.account_key = acts.account_key
            and acts.act_kind = 'sell_out'
            and acts.date_day between {{ dbt.dateadd('day', -29, 'frame.last_date') }} and frame.last_date
)

select
    frame.month_date,
    frame.account_key,
    frame.partner_id,
    coalesce(frame.partner_name, frame.partner_id) as partner_name,
    coalesce(frame.partner_level, 'unknown') as partner_level,
    coalesce(frame.brand_id, 'unknown') as brand_id,
    coalesce(frame.region_id, 'unknown') as region_id,
    coalesce(frame.owner_team_id, 'unknown') as team_id,
    cast(case when frame.signed_date between frame.month_date and frame.last_date then 1 else 0 end as bigint)
        as opened,
    cast(case when frame.is_partner then 1 else 0 end as bigint) as partners,
    coalesce(sums.visits, 0) as visits,
    cast(case when frame.is_partner and sums.visits > 0 then 1 else 0 end as bigint) as visited,
    cast(case when sellers.account_key is not null then 1 else 0 end as bigint) as active,
    coalesce(sums.leads, 0) as leads,
    coalesce(sums.leads_checked, 0) as leads_checked,
    coalesce(sums.leads_valid, 0) as leads_valid,
    {{ money('coalesce(sums.sell_in, 0)') }} as sell_in,
    {{ money('coalesce(sums.sell_out, 0)') }} as sell_out,
    {{ money('coalesce(sums.returns, 0)') }} as returns,
    {{ money('coalesce(sums.sell_out, 0) - coalesce(sums.returns, 0)') }} as net_sales,
    {{ money('coalesce(sums.support_cost, 0)') }} as support_cost,
    {{ money('coalesce(sums.support_pending, 0)') }} as support_pending,
    {{ ratio('sums.support_cost', 'sums.sell_out - sums.returns') }} as support_cost_ratio
from frame
left join sums on frame.account_key = sums.account_key and frame.month_date = sums.month_date
left join sellers on frame.account_key = sellers.account_key and frame.month_date = sellers.month_date
