{%- set figures = {
    'followers_gained': 'bigint', 'followers_lost': 'bigint', 'profile_views': 'bigint', 'impressions': 'bigint',
    'views': 'bigint', 'likes': 'bigint', 'comments': 'bigint', 'shares': 'bigint',
} -%}
{%- set columns = dict(figures, followers_total='bigint', is_running='boolean', platform='string', owner_id='string',
    report_date='date', exported_on='date', file_name='string') -%}
{%- set told = figures.keys() | list + ['followers_total'] -%}
{#- An account that the API reads is taken from it alone. -#}
{%- set no_api = 'owner_id not in (select account_id from ' -%}
{%- set order = "order by coalesce(exported_on, cast('1970-01-01' as date))" -%}
with days as (
    {{ union_by_name(columns, [
        {'from': source('linkedin_pages_exports', 'linkedin_pages_exports__page_days'),
         'lacks': ['followers_lost', 'views', 'followers_total'],
         'set': {'platform': "'linkedin_pages'", 'profile_views': 'page_views', 'file_name': 'account_id',
                 'is_running': 'false'},
         'where': no_api ~ source('linkedin_pages', 'linkedin_pages__page_days') ~ ')'},
        {'from': source('x_twitter_exports', 'x_twitter_exports__account_days'),
         'set': {'platform': "'x_twitter'", 'file_name': 'account_id', 'is_running': 'false'},
         'lacks': ['followers_total']},
        {'from': source('douyin_exports', 'douyin_exports__account_days'),
         'set': {'platform': "'douyin'", 'file_name': 'account_id'},
         'where': no_api ~ source('douyin', 'douyin__account_days') ~ ')'},
        {'from': source('bilibili_exports', 'bilibili_exports__account_days'),
         'set': {'platform': "'bilibili'", 'file_name': 'account_id'}},
        {'from': source('xiaohongshu', 'xiaohongshu__account_days'),
         'set': {'platform': "'xiaohongshu'", 'file_name': 'account_id'}},
        {'from': source('wechat_official_account_exports', 'wechat_official_account_exports__account_days'),
         'lacks': ['followers_gained', 'followers_lost', 'followers_total', 'profile_views', 'impressions', 'likes', 'comments'],
         'set': {'platform': "'wechat_official_account'", 'file_name': 'account_id', 'views': 'read_users', 'shares': 'share_users',
                 'is_running': 'false'},
         'where': "channel = '全部' and " ~ no_api
             ~ source('wechat_official_account', 'wechat_official_account__follower_cumulate') ~ ')'},
    ]) }}
),

-- a file that shows what there was by the end of each day tells of a day what it added, but not of its first one
grown as (
    select
        platform,
        owner_id,
        report_date,
        exported_on,
        file_name,
        {%- for figure in figures %}
        {%- set before = last_told(figure, 'partition by platform, owner_id, file_name order by report_date') %}
        case
            when not is_running then {{ figure }}
            when {{ figure }} is not null then greatest({{ figure }}, {{ before }}) - {{ before }}
        end as {{ figure }},
        {%- endfor %}
        followers_total
    from days
),

-- a day stands in several files: of each figure the one told last counts
newest as (
    select
        platform,
        owner_id,
        report_date,
        {%- for figure in told %}
        coalesce(
            {{ figure }},
            {{ last_told(figure, 'partition by platform, owner_id, report_date ' ~ order ~ ', file_name') }}
        ) as {{ figure }},
        {%- endfor %}
        row_number() over (
            partition by platform, owner_id, report_date {{ order }} desc, file_name desc
        ) as recency
    from grown
)

select
    platform,
    owner_id as account_id,
    report_date,
    {{ told | join(',\n    ') }}
from newest
where recency = 1
