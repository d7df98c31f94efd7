{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'action_type': 'string', 'claim_window': 'string', 'claimed_conversions': 'double', 'claimed_value_native': 'double',
} -%}
with google_named as (
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

linkedin_named as (
    select
        report.account_id,
        report.ad_id,
        report.report_date,
        coalesce(rules.conversion_type || ':' || rules.conversion_name, 'CONVERSION:' || report.conversion_id)
            as action_type,
        coalesce(cast(rules.click_window_days as string), '') || 'd_click' as click_window,
        coalesce(cast(rules.view_window_days as string), '') || 'd_view' as view_window,
        report.click_conversions,
        report.view_conversions,
        report.conversions,
        report.conversion_value
    from {{ source('linkedin_ads', 'linkedin_ads__conversion_report') }} as report
    left join {{ source('linkedin_ads', 'linkedin_ads__conversions') }} as rules
        on report.account_id = rules.account_id and report.conversion_id = rules.conversion_id
),

linkedin_rules as (
    select
        account_id,
        ad_id,
        report_date,
        action_type,
        max(click_window) as click_window,
        max(view_window) as view_window,
        sum(click_conversions) as click_conversions,
        sum(view_conversions) as view_conversions,
        sum(conversions) as conversions,
        sum(conversion_value) as conversion_value
    from linkedin_named
    group by account_id, ad_id, report_date, action_type
)

{{ union_by_name(columns, [
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
    {'from': 'linkedin_rules', 'lacks': ['campaign_id'],
     'set': {'platform': "'linkedin_ads'", 'claim_window': "'account_default'",
             'claimed_conversions': 'conversions', 'claimed_value_native': 'conversion_value'}},
    {'from': 'linkedin_rules', 'lacks': ['campaign_id', 'claimed_value_native'], 'where': 'click_conversions <> 0',
     'set': {'platform': "'linkedin_ads'", 'claim_window': 'click_window',
             'claimed_conversions': 'click_conversions'}},
    {'from': 'linkedin_rules', 'lacks': ['campaign_id', 'claimed_value_native'], 'where': 'view_conversions <> 0',
     'set': {'platform': "'linkedin_ads'", 'claim_window': 'view_window',
             'claimed_conversions': 'view_conversions'}},
]) }}
