{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'post_type': 'string', 'published_date': 'date',
    'title': 'string', 'post_url': 'string', 'stat_date': 'date', 'is_hidden': 'boolean',
    'average_view_seconds': 'double', '_pulled_at': 'timestamp',
} -%}
{%- set article = {
    'platform': "'wechat_official_account'", 'post_id': 'article_id', 'post_type': "'article'",
    'published_date': 'publish_date',
} -%}
{%- set medium = "case when post_type = 'REELS' then 'reel' when post_type = 'STORY' then 'story' "
    ~ "when media_type = 'CAROUSEL_ALBUM' then 'carousel' else lower(media_type) end" -%}
{%- set status = "case post_type when 'added_photos' then 'image' when 'added_video' then 'video' "
    ~ "when 'reel' then 'reel' when 'story' then 'story' else 'text' end" -%}
{%- set tweet = {'platform': "'x_twitter'", 'post_type': "'text'"} -%}
with posts as (
    {{ union_by_name(columns, [
        {'from': source('wechat_official_account', 'wechat_official_account__article_detail'),
         'set': dict(article, post_url='url'), 'lacks': ['is_hidden', 'average_view_seconds']},
        {'from': source('wechat_official_account', 'wechat_official_account__article_total'),
         'set': article, 'lacks': ['post_url', 'is_hidden', 'average_view_seconds']},
        {'from': source('wechat_official_account', 'wechat_official_account__published_list'), 'lacks': ['average_view_seconds'],
         'where': 'article_id is not null',
         'set': dict(article, published_date='published_date', post_url='url',
                     stat_date='published_date', is_hidden='is_deleted')},
        {'from': source('youtube', 'youtube__videos'), 'lacks': ['post_url', 'average_view_seconds'],
         'set': {'platform': "'youtube'", 'post_id': 'video_id', 'post_type': "'video'",
                 'published_date': 'published_at'}},
        {'from': source('douyin', 'douyin__videos'), 'set': {'platform': "'douyin'"}},
        {'from': source('bilibili', 'bilibili__videos'), 'set': {'platform': "'bilibili'"},
         'lacks': ['is_hidden', 'average_view_seconds']},
        {'from': source('bilibili', 'bilibili__articles'), 'set': {'platform': "'bilibili'"},
         'lacks': ['is_hidden', 'average_view_seconds']},
        {'from': source('weibo', 'weibo__posts'), 'set': {'platform': "'weibo'"},
         'lacks': ['post_url', 'is_hidden', 'average_view_seconds']},
        {'from': ref('stg_post_lists'), 'lacks': ['is_hidden']},
        {'from': source('instagram', 'instagram__media'), 'lacks': ['is_hidden'],
         'set': {'platform': "'instagram'", 'post_type': medium}},
        {'from': source('facebook_pages', 'facebook_pages__posts'), 'lacks': ['is_hidden'],
         'set': {'platform': "'facebook_pages'", 'post_type': status}},
        {'from': source('linkedin_pages', 'linkedin_pages__posts'), 'lacks': ['post_url', 'is_hidden', 'average_view_seconds'],
         'set': {'platform': "'linkedin_pages'", 'post_type': "'text'"}},
        {'from': source('x_twitter', 'x_twitter__posts'), 'set': tweet, 'lacks': ['post_url', 'is_hidden', 'average_view_seconds']},
        {'from': source('x_twitter', 'x_twitter__older_posts'), 'set': tweet, 'lacks': ['post_url', 'is_hidden', 'average_view_seconds']},
    ]) }}
),

-- a title may be edited, a post stand in several files: what was read last counts
ranked as (
    select
        *,
        max(stat_date) over (partition by platform, account_id, post_id) as last_seen_date,
        max(_pulled_at) over (partition by platform, account_id, post_id) as last_read_at,
        max(case when is_hidden then 1 else 0 end) over (partition by platform, account_id, post_id) = 1
            as is_hidden_now,
        {{ first_told('average_view_seconds',
                      'partition by platform, account_id, post_id order by stat_date desc, _pulled_at desc') }}
            as last_average_view_seconds,
        row_number() over (
            partition by platform, account_id, post_id
            order by _pulled_at desc, published_date asc, post_url asc nulls last, title asc
        ) as reading_no
    from posts
)

select
    platform,
    account_id,
    post_id,
    post_type,
    published_date,
    title,
    post_url,
    last_seen_date,
    last_read_at,
    last_average_view_seconds as average_view_seconds,
    is_hidden_now as is_hidden
from ranked
where reading_no = 1
