with sessions as (
    select
        sessions.session_key,
        sessions.identifier,
        sessions.started_at,
        sessions.session_date as date_day,
        sessions.page_views,
        sessions.track_events,
        sessions.form_seconds,
        sessions.is_data_centre,
        sessions.is_junk_phone,
        {{ seconds_between('sessions.started_at', 'sessions.ended_at') }} as seconds,
        {{ seconds_between('sessions.first_page_at', 'sessions.last_page_at') }} as page_seconds,
        coalesce(channels.ownership = 'paid', false) as is_paid,
        campaigns.campaign_key,
        {{ local_hour('sessions.started_at', "coalesce(accounts.time_zone, '" ~ var('business_zone') ~ "')") }}
            as hour_at
    from {{ ref('int_visits') }} as sessions
    left join {{ ref('channels') }} as channels on sessions.channel_id = channels.channel_id
    left join {{ ref('int_campaigns') }} as campaigns on sessions.campaign_key = campaigns.campaign_key
    left join {{ ref('stg_accounts') }} as accounts
        on
            campaigns.platform = accounts.platform
            and campaigns.account_id = accounts.account_id
            and accounts.is_configured
),

busy_devices as (
    select
        identifier,
        date_day,
        count(*) as clicks
    from sessions
    where is_paid
    group by identifier, date_day
),

campaign_hours as (
    select
        campaign_key,
        hour_at,
        count(*) as clicks
    from sessions
    where campaign_key is not null
    group by campaign_key, hour_at
),

usual_hours as (
    select
        campaign_key,
        sum(clicks) / (24.0e0 * count(distinct cast(hour_at as date))) as clicks
    from campaign_hours
    group by campaign_key
),

bursts as (
    select
        campaign_hours.campaign_key,
        campaign_hours.hour_at,
        rules.rule_id
    from campaign_hours
    inner join usual_hours on campaign_hours.campaign_key = usual_hours.campaign_key
    inner join {{ ref('traffic_rules') }} as rules
        on
            rules.rule_id = 'odd_hour_burst'
            and campaign_hours.clicks >= rules.at_least
            and campaign_hours.clicks >= rules.threshold * usual_hours.clicks
    where extract(hour from campaign_hours.hour_at) between 1 and 4
),

hits as (
    select
        session_key,
        'data_centre' as rule_id
    from sessions
    where is_data_centre
    union all
    select
        session_key,
        'junk_phone' as rule_id
    from sessions
    where is_junk_phone
    union all
    select
        sessions.session_key,
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
        rules.rule_id
    from sessions
    inner join busy_devices
        on sessions.identifier = busy_devices.identifier and sessions.date_day = busy_devices.date_day
    inner join {{ ref('traffic_rules') }} as rules
        on rules.rule_id = 'many_clicks' and busy_devices.clicks >= rules.at_least
    where sessions.is_paid
    union all
    select
        sessions.session_key,
        bursts.rule_id
    from sessions
    inner join bursts on sessions.campaign_key = bursts.campaign_key and sessions.hour_at = bursts.hour_at
)

-- A rule that is no longer listed flags nothing.
select
    hits.session_key,
    hits.rule_id,
    rules.strength,
    max(case when rules.strength = 'strong' then 1 else 0 end) over (partition by hits.session_key) = 1
    or count(*) over (partition by hits.session_key) >= 2 as is_suspect
from hits
inner join {{ ref('traffic_rules') }} as rules on hits.rule_id = rules.rule_id
