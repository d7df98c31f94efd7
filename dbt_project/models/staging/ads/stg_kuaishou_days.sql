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
{%- set ads = source('kuaishou_ads', 'kuaishou_ads__ad_report') -%}
{%- set campaigns = source('kuaishou_ads', 'kuaishou_ads__campaign_report') -%}
{%- set accounts = source('kuaishou_ads', 'kuaishou_ads__account_report') -%}
{%- set beside = ['currency_code', '_pulled_at'] -%}
{%- set told = {'observed_at': '_pulled_at'} -%}
with left_of_campaign as (
    {{ left_of(campaigns, ads, ['account_id', 'campaign_id', 'report_date'], measures, beside) }}
),

left_of_account as (
    {{ left_of(accounts, campaigns, ['account_id', 'report_date'], measures, beside) }}
)

{{ union_by_name(columns, [
    {'from': ads, 'set': told},
    {'from': 'left_of_campaign', 'set': told, 'lacks': ['ad_group_id', 'ad_id'], 'where': 'spend > 0'},
    {'from': 'left_of_account', 'set': told, 'lacks': ['campaign_id', 'ad_group_id', 'ad_id'], 'where': 'spend > 0'},
]) }}
