{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'action_type': 'string', 'claim_window': 'string', 'claimed_conversions': 'double', 'claimed_value_native': 'double',
} -%}
{%- set whole = {'action_type': "'conversion'", 'claim_window': "'account_default'",
    'claimed_conversions': 'platform_conversions', 'claimed_value_native': 'platform_conversion_value'} -%}
{%- set tencent_clock = "case time_line when 'REPORTING_TIME' then 'by_callback_date' else 'by_activation_date' end" -%}
{#- Platforms that tell goals in columns of their own: column, action, window, column of the worth. -#}
{%- set goals = {
    'xiaohongshu_ads': [
        ('interactions', 'interaction', '1h_click', 'null'), ('follows', 'follow', 'after_click', 'null'),
        ('leads', 'leads', 'after_click', 'null'), ('valid_leads_7d', 'valid_leads', '7d_click', 'null'),
        ('message_consults_24h', 'message_consult', '1d_click', 'null'),
        ('message_openings_24h', 'initiative_message', '1d_click', 'null'),
        ('message_leads_7d', 'msg_leads_num', '7d_click', 'null'),
        ('cart_adds_7d', 'shopping_cart_add', '7d_click', 'null'),
        ('orders_7d', 'goods_order', '7d_click', 'order_value_7d'),
        ('live_orders_24h', 'live_room_order', '1d_click', 'live_order_value_24h'),
        ('paid_orders_7d', 'success_goods_order', '7d_click', 'paid_value_7d'),
        ('external_conversions', 'external_leads', 'after_click', 'null'),
        ('external_orders_15d', 'external_goods_order', '15d_click', 'external_value_15d'),
        ('external_orders_30d', 'external_goods_order', '30d_click', 'external_value_30d'),
    ],
    'kuaishou_ads': [
        ('activations', 'activation', 'by_callback', 'null'), ('forms', 'form_count', 'by_callback', 'null'),
        ('payments_by_callback', 'event_pay', 'by_callback', 'payment_value_by_callback'),
        ('null', 'event_pay', '1d_after_activation', 'payment_value_1d_after_activation'),
        ('null', 'event_pay', '3d_after_activation', 'payment_value_3d_after_activation'),
        ('null', 'event_pay', '7d_after_activation', 'payment_value_7d_after_activation'),
        ('null', 'event_pay', '15d_after_activation', 'payment_value_15d_after_activation'),
        ('null', 'event_pay', '30d_after_activation', 'payment_value_30d_after_activation'),
    ],
} -%}
{%- set goal_days = [
    ('xiaohongshu_ads', source('xiaohongshu_ads', 'xiaohongshu_ads__ad_report')),
    ('xiaohongshu_ads', source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report')),
    ('kuaishou_ads', ref('stg_kuaishou_days')),
    ('baidu', source('baidu', 'baidu__ad_report')),
] -%}
{#- Baidu counts each kind of conversion by two clocks (column: action) and leaves none out. -#}
{%- set baidu_kinds = {
    'consult_clicks': 'consult_click', 'phone_clicks': 'phone_click', 'form_clicks': 'form_click',
    'ecommerce_orders': 'ecommerce_order', 'orders_submitted': 'order_submitted',
    'three_sentence_consults': 'consult_three_sentences', 'leads_left': 'lead_left',
    'one_sentence_consults': 'consult_one_sentence', 'phones_connected': 'phone_connected',
    'carts_added': 'cart_added', 'appointments': 'appointment', 'store_visits': 'store_visit',
    'wechats_added': 'wechat_added', 'payments': 'payment', 'valid_consults': 'consult_valid',
} -%}
{%- do goals.update({'baidu': [('conversions_when_converted', 'conversion', 'by_conversion_date', 'null')]}) -%}
{%- for column, action in baidu_kinds.items() -%}
{%- do goals['baidu'].append((column, action, 'account_default', 'null')) -%}
{%- do goals['baidu'].append((column ~ '_when_converted', action, 'by_conversion_date', 'null')) -%}
{%- endfor -%}
{%- set goal_arms = [] -%}
{%- for platform, days in goal_days -%}
{%- for goal, action, claim_window, worth in goals[platform] -%}
{%- do goal_arms.append({
    'from': days, 'where': goal ~ (' <> 0' if platform == 'baidu' else ' is not null or ' ~ worth ~ ' is not null'),
    'set': {'platform': "'" ~ platform ~ "'", 'action_type': "'" ~ action ~ "'",
            'claim_window': "'" ~ claim_window ~ "'", 'claimed_conversions': goal, 'claimed_value_native': worth},
}) -%}
{%- endfor -%}
{%- endfor -%}
{{ union_by_name(columns, [
    {'from': source('baidu', 'baidu__ad_report'), 'set': dict(whole, platform="'baidu'")},
    {'from': source('tencent_ads', 'tencent_ads__ad_report'), 'set': dict(whole, platform="'tencent_ads'")},
    {'from': source('tencent_ads', 'tencent_ads__ad_report'),
     'set': dict(whole, platform="'tencent_ads'", action_type="'deep_conversion'",
                 claimed_conversions='deep_conversions', claimed_value_native='null')},
    {'from': source('tencent_ads', 'tencent_ads__clock_report'),
     'set': dict(whole, platform="'tencent_ads'", claim_window=tencent_clock)},
    {'from': source('tencent_ads', 'tencent_ads__clock_report'),
     'set': dict(whole, platform="'tencent_ads'", action_type="'deep_conversion'",
                 claim_window=tencent_clock, claimed_conversions='deep_conversions',
                 claimed_value_native='null')},
] + goal_arms) }}
