with numbers as (
    {{ dbt.generate_series(20) }}
),

losers as (
    select
        companies.platform,
        companies.account_id,
        trim(split_part(companies.merged_ids, ';', cast(numbers.generated_number as integer))) as company_id,
        companies.company_id as master_id
    from {{ ref('stg_crm_companies') }} as companies
    cross join numbers
    where companies.merged_ids is not null
),

told as (
    select
        companies.platform,
        companies.account_id,
        companies.company_id,
        companies.company_name,
        companies.industry,
        companies.owner_id,
        companies.created_at,
        coalesce(companies.master_id, losers.master_id) as master_id,
        not companies.is_archived and missing.record_id is null and losers.company_id is null as is_current
    from {{ ref('stg_crm_companies') }} as companies
    left join losers
        on
            companies.platform = losers.platform
            and companies.account_id = losers.account_id
            and companies.company_id = losers.company_id
    left join {{ ref('int_crm_missing') }} as missing
        on
            companies.platform = missing.platform
            and companies.account_id = missing.account_id
            and companies.company_id = missing.record_id
            and missing.record_kind = 'company'
    union all
    select
        losers.platform,
        losers.account_id,
        losers.company_id,
        cast(null as string) as company_name,
        cast(null as string) as industry,
        cast(null as string) as owner_id,
        cast(null as timestamp) as created_at,
        losers.master_id,
        false as is_current
    from losers
    left join {{ ref('stg_crm_companies') }} as companies
        on
            losers.platform = companies.platform
            and losers.account_id = companies.account_id
            and losers.company_id = companies.company_id
    where length(losers.company_id) > 0 and companies.company_id is null
)

select
    {{ key_of(['platform', 'account_id', 'company_id']) }} as company_key,
    {{ key_of(['platform', 'account_id', "coalesce(master_id, company_id)"]) }} as current_company_key,
    *
from told
