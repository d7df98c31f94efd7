with bought as (
    select
        platform,
        keyword,
        coalesce(match_type, 'UNKNOWN') as match_type,
        cast(count(*) as bigint) as listed_keywords,
        cast(sum(case when is_active then 1 else 0 end) as bigint) as active_keywords,
        max(bid_native) as highest_bid_native,
        min(quality_score) as lowest_quality_score
    from {{ ref('stg_ad_keywords') }}
    where keyword is not null
    group by platform, keyword, coalesce(match_type, 'UNKNOWN')
),

known as (
    select distinct
        platform,
        keyword,
        coalesce(match_type, 'UNKNOWN') as match_type
    from {{ ref('stg_ad_keyword_performance') }}
    where keyword is not null
    union
    select
        platform,
        keyword,
        match_type
    from bought
)

select
    {{ key_of(['known.platform', 'known.keyword', 'known.match_type']) }} as keyword_key,
    known.platform,
    known.keyword,
    known.match_type,
    max(case when words.word is not null then 1 else 0 end) = 1 as is_brand,
    coalesce(min(words.brand_id), 'none') as brand_id,
    max(bought.listed_keywords) as listed_keywords,
    max(bought.active_keywords) as active_keywords,
    max(bought.highest_bid_native) as highest_bid_native,
    max(bought.lowest_quality_score) as lowest_quality_score
from known
left join bought
    on
        known.platform = bought.platform
        and known.keyword = bought.keyword
        and known.match_type = bought.match_type
left join {{ ref('brand_words') }} as words on lower(known.keyword) like '%' || lower(words.word) || '%'
group by known.platform, known.keyword, known.match_type
union all
select
    'unknown' as keyword_key,
    'unknown' as platform,
    'unknown' as keyword,
    'UNKNOWN' as match_type,
    false as is_brand,
    'unknown' as brand_id,
    cast(null as bigint) as listed_keywords,
    cast(null as bigint) as active_keywords,
    cast(null as decimal(18, 6)) as highest_bid_native,
    cast(null as bigint) as lowest_quality_score
