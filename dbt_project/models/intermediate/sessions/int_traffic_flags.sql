with sessions as (
    select
        sessions.session_key,
        sessions.identifier,
        sessions.started_at,
        sessions.session_date,
        sessions.page_views,
        sessions.track_events,
        sessions.form_seconds,
        sessions.is_data_centre,
        sessions.is_junk_phone,
        sessions.is_declared_bot,
        {{ seconds_between('sessions.started_at', 'sessions.ended_at') }} as seconds,
        {{ seconds_between('sessions.first_page_at', 'sessions.last_page_at') }} as page_seconds,
        coalesce(channels.ownership = 'paid', false) as is_paid,
        sessions.campaign_key,
        sessions.hour_at
    from {{ ref('int_visits') }} as sessions
    left join {{ ref('channels') }} as channels on sessions.channel_id = channels.channel_id
),

busy_devices as (
    select
        identifier,
        session_date,
        count(*) as clicks
    from sessions
    where is_paid
    group by identifier, session_date
),

hits as (
    select
        session_key,
        identifier,
        session_date,
        'data_centre' as rule_id
    from sessions
    where is_data_centre
    union all
    select
        session_key,
        identifier,
        session_date,
        'junk_phone' as rule_id
    from sessions
    where is_junk_phone
    union all
    select
        session_key,
        identifier,
        session_date,
        'declared_bot' as rule_id
    from sessions
    where is_declared_bot
    union all
    select
        sessions.session_key,
        sessions.identifier,
        sessions.session_date,
        rules.rule_id
    from sessions
    inner join {{ ref('traffic_rules') }} as rules
        on
            (rules.rule_id = 'fast_form' and sessions.form_seconds < rules.threshold)
            or (
                rules.rule_id = 'no_interaction'
                and sessions.track_events = 0
                and sessions.seconds < rules.threshold
            )
            or (
                rules.rule_id = 'impossible_speed'
                and sessions.page_views >= rules.at_least
                and sessions.page_seconds < rules.threshold * (sessions.page_views - 1)
            )
    union all
    select
        sessions.session_key,
        sessions.identifier,
        sessions.session_date,
        rules.rule_id
    from sessions
    inner join busy_devices
        on sessions.identifier = busy_devices.identifier and sessions.session_date = busy_devices.session_date
    inner join {{ ref('traffic_rules') }} as rules
        on rules.rule_id = 'many_clicks' and busy_devices.clicks >= rules.at_least
    where sessions.is_paid
    union all
    select
        sessions.session_key,
        sessions.identifier,
        sessions.session_date,
        bursts.rule_id
    from sessions
    inner join {{ ref('int_click_bursts') }} as bursts
        on
            sessions.session_date = bursts.session_date
            and sessions.campaign_key = bursts.campaign_key
            and sessions.hour_at = bursts.hour_at
)

-- A rule that is no longer listed flags nothing.
select
    hits.session_key,
    hits.identifier,
    hits.session_date,
    hits.rule_id,
    rules.strength,
    max(case when rules.strength = 'strong' then 1 else 0 end) over (partition by hits.session_key) = 1
    or count(*) over (partition by hits.session_key) >= 2 as is_suspect
from hits
inner join {{ ref('traffic_rules') }} as rules on hits.rule_id = rules.rule_id
