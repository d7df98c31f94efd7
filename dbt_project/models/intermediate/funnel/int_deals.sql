with contacts as (
    select
        links.platform,
        links.account_id,
        links.deal_id,
        min(persons.person_key) as person_key
    from {{ ref('stg_crm_deal_contacts') }} as links
    inner join {{ ref('int_identity_groups') }} as persons
        on 'contact:' || links.account_id || '/' || links.contact_id = persons.identifier
    group by links.platform, links.account_id, links.deal_id
),

closings as (
    select
        deals.platform,
        deals.account_id,
        deals.deal_id,
        max(history.entered_at) as closed_at
    from {{ ref('stg_crm_deals') }} as deals
    inner join {{ ref('stg_crm_history') }} as history
        on
            deals.platform = history.platform
            and deals.account_id = history.account_id
            and deals.deal_id = history.deal_id
            and deals.stage_id = history.stage_id
    where deals.is_closed
    group by deals.platform, deals.account_id, deals.deal_id
),

told as (
    select
        deals.platform,
        deals.account_id,
        deals.deal_id,
        deals.deal_name,
        deals.amount_native,
        coalesce(deals.currency_code, accounts.currency_code) as currency_code,
        deals.pipeline_id,
        deals.stage_id,
        deals.pipeline_label,
        deals.stage_label,
        deals.probability,
        deals.owner_id,
        deals.sales_team,
        deals.company_id,
        deals.campaign_id,
        deals.created_at,
        case
            when deals.is_closed
                then coalesce(deals.closed_at, closings.closed_at, cast(deals.close_date as timestamp))
            else deals.closed_at
        end as closed_at,
        deals.updated_at,
        deals.is_won,
        deals.is_closed,
        deals.is_archived or missing.record_id is not null as is_archived
    from {{ ref('stg_crm_deals') }} as deals
    left join closings
        on
            deals.platform = closings.platform
            and deals.account_id = closings.account_id
            and deals.deal_id = closings.deal_id
    left join {{ ref('int_crm_missing') }} as missing
        on
            deals.platform = missing.platform
            and deals.account_id = missing.account_id
            and deals.deal_id = missing.record_id
            and missing.record_kind = 'deal'
    left join {{ ref('stg_accounts') }} as accounts
        on
            deals.platform = accounts.platform
            and deals.account_id = accounts.account_id
            and accounts.is_configured
),

deals as (
    select
        *,
        {{ business_day('coalesce(closed_at, created_at)') }} as rate_date
    from told
)

select
    {{ key_of(['deals.platform', 'deals.account_id', 'deals.deal_id']) }} as deal_key,
    deals.*,
    coalesce(contacts.person_key, 'unknown') as person_key,
    {{ in_reporting_currency('deals.amount_native', 'rates.cny_per_unit') }} as amount
from deals
left join contacts
    on
        deals.platform = contacts.platform
        and deals.account_id = contacts.account_id
        and deals.deal_id = contacts.deal_id
left join {{ ref('int_fx_days') }} as rates
    on deals.currency_code = rates.currency_code and deals.rate_date = rates.date_day
