select
    company_key,
    current_company_key,
    platform,
    {{ key_of(['platform', 'account_id']) }} as account_key,
    company_id,
    coalesce(company_name, 'unknown') as company_name,
    coalesce(industry, 'unknown') as industry,
    coalesce(owner_id, 'unknown') as owner_id,
    created_at,
    is_current
from {{ ref('int_companies') }}
{%- for row in ['unknown', 'none'] %}
union all
select
    '{{ row }}' as company_key,
    '{{ row }}' as current_company_key,
    '{{ row }}' as platform,
    '{{ row }}' as account_key,
    '{{ row }}' as company_id,
    '{{ row }}' as company_name,
    '{{ row }}' as industry,
    '{{ row }}' as owner_id,
    cast(null as timestamp) as created_at,
    false as is_current
{%- endfor %}
