select
    ad_key,
    campaign_key,
    account_key,
    platform,
    ad_id,
    coalesce(ad_name, 'unknown') as ad_name,
    coalesce(ad_group_id, 'none') as ad_group_id,
    coalesce(landing_url, 'unknown') as landing_url,
    coalesce(status, 'unknown') as status
from {{ ref('int_ads') }}
{%- for row in ['unknown', 'none'] %}
union all
select
    '{{ row }}' as ad_key,
    '{{ row }}' as campaign_key,
    '{{ row }}' as account_key,
    '{{ row }}' as platform,
    '{{ row }}' as ad_id,
    '{{ row }}' as ad_name,
    '{{ row }}' as ad_group_id,
    '{{ row }}' as landing_url,
    '{{ row }}' as status
{% endfor %}
