{%- set labels = ['object_kind', 'object_key', 'platform', 'account_key', 'object_id', 'object_name', 'status',
    'currency_code', 'landing_url', 'brand_id', 'region_id', 'product_line', 'owner_team_id'] -%}
with spells as (
    select
        'campaign' as object_kind,
        campaign_key as object_key,
        account_key,
        platform,
        campaign_id as object_id,
        campaign_name as object_name,
        status,
        is_listed,
        daily_budget_native,
        'none' as landing_url,
        brand_id,
        region_id,
        product_line,
        owner_team_id,
        valid_from,
        applies_from,
        valid_to,
        is_current
    from {{ ref('int_campaign_spells') }}
    union all
    select
        object_kind,
        case
            when object_kind = 'account' then {{ key_of(['platform', 'account_id']) }}
            else {{ key_of(['platform', 'account_id', 'object_id']) }}
        end as object_key,
        {{ key_of(['platform', 'account_id']) }} as account_key,
        platform,
        object_id,
        object_name,
        status,
        is_listed,
        daily_budget_native,
        coalesce(landing_url, case when object_kind = 'ad' then 'unknown' else 'none' end) as landing_url,
        'none' as brand_id,
        'none' as region_id,
        'none' as product_line,
        'none' as owner_team_id,
        valid_from,
        applies_from,
        valid_to,
        is_current
    from {{ ref('int_ad_object_spells') }}
    where object_kind <> 'campaign'
)

select
    spells.object_kind,
    spells.object_key,
    spells.platform,
    spells.account_key,
    spells.object_id,
    coalesce(spells.object_name, 'unknown') as object_name,
    coalesce(spells.status, 'unknown') as status,
    coalesce(accounts.currency_code, 'unknown') as currency_code,
    spells.landing_url,
    spells.brand_id,
    spells.region_id,
    spells.product_line,
    coalesce(spells.owner_team_id, 'none') as owner_team_id,
    spells.is_listed,
    spells.daily_budget_native,
    spells.valid_from,
    spells.applies_from,
    spells.valid_to,
    spells.is_current
from spells
left join {{ ref('dim_account') }} as accounts on spells.account_key = accounts.account_key
{%- for row in ['unknown', 'none'] %}
union all
select
    {%- for label in labels %}
    '{{ row }}' as {{ label }},
    {%- endfor %}
    false as is_listed,
    cast(null as decimal(18, 6)) as daily_budget_native,
    cast('1900-01-01' as date) as valid_from,
    cast('1900-01-01' as date) as applies_from,
    cast('9999-12-31' as date) as valid_to,
    true as is_current
{% endfor %}
