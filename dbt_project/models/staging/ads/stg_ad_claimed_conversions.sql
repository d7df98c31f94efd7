{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'action_type': 'string', 'claim_window': 'string', 'claimed_conversions': 'double', 'claimed_value_native': 'double',
} -%}
{%- set whole = {'action_type': "'conversion'", 'claim_window': "'account_default'",
    'claimed_conversions': 'platform_conversions', 'claimed_value_native': 'platform_conversion_value'} -%}
{#- Meta tells actions in lists, how many and how much apart, each with its part by window. -#}
{%- set meta_windows = ['1d_click', '7d_click', '28d_click', '1d_view', '1d_ev', 'skan_click', 'skan_view'] -%}
{%- set meta_columns = {
    'account_id': 'string', 'campaign_id': 'string', 'ad_id': 'string', 'report_date': 'date', 'action_type': 'string',
    'is_worth': 'boolean', 'amount': 'double',
} -%}
{%- for name in meta_windows -%}{%- do meta_columns.update({'amount_' ~ name: 'double'}) -%}{%- endfor -%}
{%- set meta_arms = [] -%}
{%- for table, measure in [
    ('ad_actions', 'conversions'), ('ad_action_values', 'value'),
    ('campaign_actions', 'conversions'), ('campaign_action_values', 'value'),
] -%}
{%- set amounts = {'amount': measure, 'is_worth': 'true' if measure == 'value' else 'false'} -%}
{%- for name in meta_windows -%}{%- do amounts.update({'amount_' ~ name: measure ~ '_' ~ name}) -%}{%- endfor -%}
{%- do meta_arms.append({
    'from': source('meta_ads', 'meta_ads__' ~ table), 'set': amounts,
    'lacks': ['ad_id'] if table.startswith('campaign') else [],
}) -%}
{%- endfor -%}
with meta_lists as (
    {{ union_by_name(meta_columns, meta_arms) }}
),

meta_windows as (
    select 'account_default' as claim_window
    {%- for name in meta_windows %}
    union all
    select '{{ name }}' as claim_window
    {%- endfor %}
),

meta_parts as (
    select
        lists.*,
        windows.claim_window,
        case windows.claim_window
            {%- for name in meta_windows %}
            when '{{ name }}' then lists.amount_{{ name }}
            {%- endfor %}
            else lists.amount
        end as part
    from meta_lists as lists
    cross join meta_windows as windows
),

meta_claims as (
    select
        account_id,
        campaign_id,
        ad_id,
        report_date,
        action_type,
        claim_window,
        sum(case when not is_worth then part end) as claimed_conversions,
        sum(case when is_worth then part end) as claimed_value_native
    from meta_parts
    where part is not null
    group by account_id, campaign_id, ad_id, report_date, action_type, claim_window
),

meta_left as (
    select
        account_id,
        campaign_id,
        report_date,
        action_type,
        claim_window,
        sum(case when ad_id is null then 1 else -1 end * coalesce(claimed_conversions, 0)) as claimed_conversions,
        sum(case when ad_id is null then 1 else -1 end * coalesce(claimed_value_native, 0)) as claimed_value_native
    from meta_claims
    group by account_id, campaign_id, report_date, action_type, claim_window
),

tiktok_goals as (
    select
        report.account_id,
        report.campaign_id,
        report.ad_id,
        report.report_date,
        'result:' || coalesce(groups.optimization_goal, 'unknown') as action_type,
        report.results as claimed_conversions
    from {{ source('tiktok_ads', 'tiktok_ads__ad_report') }} as report
    left join {{ source('tiktok_ads', 'tiktok_ads__ad_groups') }} as groups
        on report.account_id = groups.account_id and report.ad_group_id = groups.ad_group_id
)

{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ad_report'), 'set': dict(whole, platform="'google_ads'")},
    {'from': ref('stg_ad_left_days'), 'lacks': ['ad_id'], 'set': whole,
     'where': "platform_conversions > 0.000001 or platform in ('google_ads', 'microsoft_ads')"},
    {'from': ref('stg_ad_claims_by_rule')},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report'), 'set': dict(whole, platform="'tiktok_ads'")},
    {'from': source('tiktok_ads', 'tiktok_ads__gmv_max_report'), 'set': dict(whole, platform="'tiktok_ads'"),
     'lacks': ['ad_id']},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report'),
     'set': dict(whole, platform="'tiktok_ads'", claim_window="'by_conversion_date'",
                 claimed_conversions='platform_conversions_by_conversion_date', claimed_value_native='null')},
    {'from': source('tiktok_ads', 'tiktok_ads__ad_report'),
     'set': dict(whole, platform="'tiktok_ads'", action_type="'complete_payment'", claimed_conversions='payments')},
    {'from': 'tiktok_goals', 'lacks': ['claimed_value_native'], 'where': 'claimed_conversions <> 0',
     'set': {'platform': "'tiktok_ads'", 'claim_window': "'account_default'"}},
    {'from': source('ocean_engine', 'ocean_engine__ad_report'), 'set': dict(whole, platform="'ocean_engine'")},
    {'from': source('ocean_engine', 'ocean_engine__ad_report'),
     'set': dict(whole, platform="'ocean_engine'", claim_window="'by_conversion_date'",
                 claimed_conversions='platform_conversions_by_conversion_date', claimed_value_native='null')},
    {'from': source('ocean_engine', 'ocean_engine__qianchuan_report'),
     'set': dict(whole, platform="'ocean_engine'", action_type="'pay_order'", claimed_conversions='orders',
                 claimed_value_native='order_value')},
    {'from': source('linkedin_ads', 'linkedin_ads__ad_report'), 'set': dict(whole, platform="'linkedin_ads'")},
    {'from': source('linkedin_ads', 'linkedin_ads__ad_report'), 'where': 'leads <> 0',
     'set': {'platform': "'linkedin_ads'", 'action_type': "'one_click_lead'", 'claim_window': "'account_default'",
             'claimed_conversions': 'leads', 'claimed_value_native': 'null'}},
    {'from': ref('stg_ad_goals')},
    {'from': source('microsoft_ads', 'microsoft_ads__ad_report'), 'set': dict(whole, platform="'microsoft_ads'")},
    {'from': 'meta_claims', 'set': {'platform': "'meta_ads'"}, 'where': 'ad_id is not null'},
    {'from': 'meta_left', 'set': {'platform': "'meta_ads'"}, 'lacks': ['ad_id'],
     'where': 'claimed_conversions > 0.000001 or claimed_value_native > 0.000001'},
]) }}
