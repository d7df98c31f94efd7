{%- set same_need_hours = 90 * 24 -%}
with lead_deals as (
    select
        leads.platform,
        leads.account_id,
        leads.lead_id,
        min(deals.created_at) as opened_at,
        min(case when deals.is_won then deals.closed_at end) as won_at
    from {{ ref('stg_crm_leads') }} as leads
    inner join {{ ref('int_deals') }} as deals
        on
            leads.platform = deals.platform
            and leads.account_id = deals.account_id
            and leads.converted_deal_id = deals.deal_id
            and not deals.is_archived
    group by leads.platform, leads.account_id, leads.lead_id
),

leads as (
    select
        {{ key_of(['leads.platform', 'leads.account_id', 'leads.lead_id']) }} as lead_key,
        leads.*,
        coalesce(persons.person_key, 'unknown') as person_key,
        coalesce(statuses.is_checked, false) as is_checked,
        coalesce(statuses.is_valid, true) as is_valid,
        coalesce(leads.became_opportunity_at, lead_deals.opened_at) as opportunity_at,
        coalesce(leads.became_customer_at, lead_deals.won_at) as customer_at
    from {{ ref('stg_crm_leads') }} as leads
    left join {{ ref('int_crm_missing') }} as missing
        on
            leads.platform = missing.platform
            and leads.account_id = missing.account_id
            and leads.lead_id = missing.record_id
            and missing.record_kind = 'lead'
    left join {{ ref('int_identity_groups') }} as persons
        on 'contact:' || leads.account_id || '/' || leads.contact_id = persons.identifier
    left join {{ ref('crm_statuses') }} as statuses
        on leads.platform = statuses.platform and leads.lead_status = statuses.lead_status
    left join lead_deals
        on
            leads.platform = lead_deals.platform
            and leads.account_id = lead_deals.account_id
            and leads.lead_id = lead_deals.lead_id
    where missing.record_id is null
),

gaps as (
    select
        lead_key,
        person_key,
        platform,
        is_valid,
        created_at,
        lag(created_at) over (partition by person_key order by created_at, platform, lead_key) as previous_at
    from leads
    where person_key <> 'unknown'
),

needs as (
    select
        *,
        sum(
            case
                when previous_at is null then 1
                when {{ hours_between('previous_at', 'created_at') }} > {{ same_need_hours }} then 1
                else 0
            end
        ) over (
            partition by person_key order by created_at, platform, lead_key
            rows between unbounded preceding and current row
        ) as need_no
    from gaps
),

originals as (
    select
        lead_key,
        first_value(lead_key) over (
            partition by person_key, need_no
            order by case when is_valid then 0 else 1 end, created_at, platform, lead_key
        ) as original_key
    from needs
)

select
    leads.*,
    case when originals.original_key <> leads.lead_key then originals.original_key end as duplicate_of
from leads
left join originals on leads.lead_key = originals.lead_key
