{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'report_date': 'date', 'follower_source': 'string',
    'followers_gained': 'bigint', 'followers_lost': 'bigint', 'followers_total': 'bigint', 'profile_views': 'bigint',
    'impressions': 'bigint', 'views': 'bigint', 'watch_minutes': 'double', 'likes': 'bigint', 'comments': 'bigint',
    'shares': 'bigint',
} -%}
{%- set activity = ['profile_views', 'impressions', 'views', 'watch_minutes', 'likes', 'comments', 'shares'] -%}
{{ union_by_name(columns, [
    {'from': source('wechat_official_account', 'wechat_official_account__follower_summary'),
     'set': {'platform': "'wechat_official_account'", 'follower_source': 'user_source'},
     'lacks': activity + ['followers_total']},
    {'from': source('wechat_official_account', 'wechat_official_account__follower_cumulate'),
     'set': {'platform': "'wechat_official_account'", 'follower_source': "'total'"},
     'lacks': activity + ['followers_gained', 'followers_lost']},
    {'from': source('youtube', 'youtube__channel_daily'),
     'set': {'platform': "'youtube'", 'follower_source': "'total'", 'followers_gained': 'subscribers_gained',
             'followers_lost': 'subscribers_lost'},
     'lacks': ['followers_total', 'profile_views', 'impressions']},
]) }}
