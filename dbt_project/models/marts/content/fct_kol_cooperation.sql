{#- Each source knows facts of its own: of each the newest reading that tells it counts, of one day the platform's. -#}
{%- set newest = 'partition by platform, placement_id '
    ~ 'order by stat_date desc, is_list asc, _pulled_at desc, reading_id asc' -%}
{%- set facts = [
    'order_id', 'campaign', 'creator_id', 'creator_name', 'creator_tier', 'mcn_name', 'followers', 'content_id',
    'post_url', 'content_type', 'published_date', 'is_delivered', 'contract_fee', 'platform_fee', 'total_cost',
    'boost_cost', 'sample_cost', 'commission', 'platform_orders_total', 'platform_revenue', 'platform_refunds',
    'followers_gained_total', 'promo_code', 'impressions_total', 'boosted_impressions_total', 'views_total', 'boosted_views_total',
    'likes_total', 'comments_total', 'shares_total', 'favourites_total', 'link_shows_total', 'link_clicks_total',
    'completion_rate', 'play_rate_5s', 'rebate_rate', 'rebate_agreed', 'is_rebate_received', 'rebate_received',
    'signed_on', 'planned_on', 'paid_on', 'pay_status', 'invoice_no',
] -%}
{#- A list may leave the fee, of which it tells the share, to the platform. -#}
{%- set rebate = 'coalesce(latest.rebate_agreed, round(latest.contract_fee * latest.rebate_rate, 2))' -%}
{%- set received = 'case when latest.is_rebate_received then coalesce(latest.rebate_received, ' ~ rebate ~ ') '
    ~ 'when not latest.is_rebate_received then 0 end' -%}
{#- Results at fixed ages: the newest reading of that age that is older than the age before. -#}
{%- set ages = [
    {'first': 0, 'last': 1}, {'first': 2, 'last': 3}, {'first': 4, 'last': 7}, {'first': 15, 'last': 30},
] -%}
with readings as (
    select
        platform,
        placement_id,
        stat_date,
        {%- for fact in facts %}
        {{ first_told(fact, newest) }} as {{ fact }},
        {%- endfor %}
        views_total as views_read,
        row_number() over ({{ newest }}) as reading_no,
        {{ dbt.datediff('published_date', 'stat_date', 'day') }} as age_days
    from {{ ref('stg_kol_placements') }}
),

aged as (
    select
        platform,
        placement_id,
        {%- for age in ages %}
        min(case when age_days between {{ age.first }} and {{ age.last }} then reading_no end)
            as reading_{{ age.last }},
        {%- endfor %}
        count(*) as readings
    from readings
    group by platform, placement_id
)

select
    {{ key_of(['latest.platform', 'latest.placement_id']) }} as cooperation_key,
    latest.platform as source_name,
    coalesce(latest.campaign, 'unknown') as campaign,
    coalesce(latest.creator_id, 'unknown') as creator_id,
    latest.creator_name,
    coalesce(
        latest.creator_tier,
        case
            when latest.followers is null then 'unknown'
            when latest.followers < 10000 then 'nano'
            when latest.followers < 100000 then 'micro'
            when latest.followers < 500000 then 'mid'
            when latest.followers < 1000000 then 'macro'
            else 'mega'
        end
    ) as creator_tier,
    latest.mcn_name,
    latest.followers as followers_total,
    latest.order_id,
    latest.content_id,
    latest.post_url,
    coalesce(latest.content_type, 'unknown') as content_type,
    latest.signed_on,
    latest.planned_on,
    latest.published_date,
    latest.stat_date,
    latest.is_delivered,
    latest.contract_fee,
    latest.platform_fee,
    cast(
        coalesce(
            latest.total_cost,
            latest.contract_fee + coalesce(latest.platform_fee, 0) + coalesce(latest.commission, 0)
            + coalesce(latest.sample_cost, 0)
        )
        - coalesce({{ received }}, 0) as decimal(18, 6)
    ) as full_cost,
    latest.rebate_rate,
    cast({{ rebate }} as decimal(18, 6)) as rebate_agreed,
    latest.is_rebate_received,
    cast({{ received }} as decimal(18, 6)) as rebate_received,
    latest.boost_cost,
    latest.sample_cost,
    latest.commission,
    latest.platform_orders_total,
    latest.platform_revenue,
    latest.platform_refunds,
    latest.promo_code,
    latest.pay_status,
    latest.paid_on,
    latest.invoice_no,
    latest.impressions_total,
    latest.boosted_impressions_total,
    {%- for age in ages %}
    at_{{ age.last }}.views_read as views_day_{{ age.last }}_total,
    {%- endfor %}
    latest.views_total,
    latest.boosted_views_total,
    latest.likes_total,
    latest.comments_total,
    latest.shares_total,
    latest.favourites_total,
    latest.followers_gained_total,
    latest.link_shows_total,
    latest.link_clicks_total,
    latest.completion_rate,
    latest.play_rate_5s
from readings as latest
left join aged on latest.platform = aged.platform and latest.placement_id = aged.placement_id
cross join {{ ref('int_last_closed_day') }} as closed
{%- for age in ages %}
left join readings as at_{{ age.last }}
    on
        latest.platform = at_{{ age.last }}.platform
        and latest.placement_id = at_{{ age.last }}.placement_id
        and aged.reading_{{ age.last }} = at_{{ age.last }}.reading_no
        and {{ dbt.datediff('latest.published_date', 'closed.last_closed_date', 'day') }} >= {{ age.last }}
{%- endfor %}
where latest.reading_no = 1
