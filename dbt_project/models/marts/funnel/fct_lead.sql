with last_touches as (
    select
        leads.lead_key,
        touches.channel_id,
        touches.campaign_key,
        row_number() over (
            partition by leads.lead_key order by touches.touched_at desc, touches.touch_key desc
        ) as touch_no
    from {{ ref('int_leads') }} as leads
    inner join {{ ref('int_touches') }} as touches
        on leads.person_key = touches.person_key and leads.lead_at >= touches.touched_at
    where leads.event_id is null
)

select
    leads.lead_key,
    leads.lead_date as date_day,
    leads.person_key,
    case when leads.event_id is null then {{ key_of(['leads.platform', 'leads.account_id']) }} else 'none' end
        as account_key,
    coalesce(leads.event_id, 'none') as event_id,
    case when leads.event_id is null then coalesce(last_touches.channel_id, 'unknown') else 'event' end as channel_id,
    coalesce(last_touches.campaign_key, 'none') as touch_campaign_key,
    leads.platform as source_name,
    leads.lead_id,
    coalesce(leads.lead_status, 'event') as lead_status,
    leads.is_checked,
    leads.is_valid,
    leads.is_duplicate,
    coalesce(leads.duplicate_of, 'none') as duplicate_of,
    leads.lead_at,
    leads.became_mql_at,
    leads.became_sql_at,
    leads.became_opportunity_at,
    leads.became_customer_at,
    leads.handed_over_at,
    leads.accepted_at,
    leads.is_accepted,
    leads.first_followup_at,
    coalesce(leads.owner_id, 'unknown') as owner_id,
    case
        when leads.owner_id is null then 'unknown'
        when leads.platform = 'salesforce' and leads.owner_id like '00G%' then 'queue'
        else 'user'
    end as owner_kind,
    coalesce(leads.sales_team, 'unknown') as sales_team,
    coalesce(leads.company_key, 'none') as company_key,
    coalesce(leads.campaign_key, 'none') as campaign_key,
    cast(leads.activities as bigint) as activities,
    coalesce(leads.lead_rating, 'unknown') as lead_rating,
    cast(leads.forms_sent as bigint) as forms_sent
from {{ ref('int_leads') }} as leads
left join last_touches on leads.lead_key = last_touches.lead_key and last_touches.touch_no = 1
