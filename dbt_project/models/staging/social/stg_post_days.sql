{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'report_date': 'date',
    'live_or_on_demand': 'string', 'subscribed_status': 'string', 'country_code': 'string', 'impressions': 'bigint',
    'views': 'bigint', 'likes': 'bigint', 'comments': 'bigint', 'shares': 'bigint', 'favourites': 'bigint',
    'watch_minutes': 'double',
} -%}
{{ union_by_name(columns, [
    {'from': source('youtube', 'youtube__channel_basic'), 'lacks': ['impressions', 'favourites'],
     'set': {'platform': "'youtube'", 'post_id': 'video_id'}},
    {'from': source('douyin', 'douyin__video_days'), 'lacks': ['impressions', 'favourites', 'watch_minutes'],
     'set': {'platform': "'douyin'", 'live_or_on_demand': "'total'", 'subscribed_status': "'total'",
             'country_code': "'total'"}},
]) }}
