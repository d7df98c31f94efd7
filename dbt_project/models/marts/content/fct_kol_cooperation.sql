with readings as (
    select
        *,
        row_number() over (
            partition by platform, placement_id order by stat_date desc, _pulled_at desc, file_name asc
        ) as reading_no,
        row_number() over (
            partition by platform, placement_id, case when stat_date <= published_date + 7 then 1 else 0 end
            order by stat_date desc, _pulled_at desc, file_name asc
        ) as early_no
    from {{ ref('stg_kol_placements') }}
),

first_week as (
    select
        platform,
        placement_id,
        views_total
    from readings
    where early_no = 1 and stat_date <= published_date + 7
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
    latest.followers as followers_total,
    latest.order_id,
    latest.content_id,
    latest.post_url,
    coalesce(latest.content_type, 'unknown') as content_type,
    latest.published_date,
    latest.stat_date,
    latest.contract_fee,
    latest.platform_fee,
    latest.total_cost as full_cost,
    latest.boost_cost,
    latest.impressions_total,
    first_week.views_total as views_day_7_total,
    latest.views_total,
    latest.likes_total,
    latest.comments_total,
    latest.shares_total,
    latest.favourites_total
from readings as latest
left join first_week
    on
        latest.platform = first_week.platform
        and latest.placement_id = first_week.placement_id
where latest.reading_no = 1
