{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'report_date': 'date',
    'currency_code': 'string', 'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)',
    'platform_conversions': 'double', 'platform_conversion_value': 'double', 'observed_at': 'timestamp',
} -%}
{%- set measures = ['impressions', 'clicks', 'spend_native', 'platform_conversions', 'platform_conversion_value'] -%}
{%- set claims = ['platform_conversions', 'platform_conversion_value'] -%}
{%- set beside = ['currency_code', 'observed_at'] -%}
{%- set told = {'spend_native': 'spend', 'observed_at': '_pulled_at'} -%}
{%- set of_a_period = dict(told, report_date='period_end_date') -%}
{#- What the platform itself says of a campaign's day, or (without a campaign) of the account's. -#}
{%- set wholes =
    reports_of({'google_ads': ['campaign_report'], 'microsoft_ads': ['campaign_report']}, told)
    + reports_of({'meta_ads': ['campaign_report']}, of_a_period, {'where': "period_kind = 'day'", 'lacks': claims})
    + reports_of({'tiktok_ads': ['campaign_report']}, of_a_period,
                 {'where': "period_kind = 'day'", 'lacks': ['platform_conversion_value']})
    + reports_of({'ocean_engine': ['account_report']}, told, {'lacks': ['campaign_id', 'impressions', 'clicks'] + claims})
    + reports_of({'baidu': ['account_report'], 'tencent_ads': ['account_report'], 'xiaohongshu_ads': ['account_report']},
                 told, {'lacks': ['campaign_id'] + claims})
-%}
{#- What its report per ad says of the same days. -#}
{%- set parts = reports_of({
    'google_ads': ['ad_report'], 'microsoft_ads': ['ad_report'], 'meta_ads': ['ad_report'], 'tiktok_ads': ['ad_report'],
    'ocean_engine': ['ad_report', 'qianchuan_report'], 'baidu': ['ad_report'], 'tencent_ads': ['ad_report'],
    'xiaohongshu_ads': ['ad_report', 'wind_report'],
}, told) -%}
with wholes as (
    {{ union_by_name(columns, wholes) }}
),

parts as (
    {{ union_by_name(columns, parts) }}
),

beyond_ads as (
    {{ left_of('wholes', 'parts', ['platform', 'account_id', 'campaign_id', 'report_date'], measures, beside) }}
),

-- A campaign that never has ads stands with all its days; Google and Microsoft also tell where ads were only shown.
left_of_campaign as (
    select
        beyond_ads.*,
        alone.campaign_id is null as has_ads
    from beyond_ads
    left join {{ ref('stg_campaigns_without_ads') }} as alone
        on
            beyond_ads.platform = alone.platform
            and beyond_ads.account_id = alone.account_id
            and beyond_ads.campaign_id = alone.campaign_id
    where
        beyond_ads.campaign_id is not null
        and (
            alone.campaign_id is not null
            or beyond_ads.spend_native > 0
            or (beyond_ads.impressions > 0 and beyond_ads.platform in ('google_ads', 'microsoft_ads'))
        )
),

told as (
    {{ union_by_name(columns, parts + [{'from': 'left_of_campaign'}]) }}
),

whole_accounts as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        platform,
        account_id,
        report_date,
        max(currency_code) as currency_code,
        max(observed_at) as observed_at
    from wholes
    where campaign_id is null
    group by platform, account_id, report_date
),

left_of_account as (
    {{ left_of('whole_accounts', 'told', ['platform', 'account_id', 'report_date'], measures, beside) }}
)

{{ union_by_name(dict(columns, has_ads='boolean'), [
    {'from': 'left_of_campaign'},
    {'from': 'left_of_account', 'where': 'spend_native > 0', 'lacks': ['campaign_id'], 'set': {'has_ads': 'true'}},
]) }}
