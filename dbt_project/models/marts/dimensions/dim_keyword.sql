with bought as (
    select distinct
        platform,
        keyword,
        coalesce(match_type, 'UNKNOWN') as match_type
    from {{ ref('stg_ad_keyword_performance') }}
    where keyword is not null
)

select
    {{ key_of(['bought.platform', 'bought.keyword', 'bought.match_type']) }} as keyword_key,
    bought.platform,
    bought.keyword,
    bought.match_type,
    max(case when words.word is not null then 1 else 0 end) = 1 as is_brand,
    coalesce(min(words.brand_id), 'none') as brand_id
from bought
left join {{ ref('brand_words') }} as words on lower(bought.keyword) like '%' || lower(words.word) || '%'
group by bought.platform, bought.keyword, bought.match_type
union all
select
    'unknown' as keyword_key,
    'unknown' as platform,
    'unknown' as keyword,
    'UNKNOWN' as match_type,
    false as is_brand,
    'unknown' as brand_id
