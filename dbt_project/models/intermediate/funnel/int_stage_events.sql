{%- set nobody, nowhere = "'unknown'", 'cast(null as string)' -%}
{%- set person = {'subject': 'person_key', 'person': 'person_key'} -%}
{%- set guest = dict(
    person, from=ref('int_event_people'), subject='participation_key', channel="'event'", event='event_id'
) -%}
{%- set lead = dict(person, from=ref('int_leads'), subject='lead_key', where='not is_duplicate') -%}
{%- set visitor = dict(person, from=ref('int_person_acts'), subject='identifier') -%}
{#- What counts for which stages; channel, campaign and event only where they say how somebody came in. -#}
{%- set counted = [
    dict(person, funnel='life_cycle', stages=[1], from='touches', at='touched_at', where='touch_no = 1', channel='channel_id', campaign='campaign_key'),
    dict(person, funnel='life_cycle', stages=[1, 2], from=ref('int_event_people'), at='registered_at', where='is_registered'),
    dict(person, funnel='life_cycle', stages=[2], from=ref('int_person_visits'), at='started_at', where='page_views >= 2'),
    dict(person, funnel='life_cycle', stages=[2], from=ref('int_private_contacts'), at='added_at'),
    dict(person, funnel='life_cycle', stages=[3], from=ref('int_leads'), at='lead_at', where='is_valid and not is_duplicate'),
    dict(person, funnel='life_cycle', stages=[3], from=ref('int_person_acts'), at='occurred_at', where="act = 'Product Added'"),
    dict(person, funnel='life_cycle', stages=[3], from=ref('int_deals'), at='created_at', where='not is_archived'),
    dict(person, funnel='life_cycle', stages=['case when order_no = 1 then 4 else 5 end'], from='orders', at='processed_at'),
    dict(lead, funnel='lead', stages=[1], at='lead_at'),
    dict(lead, funnel='lead', stages=[2], at='became_mql_at'),
    dict(lead, funnel='lead', stages=[3], at='handed_over_at'),
    dict(lead, funnel='lead', stages=[4], at='coalesce(accepted_at, first_followup_at, handed_over_at)', where='is_accepted and not is_duplicate'),
    dict(lead, funnel='lead', stages=[5], at='became_sql_at'),
    dict(lead, funnel='lead', stages=[6], at='became_opportunity_at'),
    dict(lead, funnel='lead', stages=[7], at='became_customer_at'),
    dict(guest, funnel='event', stages=[1], at='registered_at', where='is_registered'),
    dict(guest, funnel='event', stages=[2], at='checked_in_at', where='is_attended'),
    dict(guest, funnel='event', stages=[3], at='left_at', where='is_lead'),
    dict(guest, funnel='event', stages=[4], at='signed_at'),
    dict(visitor, funnel='site', stages=[1], from=ref('int_person_visits'), at='first_page_at', channel='channel_id', campaign='campaign_key'),
    dict(visitor, funnel='site', stages=[2], from=ref('int_person_visits'), at='second_page_at'),
    dict(visitor, funnel='site', stages=[3], at='occurred_at', where="act in ('Product Added', 'Lead Submitted')"),
    dict(visitor, funnel='site', stages=[4], at='occurred_at', where="act in ('Order Completed', 'Lead Submitted')"),
    dict(person, funnel='private_domain', stages=[1], from=ref('int_private_contacts'), at='added_at', channel='channel_id'),
    dict(person, funnel='private_domain', stages=[2], from=ref('int_community_members'), at='joined_at'),
    dict(person, funnel='private_domain', stages=['case when order_no = 1 then 3 else 4 end'], from='private_orders', at='processed_at'),
] -%}
with touches as (
    select
        *,
        row_number() over (partition by person_key order by touched_at, touch_key) as touch_no
    from {{ ref('int_touches') }}
),

orders as (
    select
        person_key,
        order_key,
        processed_at,
        row_number() over (partition by person_key order by processed_at, order_key) as order_no
    from {{ ref('int_orders') }}
    where is_valid
),

private_starts as (
    select
        person_key,
        min(started_at) as started_at
    from (
        select
            person_key,
            added_at as started_at
        from {{ ref('int_private_contacts') }}
        union all
        select
            person_key,
            joined_at as started_at
        from {{ ref('int_community_members') }}
    ) as starts
    where person_key <> {{ nobody }}
    group by person_key
),

private_orders as (
    select
        orders.person_key,
        orders.processed_at,
        row_number() over (partition by orders.person_key order by orders.processed_at, orders.order_key) as order_no
    from orders
    inner join private_starts as starts
        on orders.person_key = starts.person_key and orders.processed_at >= starts.started_at
),

counted as (
    {%- for one in counted %}
    {%- set last = loop.last %}
    {%- for stage in one.stages %}
    select
        '{{ one.funnel }}' as funnel,
        {{ one.subject }} as subject_key,
        {{ one.person }} as person_key,
        {{ stage }} as stage_no,
        {{ one.at }} as event_at,
        {{ one.channel or nowhere }} as channel_id,
        {{ one.campaign or nowhere }} as campaign_key,
        {{ one.event or nowhere }} as event_id
    from {{ one.from }}
    {%- if one.where %}
    where {{ one.where }}
    {%- endif %}
    {%- if not (last and loop.last) %}
    union all
    {%- endif %}
    {%- endfor %}
    {%- endfor %}
)

select distinct
    funnel,
    subject_key,
    person_key,
    stage_no,
    event_at,
    channel_id,
    campaign_key,
    event_id
from counted
where subject_key <> {{ nobody }} and event_at is not null
