with records as (
    select
        platform,
        account_id,
        'lead' as record_kind,
        lead_id as record_id,
        updated_at
    from {{ ref('stg_crm_leads') }}
    union all
    select
        platform,
        account_id,
        'deal' as record_kind,
        deal_id as record_id,
        updated_at
    from {{ ref('stg_crm_deals') }}
    union all
    select
        platform,
        account_id,
        'company' as record_kind,
        company_id as record_id,
        updated_at
    from {{ ref('stg_crm_companies') }}
    union all
    select
        platform,
        account_id,
        'member' as record_kind,
        member_id as record_id,
        updated_at
    from {{ ref('stg_crm_campaign_members') }}
    union all
    select
        platform,
        account_id,
        'activity' as record_kind,
        activity_id as record_id,
        updated_at
    from {{ ref('stg_crm_activities') }}
    union all
    select
        platform,
        account_id,
        'order' as record_kind,
        order_id as record_id,
        updated_at
    from {{ ref('stg_crm_orders') }}
),

listings as (
    select
        platform,
        account_id,
        record_kind,
        max(listed_at) as listed_at
    from {{ ref('stg_crm_known_ids') }}
    group by platform, account_id, record_kind
)

select
    records.platform,
    records.account_id,
    records.record_kind,
    records.record_id,
    listings.listed_at
from records
inner join listings
    on
        records.platform = listings.platform
        and records.account_id = listings.account_id
        and records.record_kind = listings.record_kind
left join {{ ref('stg_crm_known_ids') }} as known
    on
        records.platform = known.platform
        and records.account_id = known.account_id
        and records.record_kind = known.record_kind
        and records.record_id = known.record_id
where known.record_id is null and records.updated_at < listings.listed_at
