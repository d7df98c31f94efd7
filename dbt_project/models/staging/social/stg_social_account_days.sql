{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'report_date': 'date', 'follower_source': 'string',
    'followers_gained': 'bigint', 'followers_lost': 'bigint', 'followers_total': 'bigint', 'profile_views': 'bigint',
    'impressions': 'bigint', 'views': 'bigint', 'watch_minutes': 'double', 'likes': 'bigint', 'comments': 'bigint',
    'shares': 'bigint', 'mentions': 'bigint', 'messages_received': 'bigint', 'message_senders': 'bigint',
    'failed_replies': 'bigint', 'ad_income_native': 'decimal(18, 6)',
} -%}
{#- What 公众号 tells beside its articles. -#}
{%- set beside = ['messages_received', 'message_senders', 'failed_replies', 'ad_income_native'] -%}
{%- set followers = ['followers_gained', 'followers_lost', 'followers_total'] -%}
{%- set activity = beside + [
    'profile_views', 'impressions', 'views', 'watch_minutes', 'likes', 'comments', 'shares', 'mentions',
] -%}
{%- set wechat = {'platform': "'wechat_official_account'"} -%}
{%- set untold = beside + followers + ['mentions', 'profile_views', 'impressions', 'watch_minutes'] -%}
{%- set reading = {'report_date': 'stat_date', 'follower_source': "'total'"} -%}
{{ union_by_name(columns, [
    {'from': source('wechat_official_account', 'wechat_official_account__follower_summary'),
     'set': {'platform': "'wechat_official_account'", 'follower_source': 'user_source'},
     'lacks': activity + ['followers_total']},
    {'from': source('wechat_official_account', 'wechat_official_account__follower_cumulate'),
     'set': {'platform': "'wechat_official_account'", 'follower_source': "'total'"},
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': source('youtube', 'youtube__channel_daily'),
     'set': {'platform': "'youtube'", 'follower_source': "'total'", 'followers_gained': 'subscribers_gained',
             'followers_lost': 'subscribers_lost', 'ad_income_native': 'ad_income'},
     'lacks': (beside | reject('equalto', 'ad_income_native') | list)
         + ['mentions', 'followers_total', 'profile_views', 'impressions']},
    {'from': source('youtube', 'youtube__channel'), 'set': dict(reading, platform="'youtube'", follower_source="'reading'"),
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': source('instagram', 'instagram__account_days'),
     'set': {'platform': "'instagram'", 'follower_source': "'total'"},
     'lacks': beside + ['mentions', 'followers_lost', 'followers_total', 'profile_views', 'impressions', 'watch_minutes']},
    {'from': source('instagram', 'instagram__account'),
     'set': {'platform': "'instagram'", 'follower_source': "'reading'", 'report_date': 'stat_date'},
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': source('facebook_pages', 'facebook_pages__page_days'),
     'set': {'platform': "'facebook_pages'", 'follower_source': "'total'", 'profile_views': 'page_views',
             'likes': 'reactions'},
     'lacks': beside + ['mentions', 'impressions', 'watch_minutes', 'comments', 'shares']},
    {'from': source('facebook_pages', 'facebook_pages__page'),
     'set': {'platform': "'facebook_pages'", 'follower_source': "'reading'", 'report_date': 'stat_date'},
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': source('linkedin_pages', 'linkedin_pages__page_days'),
     'set': {'platform': "'linkedin_pages'", 'follower_source': "'total'", 'followers_gained': 'followers_net',
             'profile_views': 'page_views'},
     'lacks': beside + ['mentions', 'followers_lost', 'followers_total', 'views', 'watch_minutes']},
    {'from': source('linkedin_pages', 'linkedin_pages__organization'),
     'set': {'platform': "'linkedin_pages'", 'follower_source': "'reading'", 'report_date': 'stat_date'},
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': source('x_twitter', 'x_twitter__account'),
     'set': {'platform': "'x_twitter'", 'follower_source': "'reading'", 'report_date': 'stat_date'},
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': ref('stg_social_day_lists'), 'set': {'follower_source': "'total'"}, 'lacks': beside + ['mentions', 'watch_minutes']},
    {'from': source('douyin', 'douyin__account_days'), 'set': {'platform': "'douyin'", 'follower_source': 'kind'},
     'lacks': beside + ['mentions', 'followers_lost', 'impressions', 'watch_minutes']},
    {'from': source('bilibili', 'bilibili__account'), 'set': dict(reading, platform="'bilibili'"),
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': '(select channel_id, report_date, max(followers_total) as followers_total from '
             ~ source('tencent_ads', 'tencent_ads__channel_fans') ~ ' group by channel_id, report_date) as fans',
     'set': {'platform': "'wechat_channels'", 'account_id': 'channel_id', 'follower_source': "'total'"},
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': '(select account_id, report_date, count(*) as mentions from '
             ~ source('x_twitter', 'x_twitter__mentions') ~ ' group by account_id, report_date) as named',
     'set': {'platform': "'x_twitter'", 'follower_source': "'mentions'"},
     'lacks': (activity | reject('equalto', 'mentions') | list) + ['followers_gained', 'followers_lost', 'followers_total']},
    {'from': source('weibo', 'weibo__account'), 'set': dict(reading, platform="'weibo'"),
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': source('wechat_official_account', 'wechat_official_account__account_summary'), 'lacks': untold,
     'set': dict(wechat, follower_source="'readers'", views='read_users', likes='like_users', shares='share_users')},
    {'from': source('wechat_official_account', 'wechat_official_account__reader_days'), 'lacks': untold + ['likes', 'comments'],
     'where': 'is_total and hour = -1', 'set': dict(wechat, follower_source="'readers before 2025-11'", views='read_users', shares='share_users')},
    {'from': '(select account_id, report_date, sum(messages) as messages_received,'
             ~ " sum(case when kind like 'interval%' and kind <> 'interval 0' then senders end) as message_senders from "
             ~ source('wechat_official_account', 'wechat_official_account__messages')
             ~ " where period = 'day' group by account_id, report_date) as written", 'set': dict(wechat, follower_source="'messages'"),
     'lacks': (activity | reject('in', ['messages_received', 'message_senders']) | list) + followers},
    {'from': source('wechat_official_account', 'wechat_official_account__interface_calls'), 'where': 'hour = -1',
     'set': dict(wechat, follower_source="'server'", failed_replies='failed_calls'),
     'lacks': (activity | reject('equalto', 'failed_replies') | list) + followers},
    {'from': '(select account_id, report_date, sum(income) as ad_income_native from '
             ~ source('wechat_official_account', 'wechat_official_account__ad_income')
             ~ ' group by account_id, report_date) as earned', 'set': dict(wechat, follower_source="'ad_income'"),
     'lacks': (activity | reject('equalto', 'ad_income_native') | list) + followers},
]) }}
