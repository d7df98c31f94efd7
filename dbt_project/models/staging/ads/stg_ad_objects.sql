{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'object_kind': 'string', 'object_id': 'string',
    'object_name': 'string', 'status': 'string', 'daily_budget_native': 'decimal(18, 6)', 'landing_url': 'string',
    'is_listed': 'boolean', 'valid_from': 'date',
} -%}
{%- set everywhere = ['google_ads', 'meta_ads', 'tiktok_ads', 'ocean_engine', 'linkedin_ads', 'baidu', 'tencent_ads',
    'microsoft_ads', 'kuaishou_ads', 'xiaohongshu_ads'] -%}
{%- set arms = history_of('account', everywhere) + history_of('campaign', everywhere)
    + history_of('ad_group', ['google_ads', 'meta_ads', 'tiktok_ads', 'linkedin_ads', 'baidu', 'microsoft_ads',
        'kuaishou_ads', 'xiaohongshu_ads'])
    + history_of('ad', everywhere)
    + [told_by('wind_campaigns', 'xiaohongshu_ads', 'campaign'), told_by('wind_groups', 'xiaohongshu_ads', 'ad_group'),
        told_by('wind_ads', 'xiaohongshu_ads', 'ad'), told_by('baidu_gone', 'baidu', 'ad'),
        told_by('kuaishou_composed', 'kuaishou_ads', 'ad')] -%}
{%- set wind = source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report__versions') -%}
with wind_campaigns as (
    {{ named_by_report(wind, 'campaign') }}
),

wind_groups as (
    {{ named_by_report(wind, 'ad_group') }}
),

wind_ads as (
    {{ named_by_report(wind, 'ad') }}
),

baidu_ads as (
    {{ named_by_report(source('baidu', 'baidu__ad_report__versions'), 'ad') }}
),

baidu_gone as (
    select reported.*
    from baidu_ads as reported
    left join {{ source('baidu', 'baidu__ads') }} as listed
        on reported.account_id = listed.account_id and reported.object_id = listed.ad_id
    where listed.ad_id is null
),

kuaishou_ads as (
    {{ named_by_report(source('kuaishou_ads', 'kuaishou_ads__ad_report__versions'), 'ad') }}
),

kuaishou_composed as (
    select reported.*
    from kuaishou_ads as reported
    left join {{ source('kuaishou_ads', 'kuaishou_ads__ads') }} as listed
        on reported.account_id = listed.account_id and reported.object_id = listed.ad_id
    where listed.ad_id is null
)

{{ union_by_name(columns, arms) }}
