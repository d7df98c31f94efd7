{%- set measures = {
    'impressions': 'impressions', 'clicks': 'clicks', 'spend_native': 'spend', 'platform_conversions': 'conversions',
} -%}
{%- set ages = [1, 3, 7, 14, 30, 60, 90] -%}
{%- set versions_of = 'partition by account_key, campaign_key, ad_key, date_day order by version_no' -%}
with closed as (
    select max(date_day) as date_day
    from {{ ref('dim_date') }}
    where is_closed
),

told as (
    select
        *,
        {{ business_day('observed_at') }} as observed_date
    from {{ ref('fct_ad_report_version') }}
    where ad_key <> 'none'
),

versions as (
    select
        {%- for measure in measures %}
        {{ measure }},
        first_value({{ measure }}) over ({{ versions_of }}) as first_{{ measure }},
        {%- endfor %}
        source_name,
        account_key,
        date_day,
        observed_date,
        lead(observed_date) over ({{ versions_of }}) as replaced_date
    from told
),

ages as (
    {%- for age in ages %}
    select {{ age }} as age_days
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

aged as (
    select
        versions.*,
        ages.age_days,
        {{ dbt.dateadd('day', 'ages.age_days', 'versions.date_day') }} as aged_date
    from versions
    cross join ages
),

-- A day counts at the ages that it has lived, with what its account showed then.
at_age as (
    select
        {%- for measure in measures %}
        sum(aged.{{ measure }}) as {{ measure }},
        sum(aged.first_{{ measure }}) as first_{{ measure }},
        {%- endfor %}
        aged.source_name,
        aged.account_key,
        aged.age_days,
        count(distinct aged.date_day) as days
    from aged
    inner join closed on aged.aged_date <= closed.date_day
    where aged.observed_date <= aged.aged_date and coalesce(aged.replaced_date > aged.aged_date, true)
    group by aged.source_name, aged.account_key, aged.age_days
)

{%- for measure, metric in measures.items() %}
select
    source_name,
    account_key,
    '{{ metric }}' as metric_id,
    cast(age_days as bigint) as age_days,
    cast(days as bigint) as days,
    cast(first_{{ measure }} as double) as first_reported,
    cast({{ measure }} as double) as reported,
    {{ ratio('cast(' ~ measure ~ ' - first_' ~ measure ~ ' as double)', 'cast(first_' ~ measure ~ ' as double)') }}
        as restatement_rate
from at_age
{{ 'union all' if not loop.last }}
{%- endfor %}
