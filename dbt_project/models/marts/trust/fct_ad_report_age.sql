{%- set measures = {
    'impressions': 'bigint', 'clicks': 'bigint', 'spend_native': 'decimal(38, 6)', 'platform_conversions': 'double',
} -%}
{%- set ages = [1, 3, 7, 14, 30, 60, 90] -%}
{%- set versions_of = 'partition by account_key, campaign_key, ad_key, date_day order by version_no' -%}
with versions as (
    select
        {%- for measure in measures %}
        {{ measure }},
        first_value({{ measure }}) over ({{ versions_of }}) as first_{{ measure }},
        {%- endfor %}
        source_name,
        account_key,
        date_day,
        {{ business_day('observed_at') }} as observed_date,
        lead({{ business_day('observed_at') }}) over ({{ versions_of }}) as replaced_date
    from {{ ref('fct_ad_report_version') }}
    where ad_key <> 'none'
),

ages as (
    {%- for age in ages %}
    select cast({{ age }} as bigint) as age_days
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

aged as (
    select
        versions.*,
        ages.age_days,
        cast({{ dbt.dateadd('day', 'ages.age_days', 'versions.date_day') }} as date) as aged_date
    from versions
    cross join ages
)

select
    {%- for measure, type in measures.items() %}
    cast(sum({{ measure }}) as {{ type }}) as {{ measure }},
    cast(sum(first_{{ measure }}) as {{ type }}) as first_{{ measure }},
    {%- endfor %}
    date_day,
    source_name,
    account_key,
    age_days,
    aged_date
from aged
where observed_date <= aged_date and coalesce(replaced_date > aged_date, true)
group by date_day, source_name, account_key, age_days, aged_date
