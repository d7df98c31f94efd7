{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'stat_date': 'date', 'breakdown': 'string', 'segment': 'string',
    'followers': 'bigint', 'readers': 'bigint', 'views': 'double',
} -%}
{%- set watched = ['followers', 'readers'] -%}
{%- set way = source('youtube', 'youtube__channel_traffic') -%}
{#- Percentages of a slice of viewers are views once that slice's own views are known. -#}
{%- set known = source('youtube', 'youtube__channel_demographics') ~ ' as groups inner join '
    ~ source('youtube', 'youtube__channel_basic') ~ ' as slices on groups.account_id = slices.account_id'
    ~ ' and groups.report_date = slices.report_date and groups.video_id = slices.video_id'
    ~ ' and groups.live_or_on_demand = slices.live_or_on_demand'
    ~ ' and groups.subscribed_status = slices.subscribed_status and groups.country_code = slices.country_code' -%}
{%- set arms = [
    {'from': source('instagram', 'instagram__audience'), 'lacks': ['readers', 'views'], 'set': {'platform': "'instagram'"}},
    {'from': source('douyin', 'douyin__audience'), 'lacks': ['readers', 'views'], 'set': {'platform': "'douyin'"}},
    {'from': source('linkedin_pages', 'linkedin_pages__audience'), 'lacks': ['readers', 'views'],
     'set': {'platform': "'linkedin_pages'"}},
    {'from': source('wechat_official_account', 'wechat_official_account__account_readers'), 'lacks': ['followers', 'views'],
     'set': {'platform': "'wechat_official_account'", 'stat_date': 'report_date', 'breakdown': "'read_source'",
             'segment': 'read_source', 'readers': 'read_users'}},
    {'from': '(select account_id, report_date, traffic_source, sum(views) as views from ' ~ way
             ~ ' group by account_id, report_date, traffic_source) as ways', 'lacks': watched,
     'set': {'platform': "'youtube'", 'stat_date': 'report_date', 'breakdown': "'traffic_source'", 'segment': 'traffic_source'}},
] -%}
{%- for breakdown, column in {'age': 'age_group', 'gender': 'gender'}.items() -%}
{%- do arms.append({
    'from': '(select groups.account_id, groups.report_date, groups.' ~ column ~ ' as segment,'
            ~ ' sum(groups.views_percentage * slices.views / 100e0) as views from ' ~ known
            ~ ' group by groups.account_id, groups.report_date, groups.' ~ column ~ ') as grouped', 'lacks': watched,
    'set': {'platform': "'youtube'", 'stat_date': 'report_date', 'breakdown': "'" ~ breakdown ~ "'"},
}) -%}
{%- endfor -%}
{{ union_by_name(columns, arms) }}
