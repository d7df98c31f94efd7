{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'report_date': 'date',
    'impressions': 'bigint', 'clicks': 'bigint', 'spend': 'decimal(18, 6)', 'currency_code': 'string',
    'platform_conversions': 'double', 'platform_conversion_value': 'double', 'observed_at': 'timestamp',
    'has_ads': 'boolean',
} -%}
{%- set measures = ['impressions', 'clicks', 'spend', 'platform_conversions', 'platform_conversion_value'] -%}
{%- set platforms = {
    'google_ads': [source('google_ads', 'google_ads__campaign_report'), source('google_ads', 'google_ads__ad_report')],
    'microsoft_ads': [
        source('microsoft_ads', 'microsoft_ads__campaign_report'), source('microsoft_ads', 'microsoft_ads__ad_report'),
    ],
} -%}
{%- set arms = [] -%}
{%- for platform, reports in platforms.items() %}
{{ 'with' if loop.first }} {{ platform }}_ads as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        account_id,
        campaign_id,
        report_date
    from {{ reports[1] }}
    group by account_id, campaign_id, report_date
),

{{ platform }}_rest as (
    select
        {%- for measure in measures %}
        whole.{{ measure }} - coalesce(ads.{{ measure }}, 0) as {{ measure }},
        {%- endfor %}
        whole.account_id,
        whole.campaign_id,
        whole.report_date,
        whole.currency_code,
        whole._pulled_at as observed_at,
        alone.campaign_id is null as has_ads
    from {{ reports[0] }} as whole
    left join {{ platform }}_ads as ads
        on
            whole.account_id = ads.account_id
            and whole.campaign_id = ads.campaign_id
            and whole.report_date = ads.report_date
    left join {{ ref('stg_campaigns_without_ads') }} as alone
        on
            alone.platform = '{{ platform }}'
            and whole.account_id = alone.account_id
            and whole.campaign_id = alone.campaign_id
){{ ',' if not loop.last }}
{%- do arms.append({
    'from': platform ~ '_rest', 'set': {'platform': "'" ~ platform ~ "'"},
    'where': 'not has_ads or spend > 0 or impressions > 0',
}) %}
{% endfor %}
{{ union_by_name(columns, arms) }}
