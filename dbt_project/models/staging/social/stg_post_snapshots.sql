{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'post_id': 'string', 'published_date': 'date', 'stat_date': 'date',
    'views_total': 'bigint', 'likes_total': 'bigint', 'comments_total': 'bigint', 'shares_total': 'bigint',
    'favourites_total': 'bigint', 'is_provisional': 'boolean',
} -%}
{%- set article = {
    'platform': "'wechat_official_account'", 'post_id': 'article_id', 'published_date': 'publish_date',
    'views_total': 'read_users', 'shares_total': 'share_users', 'favourites_total': 'favourites',
} -%}
{{ union_by_name(columns, [
    {'from': source('wechat_official_account', 'wechat_official_account__article_detail'),
     'set': dict(article, likes_total='like_users', comments_total='comments')},
    {'from': source('wechat_official_account', 'wechat_official_account__article_total'),
     'set': dict(article, is_provisional='false'), 'lacks': ['likes_total', 'comments_total']},
]) }}
