with sources as (
    select distinct
        session_date,
        match_key,
        click_id_kind,
        utm_source,
        utm_medium,
        rule_content as utm_content,
        referrer_host
    from {{ ref('int_web_sessions') }}
),

combinations as (
    select distinct
        match_key,
        click_id_kind,
        utm_source,
        utm_medium,
        utm_content,
        referrer_host
    from sources
),

matches as (
    select
        combinations.match_key,
        min(rules.rule_no) as rule_no
    from combinations
    inner join {{ ref('channel_rules') }} as rules
        on
            (coalesce(rules.click_id_kind, '') = '' or combinations.click_id_kind like rules.click_id_kind)
            and (coalesce(rules.utm_source, '') = '' or combinations.utm_source like rules.utm_source)
            and (coalesce(rules.utm_medium, '') = '' or combinations.utm_medium like rules.utm_medium)
            and (coalesce(rules.utm_content, '') = '' or combinations.utm_content like rules.utm_content)
            and (coalesce(rules.referrer_host, '') = '' or combinations.referrer_host like rules.referrer_host)
    group by combinations.match_key
)

select
    sources.session_date,
    sources.match_key,
    sources.click_id_kind,
    sources.utm_source,
    sources.utm_medium,
    sources.utm_content,
    sources.referrer_host,
    matches.rule_no,
    rules.channel_id,
    channels.platform
from sources
inner join matches on sources.match_key = matches.match_key
inner join {{ ref('channel_rules') }} as rules on matches.rule_no = rules.rule_no
left join {{ ref('channels') }} as channels on rules.channel_id = channels.channel_id
