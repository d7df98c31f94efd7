{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'report_date': 'date', 'cut': 'string', 'cut_value': 'string',
    'cut_name': 'string', 'cut_group': 'string', 'currency_code': 'string', 'definition': 'string', 'quality_note': 'string',
    'page_views': 'bigint', 'visitors': 'bigint', 'new_visitors': 'bigint', 'ips': 'bigint', 'sessions': 'bigint',
    'engaged_sessions': 'bigint', 'bounces': 'bigint', 'visit_seconds': 'double', 'entries': 'bigint', 'exits': 'bigint',
    'goal_conversions': 'double', 'item_visitors': 'bigint', 'cart_users': 'bigint', 'favourite_users': 'bigint',
    'placing_buyers': 'bigint', 'buyers': 'bigint', 'orders': 'bigint', 'units': 'bigint', 'refund_orders': 'bigint',
    'stock_units': 'bigint', 'stock_out_days': 'bigint', 'placed_native': 'decimal(18, 6)', 'paid_native': 'decimal(18, 6)',
    'gmv_native': 'decimal(18, 6)', 'refunded_native': 'decimal(18, 6)',
} -%}
{#- Each arm names the figures it tells; the others are null there, never zero. -#}
{%- set figures = (columns | list)[10:] -%}
{%- set tongji_visits = "visit: 30 minutes without a page, cut at midnight; bounces and seconds from told means" -%}
{%- set tongji_pages = "page: its whole address; entries and exits of visits cut as on the site" -%}
{%- set matomo_visits = "visit: 30 minutes without an action, cut at midnight and by another campaign;"
    ~ " views are actions; GMV is what orders said at the checkout" -%}
{%- set matomo_pages = "page: its whole address; sessions are visits that saw it; Others is what the archive folded" -%}
{%- set google_visits = "visit: 30 minutes without an event; engaged: two pages, ten seconds or a goal" -%}
{%- set google_note -%}
nullif(
    case when is_folded then 'rows folded into (other); ' else '' end
    || case when is_withheld then 'rows of few visitors withheld; ' else '' end
    || case when is_restricted then 'money may not be seen; ' else '' end
    || case when sampled_share > 0 then 'sampled; ' else '' end, ''
)
{%- endset -%}
{%- set google_group -%}
case channel_group
    when 'Direct' then 'direct' when 'Organic Search' then 'search' when 'Referral' then 'referral'
    when 'Organic Social' then 'social' else channel_group
end
{%- endset -%}
{{ union_by_name(columns, [
    {'from': source('google_analytics4', 'google_analytics4__days'),
     'set': {'platform': "'google_analytics4'", 'cut_name': 'source_medium', 'cut_group': google_group, 'goal_conversions': 'key_events',
             'bounces': 'sessions - engaged_sessions', 'paid_native': 'revenue', 'definition': "'" ~ google_visits ~ "'",
             'quality_note': google_note},
     'lacks': (figures | reject('in', ['page_views', 'visitors', 'new_visitors', 'sessions', 'engaged_sessions', 'bounces',
        'goal_conversions', 'orders', 'paid_native']) | list)},
    {'from': source('google_analytics4', 'google_analytics4__landing_pages'),
     'set': {'platform': "'google_analytics4'", 'cut': "'page'", 'cut_value': 'page_path', 'entries': 'sessions',
             'goal_conversions': 'key_events', 'bounces': 'sessions - engaged_sessions', 'paid_native': 'revenue',
             'definition': "'" ~ google_visits ~ "'", 'quality_note': google_note},
     'lacks': ['cut_name', 'cut_group'] + (figures | reject('in', ['visitors', 'sessions', 'engaged_sessions', 'bounces', 'entries',
        'goal_conversions', 'paid_native']) | list)},
    {'from': source('baidu_tongji', 'baidu_tongji__days'),
     'set': {'platform': "'baidu_tongji'", 'cut': "case when source = 'all' then 'total' else 'source' end", 'cut_value': 'source',
             'cut_group': "case source when 'through' then 'direct' when 'search' then 'search' when 'link' then 'referral' end",
             'definition': "'" ~ tongji_visits ~ "'"},
     'lacks': ['cut_name', 'currency_code', 'quality_note'] + (figures | reject('in', ['page_views', 'visitors', 'new_visitors',
        'ips', 'sessions', 'bounces', 'visit_seconds', 'goal_conversions']) | list)},
    {'from': source('baidu_tongji', 'baidu_tongji__pages'),
     'set': {'platform': "'baidu_tongji'", 'cut': "'page'", 'cut_value': 'page_url', 'definition': "'" ~ tongji_pages ~ "'"},
     'lacks': ['cut_name', 'cut_group', 'currency_code', 'quality_note']
        + (figures | reject('in', ['page_views', 'visitors', 'entries', 'exits']) | list)},
    {'from': source('matomo', 'matomo__days'),
     'set': {'platform': "'matomo'", 'definition': "'" ~ matomo_visits ~ "'",
             'cut_group': "case cut_value when 'Direct Entry' then 'direct' when 'Search Engines' then 'search' when 'Websites' then 'referral'"
                ~ " when 'Campaigns' then 'campaign' when 'Social Networks' then 'social' end"},
     'lacks': ['cut_name', 'quality_note'] + (figures | reject('in', ['page_views', 'visitors', 'new_visitors', 'sessions',
        'bounces', 'visit_seconds', 'orders', 'units', 'gmv_native']) | list)},
    {'from': source('matomo', 'matomo__pages'),
     'set': {'platform': "'matomo'", 'cut': "'page'", 'cut_value': 'page_url', 'definition': "'" ~ matomo_pages ~ "'"},
     'lacks': ['cut_name', 'cut_group', 'currency_code', 'quality_note']
        + (figures | reject('in', ['page_views', 'visitors', 'sessions', 'entries', 'exits']) | list)},
    {'from': ref('stg_shop_days'),
     'set': {'account_id': 'shop_id', 'currency_code': "'CNY'", 'placed_native': 'placed_amount', 'paid_native': 'paid_amount',
             'gmv_native': 'gmv', 'refunded_native': 'refund_amount',
             'stock_out_days': 'case when stock_units > 0 then 0 when stock_units = 0 then 1 end'},
     'lacks': ['new_visitors', 'ips', 'sessions', 'engaged_sessions', 'bounces', 'visit_seconds', 'entries', 'exits',
        'goal_conversions']},
]) }}
