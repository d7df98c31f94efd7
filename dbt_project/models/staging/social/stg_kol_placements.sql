{%- set columns = {
    'platform': 'string', 'placement_id': 'string', 'order_id': 'string', 'campaign': 'string', 'creator_id': 'string',
    'creator_name': 'string', 'creator_tier': 'string', 'followers': 'bigint', 'content_id': 'string',
    'post_url': 'string', 'content_type': 'string', 'published_date': 'date', 'stat_date': 'date',
    'contract_fee': 'decimal(18,6)', 'platform_fee': 'decimal(18,6)', 'total_cost': 'decimal(18,6)',
    'boost_cost': 'decimal(18,6)', 'impressions_total': 'bigint', 'views_total': 'bigint', 'likes_total': 'bigint',
    'comments_total': 'bigint', 'shares_total': 'bigint', 'favourites_total': 'bigint', 'file_name': 'string',
    '_pulled_at': 'timestamp',
} -%}
{{ union_by_name(columns, [
    {'from': source('kol_campaigns', 'kol_campaigns__placements'),
     'set': {'file_name': 'account_id', 'stat_date': 'coalesce(stat_date, ' ~ day_before('_pulled_at') ~ ')'}},
]) }}
