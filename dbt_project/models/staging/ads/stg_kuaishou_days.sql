{%- set columns = {
    'account_id': 'string', 'campaign_id': 'string', 'ad_group_id': 'string', 'ad_id': 'string', 'report_date': 'date',
    'currency_code': 'string', 'impressions': 'bigint', 'clicks': 'bigint', 'spend': 'decimal(18, 6)',
    'activations': 'bigint', 'forms': 'bigint', 'forms_by_callback': 'bigint', 'forms_by_billing_1d': 'bigint',
    'payments_by_callback': 'bigint', 'payment_value_by_callback': 'double',
    'payment_value_1d_after_activation': 'double', 'payment_value_3d_after_activation': 'double',
    'payment_value_7d_after_activation': 'double', 'payment_value_15d_after_activation': 'double',
    'payment_value_30d_after_activation': 'double', 'observed_at': 'timestamp',
} -%}
{%- set measures = [
    'impressions', 'clicks', 'spend', 'activations', 'forms', 'forms_by_callback', 'forms_by_billing_1d',
    'payments_by_callback', 'payment_value_by_callback', 'payment_value_1d_after_activation',
    'payment_value_3d_after_activation', 'payment_value_7d_after_activation', 'payment_value_15d_after_activation',
    'payment_value_30d_after_activation',
] -%}
with ads as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        account_id,
        campaign_id,
        report_date
    from {{ source('kuaishou_ads', 'kuaishou_ads__ad_report') }}
    group by account_id, campaign_id, report_date
),

campaigns as (
    select
        {%- for measure in measures %}
        sum({{ measure }}) as {{ measure }},
        {%- endfor %}
        account_id,
        report_date
    from {{ source('kuaishou_ads', 'kuaishou_ads__campaign_report') }}
    group by account_id, report_date
),

left_of_campaign as (
    select
        {%- for measure in measures %}
        {{ 'campaign.' ~ measure }} - coalesce({{ 'ads.' ~ measure }}, 0) as {{ measure }},
        {%- endfor %}
        campaign.account_id,
        campaign.campaign_id,
        campaign.report_date,
        campaign.currency_code,
        campaign._pulled_at as observed_at
    from {{ source('kuaishou_ads', 'kuaishou_ads__campaign_report') }} as campaign
    left join ads
        on
            campaign.account_id = ads.account_id
            and campaign.campaign_id = ads.campaign_id
            and campaign.report_date = ads.report_date
),

left_of_account as (
    select
        {%- for measure in measures %}
        {{ 'account.' ~ measure }} - coalesce({{ 'campaigns.' ~ measure }}, 0) as {{ measure }},
        {%- endfor %}
        account.account_id,
        account.report_date,
        account.currency_code,
        account._pulled_at as observed_at
    from {{ source('kuaishou_ads', 'kuaishou_ads__account_report') }} as account
    left join campaigns
        on account.account_id = campaigns.account_id and account.report_date = campaigns.report_date
)

{{ union_by_name(columns, [
    {'from': source('kuaishou_ads', 'kuaishou_ads__ad_report'), 'set': {'observed_at': '_pulled_at'}},
    {'from': 'left_of_campaign', 'lacks': ['ad_group_id', 'ad_id'], 'where': 'spend > 0'},
    {'from': 'left_of_account', 'lacks': ['campaign_id', 'ad_group_id', 'ad_id'], 'where': 'spend > 0'},
]) }}
