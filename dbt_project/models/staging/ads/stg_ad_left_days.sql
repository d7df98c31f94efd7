{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'campaign_id': 'string', 'report_date': 'date',
    'currency_code': 'string', 'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(18, 6)',
    'platform_conversions': 'double', 'observed_at': 'timestamp',
} -%}
{%- set measures = ['impressions', 'clicks', 'spend_native', 'platform_conversions'] -%}
{%- set told = {'spend_native': 'spend', 'observed_at': '_pulled_at'} -%}
{%- set of_a_period = dict(told, report_date='period_end_date') -%}
{#- What the platform itself says of a campaign's day, or (without a campaign) of the account's. -#}
{%- set wholes =
    reports_of({'meta_ads': ['campaign_report']}, of_a_period, {'where': "period_kind = 'day'", 'lacks': ['platform_conversions']})
    + reports_of({'tiktok_ads': ['campaign_report']}, of_a_period, {'where': "period_kind = 'day'"})
    + reports_of({'ocean_engine': ['account_report']}, told,
                 {'lacks': ['campaign_id', 'impressions', 'clicks', 'platform_conversions']})
    + reports_of({'baidu': ['account_report'], 'tencent_ads': ['account_report'], 'xiaohongshu_ads': ['account_report']},
                 told, {'lacks': ['campaign_id', 'platform_conversions']})
-%}
{#- What its report per ad says of the same days. -#}
{%- set parts = reports_of({
    'meta_ads': ['ad_report'], 'tiktok_ads': ['ad_report'], 'ocean_engine': ['ad_report', 'qianchuan_report'],
    'baidu': ['ad_report'], 'tencent_ads': ['ad_report'], 'xiaohongshu_ads': ['ad_report', 'wind_report'],
}, told) -%}
with wholes as (
    {{ union_by_name(columns, wholes) }}
),

parts as (
    {{ union_by_name(columns, parts) }}
),

by_campaign as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        platform,
        account_id,
        campaign_id,
        report_date
    from parts
    group by platform, account_id, campaign_id, report_date
),

left_of_campaign as (
    select
        {%- for measure in measures %}
        {{ 'wholes.' ~ measure }} - coalesce({{ 'by_campaign.' ~ measure }}, 0) as {{ measure }},
        {%- endfor %}
        wholes.platform,
        wholes.account_id,
        wholes.campaign_id,
        wholes.report_date,
        wholes.currency_code,
        wholes.observed_at
    from wholes
    left join by_campaign
        on
            wholes.platform = by_campaign.platform
            and wholes.account_id = by_campaign.account_id
            and wholes.campaign_id = by_campaign.campaign_id
            and wholes.report_date = by_campaign.report_date
    where wholes.campaign_id is not null and wholes.spend_native > coalesce(by_campaign.spend_native, 0)
),

told as (
    {{ union_by_name(columns, [{'from': 'parts'}, {'from': 'left_of_campaign'}]) }}
),

by_account as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        platform,
        account_id,
        report_date
    from told
    group by platform, account_id, report_date
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
    select
        {%- for measure in measures %}
        {{ 'whole.' ~ measure }} - coalesce({{ 'by_account.' ~ measure }}, 0) as {{ measure }},
        {%- endfor %}
        whole.platform,
        whole.account_id,
        whole.report_date,
        whole.currency_code,
        whole.observed_at
    from whole_accounts as whole
    left join by_account
        on
            whole.platform = by_account.platform
            and whole.account_id = by_account.account_id
            and whole.report_date = by_account.report_date
    where whole.spend_native > coalesce(by_account.spend_native, 0)
)

{{ union_by_name(columns, [{'from': 'left_of_campaign'}, {'from': 'left_of_account', 'lacks': ['campaign_id']}]) }}
