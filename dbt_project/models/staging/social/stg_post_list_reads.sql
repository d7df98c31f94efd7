{#- What a list of an interface tells whole: posts published up to `oldest` days before it was read, without it all
    there are; `by_day`: those of the days it was asked for; `kind`: of this kind alone. -#}
{%- set lists = [
    {'platform': 'douyin', 'feed': 'videos'},
    {'platform': 'bilibili', 'feed': 'videos', 'oldest': 178, 'kind': 'video'},
    {'platform': 'instagram', 'feed': 'media', 'oldest': 178},
    {'platform': 'facebook_pages', 'feed': 'posts', 'oldest': 178},
    {'platform': 'linkedin_pages', 'feed': 'posts'},
    {'platform': 'youtube', 'feed': 'videos'},
    {'platform': 'x_twitter', 'feed': 'posts', 'by_day': true},
] -%}
{%- for list in lists %}
{%- set first = 'date_day - ' ~ list.oldest if list.oldest else "cast('1970-01-01' as date)" %}
select
    '{{ list.platform }}' as platform,
    account_id,
    cast({{ "'" ~ list.kind ~ "'" if list.kind else 'null' }} as string) as post_type,
    pulled_at as read_at,
    cast(null as date) as read_date,
    {{ 'date_day' if list.by_day else first }} as first_published_date,
    date_day as last_published_date
from {{ ref('stg_coverage') }}
where connector = '{{ list.platform }}' and feed = '{{ list.feed }}' and state = 'complete'
union all
{%- endfor %}

-- how far a timeline of Weibo reaches depends on the access that the app has
select
    'weibo' as platform,
    account_id,
    cast(null as string) as post_type,
    cast(null as timestamp) as read_at,
    stat_date as read_date,
    min(published_date) as first_published_date,
    stat_date as last_published_date
from {{ source('weibo', 'weibo__posts') }}
group by account_id, stat_date
union all

-- a downloaded list holds what its person chose: the days between its oldest and its newest post, of the kinds in it;
-- a comparison of chosen videos proves nothing, nor does a list cut at a thousand
select distinct
    platform,
    account_id,
    post_type,
    cast(null as timestamp) as read_at,
    stat_date as read_date,
    first_published_date,
    last_published_date
from (
    select
        platform,
        account_id,
        post_type,
        stat_date,
        min(published_date) over (partition by platform, account_id, stat_date, file_name) as first_published_date,
        max(published_date) over (partition by platform, account_id, stat_date, file_name) as last_published_date,
        count(*) over (partition by platform, account_id, stat_date, file_name) as posts
    from {{ ref('stg_post_lists') }}
    where platform <> 'bilibili'
) as downloads
where posts < 1000
