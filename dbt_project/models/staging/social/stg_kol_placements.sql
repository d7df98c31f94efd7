{%- set columns = {
    'platform': 'string', 'placement_id': 'string', 'order_id': 'string', 'campaign': 'string', 'creator_id': 'string',
    'creator_name': 'string', 'creator_tier': 'string', 'mcn_name': 'string', 'followers': 'bigint',
    'content_id': 'string', 'post_url': 'string', 'content_type': 'string', 'published_date': 'date',
    'stat_date': 'date', 'is_delivered': 'boolean', 'contract_fee': 'decimal(18,6)', 'platform_fee': 'decimal(18,6)',
    'total_cost': 'decimal(18,6)', 'boost_cost': 'decimal(18,6)', 'impressions_total': 'bigint',
    'boosted_impressions_total': 'bigint', 'views_total': 'bigint', 'boosted_views_total': 'bigint',
    'likes_total': 'bigint', 'comments_total': 'bigint', 'shares_total': 'bigint', 'favourites_total': 'bigint',
    'link_shows_total': 'bigint', 'link_clicks_total': 'bigint', 'completion_rate': 'double', 'play_rate_5s': 'double',
    'sample_cost': 'decimal(18,6)', 'commission': 'decimal(18,6)', 'platform_orders_total': 'bigint',
    'platform_revenue': 'decimal(18,6)', 'platform_refunds': 'decimal(18,6)', 'followers_gained_total': 'bigint',
    'promo_code': 'string', 'rebate_rate': 'decimal(18,6)', 'rebate_agreed': 'decimal(18,6)',
    'is_rebate_received': 'boolean', 'rebate_received': 'decimal(18,6)', 'signed_on': 'date', 'planned_on': 'date',
    'paid_on': 'date', 'pay_status': 'string', 'invoice_no': 'string', 'is_list': 'boolean', 'reading_id': 'string', '_pulled_at': 'timestamp',
} -%}
{#- What only lists tell. -#}
{%- set listed = [
    'sample_cost', 'commission', 'platform_orders_total', 'platform_revenue', 'platform_refunds',
    'followers_gained_total', 'promo_code', 'rebate_rate', 'rebate_agreed', 'is_rebate_received', 'rebate_received',
    'signed_on', 'planned_on', 'paid_on', 'pay_status', 'invoice_no',
] -%}
with told as (
    {{ union_by_name(columns, [
        {'from': source('xingtu', 'xingtu__orders'), 'where': "coalesce(status, '') <> 'CANCELED'",
         'set': {'platform': "'douyin'", 'placement_id': 'order_id', 'content_type': "'video'", 'is_list': 'false',
                 'reading_id': 'stat_date'},
         'lacks': listed + ['creator_tier', 'mcn_name', 'followers', 'platform_fee', 'total_cost', 'boost_cost',
                   'impressions_total', 'boosted_impressions_total', 'boosted_views_total', 'favourites_total']},
        {'from': source('pugongying', 'pugongying__notes'),
         'set': {'platform': "'xiaohongshu'", 'placement_id': 'order_id', 'content_id': 'note_id',
                 'total_cost': 'case when contract_fee is null then total_cost end', 'is_list': 'false',
                 'reading_id': 'stat_date'},
         'lacks': listed + ['creator_tier', 'boost_cost', 'link_shows_total', 'link_clicks_total']},
        {'from': source('kol_campaigns', 'kol_campaigns__placements'),
         'set': {'is_list': 'true', 'reading_id': 'account_id',
                 'stat_date': 'coalesce(stat_date, ' ~ day_before('_pulled_at') ~ ')'},
         'lacks': ['is_delivered', 'link_shows_total', 'completion_rate', 'play_rate_5s']},
    ]) }}
),

-- an agency lists what the platform tells too: its line is a reading of the platform's order
ordered as (
    select
        platform,
        content_id,
        min(placement_id) as placement_id
    from told
    where not is_list and content_id is not null
    group by platform, content_id
)

select
    {%- for name in columns if name != 'placement_id' %}
    told.{{ name }},
    {%- endfor %}
    case when told.is_list then coalesce(ordered.placement_id, told.placement_id) else told.placement_id end
        as placement_id
from told
left join ordered
    on
        told.platform = ordered.platform
        and told.content_id = ordered.content_id
