with changes as (
    select
        platform,
        account_id,
        deal_id,
        stage_id,
        amount_native,
        close_date,
        row_number() over (partition by platform, account_id, deal_id order by entered_at, stage_id) as change_no
    from {{ ref('stg_crm_history') }}
),

history as (
    select
        platform,
        account_id,
        deal_id,
        count(distinct stage_id) as stages_entered,
        max(case when change_no = 1 then amount_native end) as opening_amount_native,
        nullif(count(distinct close_date), 0) - 1 as close_date_moves
    from changes
    group by platform, account_id, deal_id
)

select
    deals.deal_key,
    deals.rate_date as date_day,
    deals.person_key,
    {{ key_of(['deals.platform', 'deals.account_id']) }} as account_key,
    deals.platform as source_name,
    deals.deal_id,
    coalesce(deals.pipeline_label, deals.pipeline_id, 'unknown') as pipeline,
    coalesce(deals.stage_label, deals.stage_id, 'unknown') as stage,
    coalesce(deals.owner_id, 'unknown') as owner_id,
    coalesce(deals.sales_team, owners.sales_team, 'unknown') as sales_team,
    case
        when deals.company_id is null then 'none' else coalesce(companies.current_company_key, 'unknown')
    end as company_key,
    case when deals.campaign_id is null then 'none' else coalesce(campaigns.campaign_key, 'unknown') end
        as campaign_key,
    deals.created_at,
    deals.closed_at,
    deals.is_won,
    deals.is_closed,
    deals.is_archived,
    coalesce(deals.currency_code, 'unknown') as currency_code,
    deals.amount_native,
    deals.amount,
    cast(history.stages_entered as bigint) as stages_entered,
    history.opening_amount_native,
    cast(history.close_date_moves as bigint) as close_date_moves
from {{ ref('int_deals') }} as deals
left join history
    on
        deals.platform = history.platform
        and deals.account_id = history.account_id
        and deals.deal_id = history.deal_id
left join {{ ref('stg_crm_owners') }} as owners
    on
        deals.platform = owners.platform
        and deals.account_id = owners.account_id
        and deals.owner_id = owners.owner_id
left join {{ ref('int_companies') }} as companies
    on
        deals.platform = companies.platform
        and deals.account_id = companies.account_id
        and deals.company_id = companies.company_id
left join {{ ref('int_campaigns') }} as campaigns
    on
        deals.platform = campaigns.platform
        and deals.account_id = campaigns.account_id
        and deals.campaign_id = campaigns.campaign_id
