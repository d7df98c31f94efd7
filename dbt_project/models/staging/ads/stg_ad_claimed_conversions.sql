{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'action_type': 'string', 'claim_window': 'string', 'claimed_conversions': 'double', 'claimed_value_native': 'double',
} -%}
{%- set whole = {'action_type': "'conversion'", 'claim_window': "'account_default'",
    'claimed_conversions': 'platform_conversions', 'claimed_value_native': 'platform_conversion_value'} -%}
{#- Platforms that tell goals in columns of their own: column, action, window, column of the worth. -#}
{%- set goals = {
    'xiaohongshu_ads': [
        ('interactions', 'interaction', '1h_click', 'null'), ('follows', 'follow', 'after_click', 'null'),
        ('leads', 'leads', 'after_click', 'null'), ('message_leads_7d', 'msg_leads_num', '7d_click', 'null'),
        ('paid_orders_7d', 'success_goods_order', '7d_click', 'paid_value_7d'),
        ('external_conversions', 'external_leads', 'after_click', 'null'),
        ('external_orders_15d', 'external_goods_order', '15d_click', 'external_value_15d'),
        ('external_orders_30d', 'external_goods_order', '30d_click', 'external_value_30d'),
    ],
    'kuaishou_ads': [
        ('activations', 'activation', 'by_callback', 'null'), ('forms', 'form_count', 'by_callback', 'null'),
        ('payments_by_callback', 'event_pay', 'by_callback', 'payment_value_by_callback'),
        ('null', 'event_pay', '7d_after_activation', 'payment_value_7d_after_activation'),
    ],
} -%}
{%- set goal_days = [
    ('xiaohongshu_ads', source('xiaohongshu_ads', 'xiaohongshu_ads__ad_report')),
    ('xiaohongshu_ads', source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report')),
    ('kuaishou_ads', ref('stg_kuaishou_days')),
] -%}
{%- set goal_arms = [] -%}
{%- for platform, days in goal_days -%}
{%- for goal, action, claim_window, worth in goals[platform] -%}
{%- do goal_arms.append({
    'from': days, 'where': goal ~ ' is not null or ' ~ worth ~ ' is not null',
    'set': {'platform': "'" ~ platform ~ "'", 'action_type': "'" ~ action ~ "'",
            'claim_window': "'" ~ claim_window ~ "'", 'claimed_conversions': goal, 'claimed_value_native': worth},
}) -%}
{%- endfor -%}
{%- endfor -%}
with meta_windows as (
    select 'account_default' as claim_window
    union all
    select '1d_click' as claim_window
    union all
    select '7d_click' as claim_window
    union all
    select '1d_view' as claim_window
),

meta_claims as (
    select
        coalesce(actions.account_id, worth.account_id) as account_id,
        coalesce(actions.ad_id, worth.ad_id) as ad_id,
        coalesce(actions.report_date, worth.report_date) as report_date,
        coalesce(actions.action_type, worth.action_type) as action_type,
        meta_windows.claim_window,
        case meta_windows.claim_window
            when 'account_default' then actions.conversions
            when '1d_click' then actions.conversions_1d_click
            when '7d_click' then actions.conversions_7d_click
            else actions.conversions_1d_view
        end as claimed_conversions,
        case meta_windows.claim_window
            when 'account_default' then worth.value
            when '1d_click' then worth.value_1d_click
            when '7d_click' then worth.value_7d_click
            else worth.value_1d_view
        end as claimed_value_native
    from {{ source('meta_ads', 'meta_ads__ad_actions') }} as actions
    full outer join {{ source('meta_ads', 'meta_ads__ad_action_values') }} as worth
        on
            actions.account_id = worth.account_id
            and actions.ad_id = worth.ad_id
            and actions.report_date = worth.report_date
            and actions.action_type = worth.action_type
    cross join meta_windows
),

google_named as (
    select
        report.account_id,
        report.campaign_id,
        report.ad_id,
        report.report_date,
        coalesce(actions.category || ':' || actions.action_name, 'CONVERSION:' || report.conversion_action_id)
            as action_type,
        coalesce(cast(actions.view_window_days as string), '') || 'd_view' as view_window,
        report.conversions,
        report.conversion_value,
        report.all_conversions,
        report.view_conversions,
        report.conversions_when_converted
    from {{ source('google_ads', 'google_ads__conversion_report') }} as report
    left join {{ source('google_ads', 'google_ads__conversion_actions') }} as actions
        on
            report.account_id = actions.account_id
            and report.conversion_action_id = actions.conversion_action_id
),

google_actions as (
    select
        account_id,
        campaign_id,
        ad_id,
        report_date,
        action_type,
        max(view_window) as view_window,
        sum(conversions) as conversions,
        sum(conversion_value) as conversion_value,
        sum(all_conversions) as all_conversions,
        sum(view_conversions) as view_conversions,
        sum(conversions_when_converted) as conversions_when_converted
    from google_named
    group by account_id, campaign_id, ad_id, report_date, action_type
),

linkedin_rules as (
    select
        report.account_id,
        report.ad_id,
        report.report_date,
        coalesce(rules.conversion_type, 'CONVERSION') || ':' || report.conversion_id as action_type,
        coalesce(cast(rules.click_window_days as string), '') || 'd_click' as click_window,
        coalesce(cast(rules.view_window_days as string), '') || 'd_view' as view_window,
        report.click_conversions,
        report.view_conversions,
        report.conversions,
        report.conversion_value
    from {{ source('linkedin_ads', 'linkedin_ads__conversion_report') }} as report
    left join {{ source('linkedin_ads', 'linkedin_ads__conversions') }} as rules
        on report.account_id = rules.account_id and report.conversion_id = rules.conversion_id
)

{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ad_report'), 'set': dict(whole, platform="'google_ads'")},
    {'from': ref('stg_campaign_rest'), 'lacks': ['ad_id'], 'set': whole},
    {'from': 'google_actions', 'where': 'conversions <> 0 or conversion_value <> 0',
     'set': {'platform': "'google_ads'", 'claim_window': "'account_default'",
             'claimed_conversions': 'conversions', 'claimed_value_native': 'conversion_value'}},
    {'from': 'google_actions', 'where': 'all_conversions <> 0', 'lacks': ['claimed_value_native'],
     'set': {'platform': "'google_ads'", 'claim_window': "'all_conversions'",
             'claimed_conversions': 'all_conversions'}},
    {'from': 'google_actions', 'where': 'view_conversions <> 0', 'lacks': ['claimed_value_native'],
     'set': {'platform': "'google_ads'", 'claim_window': 'view_window', 'claimed_conversions': 'view_conversions'}},
    {'from': 'google_actions', 'where': 'conversions_when_converted <> 0', 'lacks': ['claimed_value_native'],
     'set': {'platform': "'google_ads'", 'claim_window': "'by_conversion_date'",
             'claimed_conversions': 'conversions_when_converted'}},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report'), 'set': dict(whole, platform="'tiktok_ads'")},
    {'from': source('ocean_engine', 'ocean_engine__ad_report'), 'set': dict(whole, platform="'ocean_engine'")},
    {'from': source('ocean_engine', 'ocean_engine__ad_report'),
     'set': dict(whole, platform="'ocean_engine'", claim_window="'by_conversion_date'",
                 claimed_conversions='platform_conversions_by_conversion_date', claimed_value_native='null')},
    {'from': source('linkedin_ads', 'linkedin_ads__ad_report'), 'set': dict(whole, platform="'linkedin_ads'")},
    {'from': source('linkedin_ads', 'linkedin_ads__ad_report'), 'where': 'leads <> 0',
     'set': {'platform': "'linkedin_ads'", 'action_type': "'one_click_lead'", 'claim_window': "'account_default'",
             'claimed_conversions': 'leads', 'claimed_value_native': 'null'}},
    {'from': 'linkedin_rules', 'lacks': ['campaign_id'],
     'set': {'platform': "'linkedin_ads'", 'claim_window': "'account_default'",
             'claimed_conversions': 'conversions', 'claimed_value_native': 'conversion_value'}},
    {'from': 'linkedin_rules', 'lacks': ['campaign_id', 'claimed_value_native'], 'where': 'click_conversions <> 0',
     'set': {'platform': "'linkedin_ads'", 'claim_window': 'click_window',
             'claimed_conversions': 'click_conversions'}},
    {'from': 'linkedin_rules', 'lacks': ['campaign_id', 'claimed_value_native'], 'where': 'view_conversions <> 0',
     'set': {'platform': "'linkedin_ads'", 'claim_window': 'view_window',
             'claimed_conversions': 'view_conversions'}},
    {'from': source('baidu', 'baidu__ad_report'), 'set': dict(whole, platform="'baidu'")},
    {'from': source('baidu', 'baidu__ad_report'),
     'set': dict(whole, platform="'baidu'", action_type="'order_submitted'", claimed_conversions='orders_submitted',
                 claimed_value_native='null')},
    {'from': source('baidu', 'baidu__ad_report'),
     'set': dict(whole, platform="'baidu'", action_type="'lead_left'", claimed_conversions='leads_left',
                 claimed_value_native='null')},
    {'from': source('baidu', 'baidu__ad_report'),
     'set': dict(whole, platform="'baidu'", action_type="'order_submitted'", claim_window="'by_conversion_date'",
                 claimed_conversions='orders_submitted_when_converted', claimed_value_native='null')},
    {'from': source('baidu', 'baidu__ad_report'),
     'set': dict(whole, platform="'baidu'", action_type="'lead_left'", claim_window="'by_conversion_date'",
                 claimed_conversions='leads_left_when_converted', claimed_value_native='null')},
    {'from': source('tencent_ads', 'tencent_ads__ad_report'), 'set': dict(whole, platform="'tencent_ads'")},
    {'from': source('tencent_ads', 'tencent_ads__ad_report'),
     'set': dict(whole, platform="'tencent_ads'", action_type="'deep_conversion'",
                 claimed_conversions='deep_conversions', claimed_value_native='null')},
    {'from': source('tencent_ads', 'tencent_ads__callback_report'),
     'set': dict(whole, platform="'tencent_ads'", claim_window="'by_callback_date'")},
    {'from': source('tencent_ads', 'tencent_ads__callback_report'),
     'set': dict(whole, platform="'tencent_ads'", action_type="'deep_conversion'",
                 claim_window="'by_callback_date'", claimed_conversions='deep_conversions',
                 claimed_value_native='null')},
    {'from': source('microsoft_ads', 'microsoft_ads__ad_report'), 'set': dict(whole, platform="'microsoft_ads'")},
    {'from': 'meta_claims', 'set': {'platform': "'meta_ads'"}, 'lacks': ['campaign_id'],
     'where': 'claimed_conversions is not null or claimed_value_native is not null'},
] + goal_arms) }}
