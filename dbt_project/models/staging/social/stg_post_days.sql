{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'report_date': 'date',
    'live_or_on_demand': 'string', 'subscribed_status': 'string', 'country_code': 'string', 'impressions': 'bigint',
    'views': 'bigint', 'likes': 'bigint', 'comments': 'bigint', 'shares': 'bigint', 'favourites': 'bigint',
    'watch_minutes': 'double', 'impression_clicks': 'bigint',
} -%}
{%- set reach = ['impressions', 'impression_clicks'] -%}
{%- set uncut = {'live_or_on_demand': "'total'", 'subscribed_status': "'total'", 'country_code': "'total'"} -%}
{%- set video = {'platform': "'youtube'", 'post_id': 'video_id'} -%}
{#- Of a day that YouTube's bulk report tells, the days asked for video by video say nothing more. -#}
{%- set untold = 'not exists (select 1 from ' ~ source('youtube', 'youtube__channel_basic') ~ ' as told '
    ~ 'where told.account_id = asked.account_id and told.report_date = asked.report_date)' -%}
{{ union_by_name(columns, [
    {'from': source('youtube', 'youtube__channel_basic'), 'lacks': reach + ['favourites'], 'set': video},
    {'from': source('youtube', 'youtube__video_daily') ~ ' as asked', 'lacks': reach + ['favourites'],
     'set': dict(uncut, **video), 'where': untold},
    {'from': source('youtube', 'youtube__channel_reach'),
     'lacks': ['views', 'likes', 'comments', 'shares', 'favourites', 'watch_minutes'],
     'set': dict(uncut, platform="'youtube'", post_id='video_id', live_or_on_demand="'thumbnails'")},
    {'from': source('douyin', 'douyin__video_days'), 'lacks': reach + ['favourites', 'watch_minutes'],
     'set': dict(uncut, platform="'douyin'")},
]) }}
