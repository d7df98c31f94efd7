{%- set columns = {
    'platform': 'string', 'account_id': 'string', 'company_id': 'string', 'company_name': 'string',
    'industry': 'string', 'owner_id': 'string', 'master_id': 'string', 'merged_ids': 'string', 'created_at': 'timestamp',
    'updated_at': 'timestamp', 'is_archived': 'boolean',
} -%}
with fxiaoke as (
    select
        companies.account_id,
        companies.company_id,
        companies.company_name,
        companies.owner_id,
        companies.created_at,
        companies.updated_at,
        companies.is_deleted,
        coalesce(choices.label, companies.industry) as industry
    from {{ source('fxiaoke', 'fxiaoke__accounts') }} as companies
    left join {{ source('fxiaoke', 'fxiaoke__choices') }} as choices
        on {{ says('choices', 'companies', 'AccountObj', 'industry_level1', 'industry') }}
),

hubspot as (
    select
        companies.account_id,
        companies.company_id,
        companies.company_name,
        companies.industry,
        companies.owner_id,
        companies.merged_ids,
        companies.created_at,
        companies.updated_at,
        gone.record_id is not null as is_archived
    from {{ source('hubspot', 'hubspot__companies') }} as companies
    left join {{ ref('stg_crm_listings') }} as gone
        on
            companies.account_id = gone.account_id
            and companies.company_id = gone.record_id
            and gone.object_name = 'companies'
            and gone.gone_at is not null
    where
        companies.account_id || '/' || companies.company_id not in (
            select archived.account_id || '/' || archived.company_id
            from {{ source('hubspot', 'hubspot__archived_companies') }} as archived
        )
    union all
    select
        account_id,
        company_id,
        company_name,
        industry,
        owner_id,
        merged_ids,
        created_at,
        updated_at,
        true as is_archived
    from {{ source('hubspot', 'hubspot__archived_companies') }}
)

{{ union_by_name(columns, [
    {'from': 'hubspot', 'lacks': ['master_id'], 'set': {'platform': "'hubspot'"}},
    {'from': source('salesforce', 'salesforce__accounts'), 'lacks': ['merged_ids'],
     'set': {'platform': "'salesforce'", 'is_archived': 'is_deleted'}},
    {'from': 'fxiaoke', 'lacks': ['master_id', 'merged_ids'],
     'set': {'platform': "'fxiaoke'", 'is_archived': 'is_deleted'}},
    {'from': source('xiaoshouyi', 'xiaoshouyi__accounts'), 'lacks': ['master_id', 'merged_ids'],
     'set': {'platform': "'xiaoshouyi'", 'is_archived': 'false'}},
    {'from': newest_listed('fxiaoke', 'accounts', 'company_id') ~ ' as lists', 'lacks': ['master_id', 'merged_ids'],
     'set': {'platform': "'fxiaoke'", 'account_id': 'corp_id', 'is_archived': 'false'}},
    {'from': newest_listed('xiaoshouyi', 'accounts', 'company_id') ~ ' as lists', 'lacks': ['master_id', 'merged_ids'],
     'set': {'platform': "'xiaoshouyi'", 'account_id': 'corp_id', 'is_archived': 'false'}},
]) }}
