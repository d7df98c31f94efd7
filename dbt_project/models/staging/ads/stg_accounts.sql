{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'account_name': 'string', 'time_zone': 'string',
    'currency_code': 'string', 'brand_id': 'string', 'region_id': 'string', 'status': 'string', 'is_configured': 'boolean',
    'partner_level': 'string', 'owner_label': 'string', 'signed_date': 'date', 'ended_date': 'date',
} -%}
{%- set partner = ['partner_level', 'owner_label', 'signed_date', 'ended_date'] -%}
with partners as (
    select
        *,
        row_number() over (
            partition by partner_id order by exported_date desc, _pulled_at desc, account_id desc
        ) as reading_no
    from {{ source('partners', 'partners__master') }}
)

{{ union_by_name(columns, [
    {'from': ref('stg_configured_accounts'), 'lacks': ['status'] + partner, 'set': {'is_configured': 'true'}, 'where': 'is_first'},
    {'from': source('google_ads', 'google_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'google_ads'", 'is_configured': 'false'}},
    {'from': source('meta_ads', 'meta_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'meta_ads'", 'is_configured': 'false'}},
    {'from': source('tiktok_ads', 'tiktok_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'tiktok_ads'", 'is_configured': 'false'}},
    {'from': source('ocean_engine', 'ocean_engine__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'ocean_engine'", 'is_configured': 'false'}},
    {'from': source('linkedin_ads', 'linkedin_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'linkedin_ads'", 'is_configured': 'false'}},
    {'from': source('baidu', 'baidu__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'baidu'", 'is_configured': 'false'}},
    {'from': source('tencent_ads', 'tencent_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'tencent_ads'", 'is_configured': 'false'}},
    {'from': source('microsoft_ads', 'microsoft_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'microsoft_ads'", 'is_configured': 'false'}},
    {'from': source('kuaishou_ads', 'kuaishou_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'kuaishou_ads'", 'is_configured': 'false'}},
    {'from': source('xiaohongshu_ads', 'xiaohongshu_ads__accounts'), 'lacks': ['brand_id', 'region_id'] + partner,
     'set': {'platform': "'xiaohongshu_ads'", 'is_configured': 'false'}},
    {'from': 'partners', 'where': 'reading_no = 1', 'lacks': ['time_zone'],
     'set': {'platform': "'partners'", 'account_id': 'partner_id', 'account_name': 'partner_name', 'currency_code': "'CNY'",
             'brand_id': 'brand', 'region_id': 'region', 'is_configured': 'false', 'partner_level': 'level',
             'owner_label': 'department'}},
]) }}
