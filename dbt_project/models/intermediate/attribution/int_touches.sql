with channels as (
    {{ numbered_channels() }}
),

visits as (
    select
        session_key as touch_key,
        'visit' as touch_kind,
        source_name,
        person_key,
        started_at as touched_at,
        channel_id,
        campaign_key,
        ad_key,
        'none' as event_id,
        is_suspect
    from {{ ref('int_person_visits') }}
    where person_key <> 'unknown'
),

attendances as (
    select
        {{ key_of(["'attend'", 'people.event_id', 'people.person_key']) }} as touch_key,
        'attend' as touch_kind,
        people.source_name,
        people.person_key,
        people.checked_in_at as touched_at,
        'event' as channel_id,
        'none' as campaign_key,
        'none' as ad_key,
        people.event_id,
        false as is_suspect
    from {{ ref('int_event_people') }} as people
    where people.is_attended and people.checked_in_at is not null
),

together as (
    select * from visits
    union all
    select * from attendances
),

gaps as (
    select
        *,
        lag(touched_at) over (
            partition by person_key, channel_id, campaign_key, event_id, is_suspect order by touched_at, touch_key
        ) as previous_at
    from together
)

select
    gaps.touch_key,
    gaps.touch_kind,
    gaps.source_name,
    gaps.person_key,
    gaps.touched_at,
    {{ business_day('gaps.touched_at') }} as touch_date,
    gaps.channel_id,
    coalesce(channels.channel_no, 0) as channel_no,
    coalesce(channels.is_direct, false) as is_direct,
    gaps.campaign_key,
    gaps.ad_key,
    gaps.event_id,
    gaps.is_suspect
from gaps
left join channels on gaps.channel_id = channels.channel_id
where gaps.previous_at is null or {{ hours_between('gaps.previous_at', 'gaps.touched_at') }} > 0.5
