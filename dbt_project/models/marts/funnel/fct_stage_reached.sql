{#-
    All funnels of stage_definitions at once, each step reading the one before. First entry: the clock starts at the first event of
    stage 1, else of any, and a stage may be skipped. Any entry: a chain starts at every event of stage 1 and ends where a stage is
    missing; the deepest counts, of equals the first.
-#}
{%- set deepest = 7 -%}
with funnels as (
    select
        funnel,
        max(subject_kind) as subject_kind,
        max(mode) as mode,
        max(window_days) as window_days
    from {{ ref('stage_definitions') }}
    group by funnel
),

entered as (
    select
        events.funnel,
        events.subject_key,
        max(events.person_key) as person_key,
        funnels.mode = 'first_entry' as may_skip,
        max(funnels.window_days) as window_days,
        coalesce(min(case when events.stage_no = 1 then events.event_at end), min(events.event_at)) as entered_at,
        min(case when events.stage_no = 1 then events.event_at end) as e1
    from {{ ref('int_stage_events') }} as events
    inner join funnels on events.funnel = funnels.funnel
    where funnels.mode = 'first_entry' or events.stage_no = 1
    group by
        events.funnel, events.subject_key, funnels.mode, case when funnels.mode = 'any_entry' then events.event_at end
),

step_1 as (
    select
        funnel,
        subject_key,
        person_key,
        may_skip,
        entered_at,
        e1,
        entered_at as reached_at,
        {{ dbt.dateadd('day', 'cast(window_days as integer)', 'entered_at') }} as window_end
    from entered
),

{% for k in range(2, deepest + 1) -%}
step_{{ k }} as (
    {{ next_stage('step_' ~ (k - 1), ref('int_stage_events'), k) }}
),

{% endfor -%}
ranked as (
    select
        *,
        row_number() over (
            partition by funnel, subject_key
            order by
                0
                {%- for k in range(1, deepest + 1) %}
                + case when e{{ k }} is null then 0 else 1 end
                {%- endfor %} desc,
                entered_at asc
        ) as chain_no
    from step_{{ deepest }}
),

chains as (
    select *
    from ranked
    where chain_no = 1
),

ways as (
    select
        chains.funnel,
        chains.subject_key,
        events.channel_id,
        events.campaign_key,
        events.event_id,
        row_number() over (
            partition by chains.funnel, chains.subject_key
            order by events.event_at, events.channel_id, events.campaign_key, events.event_id
        ) as way_no
    from chains
    inner join {{ ref('int_stage_events') }} as events
        on chains.funnel = events.funnel and chains.subject_key = events.subject_key
    where
        events.channel_id is not null
        and (chains.may_skip or chains.entered_at = events.event_at)
),

entries as (
    select
        chains.*,
        funnels.subject_kind,
        funnels.window_days,
        case
            when funnels.subject_kind = 'visitor' then {{ key_of(["'visitor'", 'chains.subject_key']) }}
            else chains.subject_key
        end as told_key,
        {{ business_day('chains.entered_at') }} as cohort_date,
        coalesce(leads.channel_id, ways.channel_id, 'unknown') as entry_channel_id,
        coalesce(leads.touch_campaign_key, ways.campaign_key, 'none') as entry_campaign_key,
        coalesce(leads.event_id, ways.event_id, 'none') as entry_event_id,
        leads.account_key
    from chains
    inner join funnels on chains.funnel = funnels.funnel
    left join ways
        on chains.funnel = ways.funnel and chains.subject_key = ways.subject_key and ways.way_no = 1
    left join {{ ref('fct_lead') }} as leads on chains.funnel = 'lead' and chains.subject_key = leads.lead_key
),

placed as (
    select
        entries.*,
        case
            when events.region_id is not null then events.region_id
            when campaigns.region_id in ('none', 'unknown') then coalesce(desks.region_id, campaigns.region_id)
            else campaigns.region_id
        end as entry_region_id,
        coalesce(events.product_line, campaigns.product_line) as entry_product_line
    from entries
    left join {{ ref('dim_ad_object_history') }} as campaigns
        on entries.entry_campaign_key = campaigns.object_key and {{ stands_on('campaigns', 'entries.cohort_date') }}
    left join {{ ref('dim_event') }} as events
        on entries.entry_event_id = events.event_id and entries.entry_event_id <> 'none'
    left join {{ ref('dim_account') }} as desks
        on entries.account_key = desks.account_key and desks.account_key <> 'none'
),

arrivals as (
    select
        entries.*,
        stages.stage_no,
        stages.stage_id,
        case stages.stage_no
            {%- for k in range(1, deepest + 1) %}
            when {{ k }} then entries.e{{ k }}
            {%- endfor %}
        end as arrived_at,
        case stages.stage_no
            when 1 then entries.entered_at
            {%- for k in range(2, deepest) %}
            when {{ k }}
                then least(
                    {%- for j in range(k, deepest + 1) %}
                    entries.e{{ j }}{{ ',' if not loop.last }}
                    {%- endfor %}
                )
            {%- endfor %}
            when {{ deepest }} then entries.e{{ deepest }}
        end as passed_at
    from placed as entries
    inner join {{ ref('stage_definitions') }} as stages on entries.funnel = stages.funnel
)

select
    funnel,
    subject_kind,
    told_key as subject_key,
    person_key,
    cast(stage_no as bigint) as stage_no,
    stage_id,
    cast(window_days as bigint) as window_days,
    entered_at,
    cohort_date,
    passed_at as reached_at,
    arrived_at is null as is_inferred,
    entry_channel_id,
    entry_campaign_key,
    entry_event_id,
    entry_region_id,
    entry_product_line
from arrivals
where passed_at is not null
