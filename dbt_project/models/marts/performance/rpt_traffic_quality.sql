{%- set counts = [
    'sessions', 'suspect_sessions', 'engaged_sessions', 'cart_sessions', 'order_sessions', 'persons', 'identified_persons',
    'buyers',
] -%}
with visited as (
    select
        date_day,
        channel_id,
        count(*) as sessions,
        count(case when is_suspect then 1 end) as suspect_sessions,
        {%- for rule in traffic_rules() %}
        count(case when traffic_rules like '%{{ rule }};%' then 1 end) as sessions_{{ rule }},
        {%- endfor %}
        count(case when not is_suspect and is_engaged then 1 end) as engaged_sessions,
        count(case when not is_suspect and has_cart then 1 end) as cart_sessions,
        count(case when not is_suspect and has_order then 1 end) as order_sessions,
        count(distinct person_key) as persons,
        count(distinct case when is_identified then person_key end) as identified_persons,
        count(distinct case when is_buyer then person_key end) as buyers
    from {{ ref('fct_web_session') }}
    group by date_day, channel_id
),

clicked as (
    select
        date_day,
        channel_id,
        sum(clicks) as ad_clicks
    from {{ ref('fct_ad_performance_daily') }}
    group by date_day, channel_id
    having sum(clicks) > 0
),

days as (
    select
        date_day,
        channel_id
    from visited
    union
    select
        date_day,
        channel_id
    from clicked
),

measured as (
    select
        days.date_day,
        days.channel_id,
        cast(clicked.ad_clicks as bigint) as ad_clicks,
        {%- for name in counts %}
        cast(coalesce(visited.{{ name }}, 0) as bigint) as {{ name }},
        {%- endfor %}
        {%- for rule in traffic_rules() %}
        cast(coalesce(visited.sessions_{{ rule }}, 0) as bigint) as sessions_{{ rule }},
        {%- endfor %}
        coalesce(visited.sessions, 0) - coalesce(visited.suspect_sessions, 0) as trusted
    from days
    left join visited on days.date_day = visited.date_day and days.channel_id = visited.channel_id
    left join clicked on days.date_day = clicked.date_day and days.channel_id = clicked.channel_id
)

select
    date_day,
    channel_id,
    ad_clicks,
    {%- for name in counts %}
    {{ name }},
    {%- endfor %}
    {%- for rule in traffic_rules() %}
    sessions_{{ rule }},
    {%- endfor %}
    {{ ratio('suspect_sessions', 'sessions') }} as suspect_rate,
    ad_clicks - sessions as clicks_without_session,
    {{ ratio('ad_clicks - sessions', 'ad_clicks') }} as click_loss_rate,
    {{ ratio('engaged_sessions', 'trusted') }} as engaged_rate,
    {{ ratio('cart_sessions', 'trusted') }} as cart_rate,
    {{ ratio('order_sessions', 'trusted') }} as order_rate
from measured
