{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'ad_id': 'string', 'ad_name': 'string', 'ad_group_id': 'string',
    'campaign_id': 'string', 'status': 'string', 'landing_url': 'string',
} -%}
with linkedin_creatives as (
    select
        creatives.account_id,
        creatives.ad_id,
        creatives.ad_name,
        creatives.ad_group_id,
        groups.campaign_id,
        creatives.status,
        creatives.landing_url
    from {{ source('linkedin_ads', 'linkedin_ads__ads') }} as creatives
    left join {{ source('linkedin_ads', 'linkedin_ads__ad_groups') }} as groups
        on creatives.account_id = groups.account_id and creatives.ad_group_id = groups.ad_group_id
),

kuaishou_composed as (
    select
        report.account_id,
        report.ad_id,
        report.ad_name,
        report.ad_group_id,
        report.campaign_id,
        row_number() over (partition by report.account_id, report.ad_id order by report.report_date desc) as newest_no
    from {{ source('kuaishou_ads', 'kuaishou_ads__ad_report') }} as report
    left join {{ source('kuaishou_ads', 'kuaishou_ads__ads') }} as listed
        on report.account_id = listed.account_id and report.ad_id = listed.ad_id
    where listed.ad_id is null
),

baidu_gone as (
    select
        report.account_id,
        report.ad_id,
        report.ad_name,
        report.ad_group_id,
        report.campaign_id,
        row_number() over (partition by report.account_id, report.ad_id order by report.report_date desc) as newest_no
    from {{ source('baidu', 'baidu__ad_report') }} as report
    left join {{ source('baidu', 'baidu__ads') }} as listed
        on report.account_id = listed.account_id and report.ad_id = listed.ad_id
    where listed.ad_id is null
),

wind_ads as (
    select
        account_id,
        ad_id,
        ad_name,
        ad_group_id,
        campaign_id,
        row_number() over (partition by account_id, ad_id order by report_date desc) as newest_no
    from {{ source('xiaohongshu_ads', 'xiaohongshu_ads__wind_report') }}
)

{{ union_by_name(columns, [
    {'from': source('google_ads', 'google_ads__ads'), 'set': {'platform': "'google_ads'"}},
    {'from': source('meta_ads', 'meta_ads__ads'), 'set': {'platform': "'meta_ads'"}},
    {'from': source('tiktok_ads', 'tiktok_ads__ads'), 'set': {'platform': "'tiktok_ads'"}},
    {'from': source('ocean_engine', 'ocean_engine__ads'), 'set': {'platform': "'ocean_engine'"}},
    {'from': 'linkedin_creatives', 'set': {'platform': "'linkedin_ads'"}},
    {'from': source('baidu', 'baidu__ads'), 'set': {'platform': "'baidu'"}},
    {'from': 'baidu_gone', 'where': 'newest_no = 1', 'lacks': ['status', 'landing_url'],
     'set': {'platform': "'baidu'"}},
    {'from': source('tencent_ads', 'tencent_ads__ads'),
     'set': {'platform': "'tencent_ads'", 'status': "case when is_deleted then 'DELETED' else status end"}},
    {'from': source('microsoft_ads', 'microsoft_ads__ads'), 'set': {'platform': "'microsoft_ads'"}},
    {'from': source('kuaishou_ads', 'kuaishou_ads__ads'), 'set': {'platform': "'kuaishou_ads'"}},
    {'from': 'kuaishou_composed', 'where': 'newest_no = 1', 'lacks': ['status', 'landing_url'],
     'set': {'platform': "'kuaishou_ads'"}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__ads'), 'set': {'platform': "'xiaohongshu_ads'"}},
    {'from': 'wind_ads', 'where': 'newest_no = 1', 'lacks': ['status', 'landing_url'],
     'set': {'platform': "'xiaohongshu_ads'"}},
]) }}
