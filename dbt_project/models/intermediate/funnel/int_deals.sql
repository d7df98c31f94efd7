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

deals as (
    select
        *,
        {{ business_day('coalesce(closed_at, created_at)') }} as rate_date
    from {{ ref('stg_crm_deals') }}
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
