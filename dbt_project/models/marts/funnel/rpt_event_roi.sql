with participation as (
    select
        event_id,
        count(case when is_registered then 1 end) as registered,
        count(case when is_approved then 1 end) as approved,
        count(case when is_approved and is_attended then 1 end) as approved_attended,
        count(case when is_attended then 1 end) as attended,
        count(case when is_walk_in then 1 end) as walk_ins,
        count(case when is_lead then 1 end) as leads,
        count(case when handed_over_at is not null then 1 end) as leads_handed_over,
        count(case when is_accepted then 1 end) as leads_accepted,
        sum(deals) as deals,
        sum(letters_of_intent) as letters_of_intent,
        sum(signed_amount) as signed_amount,
        sum(tickets) as tickets,
        sum(ticket_revenue) as ticket_revenue,
        sum(ticket_fees) as ticket_fees,
        sum(ticket_refunds) as ticket_refunds
    from {{ ref('fct_event_participation') }}
    group by event_id
),

costs as (
    select
        entries.event_id,
        sum(case when categories.event_part = 'venue' then entries.cost else 0 end) as venue_cost,
        sum(case when categories.event_part = 'material' then entries.cost else 0 end) as material_cost,
        sum(case when categories.event_part = 'promotion' then entries.cost else 0 end) as promotion_cost,
        sum(case when entries.cost_scope in ('media', 'direct') then entries.cost else 0 end) as direct_cost,
        sum(entries.cost) as full_cost
    from {{ ref('fct_marketing_cost') }} as entries
    left join {{ ref('cost_categories') }} as categories on entries.cost_item = categories.cost_item
    where entries.is_actual and entries.event_id <> 'none'
    group by entries.event_id
),

credit as (
    select
        event_id,
        attribution_model,
        cast(sum(case when goal_id = 'order' then credit else 0 end) as double) as attributed_orders,
        sum(case when goal_id = 'order' then credited_value else 0 end) as attributed_revenue,
        sum(case when goal_id = 'deal' then credited_value else 0 end) as attributed_deal_value
    from {{ ref('fct_attribution_credit') }}
    where event_id <> 'none'
    group by event_id, attribution_model
),

events as (
    select
        events.event_id,
        models.attribution_model,
        events.event_name,
        events.event_type,
        events.city,
        events.event_date,
        events.project_id,
        events.team_id,
        events.brand_id,
        events.region_id,
        events.product_line,
        events.status,
        events.target_invited,
        events.target_attended,
        events.target_leads,
        events.target_deal_amount,
        events.planned_cost,
        coalesce(participation.registered, 0) as registered,
        coalesce(participation.approved, 0) as approved,
        coalesce(participation.approved_attended, 0) as approved_attended,
        coalesce(participation.attended, 0) as attended,
        coalesce(participation.walk_ins, 0) as walk_ins,
        coalesce(participation.leads, 0) as leads,
        coalesce(participation.leads_handed_over, 0) as leads_handed_over,
        coalesce(participation.leads_accepted, 0) as leads_accepted,
        coalesce(participation.deals, 0) as deals,
        coalesce(participation.letters_of_intent, 0) as letters_of_intent,
        coalesce(participation.signed_amount, 0) as signed_amount,
        events.tickets_offered,
        coalesce(participation.tickets, 0) as tickets,
        coalesce(participation.ticket_revenue, 0) as ticket_revenue,
        coalesce(participation.ticket_fees, 0) as ticket_fees,
        coalesce(participation.ticket_refunds, 0) as ticket_refunds,
        coalesce(costs.venue_cost, 0) as venue_cost,
        coalesce(costs.material_cost, 0) as material_cost,
        coalesce(costs.promotion_cost, 0) as promotion_cost,
        coalesce(costs.direct_cost, 0) as direct_cost,
        coalesce(costs.full_cost, 0) as full_cost,
        coalesce(credit.attributed_orders, 0) as attributed_orders,
        coalesce(credit.attributed_revenue, 0) as attributed_revenue,
        coalesce(credit.attributed_deal_value, 0) as attributed_deal_value
    from {{ ref('dim_event') }} as events
    cross join {{ ref('attribution_models') }} as models
    left join participation on events.event_id = participation.event_id
    left join costs on events.event_id = costs.event_id
    left join credit on events.event_id = credit.event_id and models.attribution_model = credit.attribution_model
    where events.event_id not in ('unknown', 'none')
)

select
    event_id,
    attribution_model,
    event_name,
    event_type,
    city,
    event_date,
    project_id,
    team_id,
    brand_id,
    region_id,
    product_line,
    status,
    target_invited,
    target_attended,
    target_leads,
    target_deal_amount,
    registered,
    approved,
    approved_attended,
    attended,
    walk_ins,
    leads,
    leads_handed_over,
    leads_accepted,
    cast(deals as bigint) as deals,
    cast(letters_of_intent as bigint) as letters_of_intent,
    {{ money('signed_amount') }} as signed_amount,
    tickets_offered,
    cast(tickets as bigint) as tickets,
    {{ money('ticket_revenue') }} as ticket_revenue,
    {{ money('ticket_fees') }} as ticket_fees,
    {{ money('ticket_refunds') }} as ticket_refunds,
    {{ money('planned_cost') }} as planned_cost,
    {{ money('venue_cost') }} as venue_cost,
    {{ money('material_cost') }} as material_cost,
    {{ money('promotion_cost') }} as promotion_cost,
    {{ money('full_cost - venue_cost - material_cost - promotion_cost') }} as other_cost,
    {{ money('direct_cost') }} as direct_cost,
    {{ money('full_cost') }} as full_cost,
    attributed_orders,
    {{ money('attributed_revenue') }} as attributed_revenue,
    {{ money('attributed_deal_value') }} as attributed_deal_value,
    {{ ratio('approved_attended', 'approved') }} as attendance_rate,
    {{ ratio('leads', 'attended') }} as lead_rate,
    {{ ratio('deals', 'attended') }} as event_conversion_rate,
    {{ ratio('full_cost', 'attended') }} as cost_per_attendee,
    {{ ratio('full_cost', 'leads') }} as cost_per_lead,
    {{ ratio('full_cost', 'deals') }} as cost_per_deal,
    {{ ratio('signed_amount + ticket_revenue + attributed_revenue - full_cost', 'full_cost') }} as roi_full
from events
