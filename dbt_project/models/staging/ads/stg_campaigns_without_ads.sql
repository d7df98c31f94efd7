{%- set platforms = ['google_ads', 'microsoft_ads'] -%}
{%- for platform in platforms %}
{{ 'with' if loop.first }} {{ platform }}_campaigns as (
    select
        account_id,
        campaign_id
    from {{ source(platform, platform ~ '__campaign_report') }}
    union distinct
    select
        account_id,
        campaign_id
    from {{ source(platform, platform ~ '__campaign_report__versions') }}
),

{{ platform }}_ads as (
    select distinct
        account_id,
        campaign_id
    from {{ source(platform, platform ~ '__ad_report') }}
){{ ',' if not loop.last }}
{% endfor %}
{%- for platform in platforms %}
select
    '{{ platform }}' as platform,
    campaigns.account_id,
    campaigns.campaign_id
from {{ platform }}_campaigns as campaigns
left join {{ platform }}_ads as ads
    on campaigns.account_id = ads.account_id and campaigns.campaign_id = ads.campaign_id
where ads.campaign_id is null
{%- if not loop.last %}
union all
{%- endif %}
{%- endfor %}
