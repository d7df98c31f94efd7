{%- set measures = {
    'impressions': 'impressions', 'clicks': 'clicks', 'spend_native': 'spend', 'platform_conversions': 'conversions',
} -%}
{%- set ages = [1, 3, 7, 14, 30, 60, 90] -%}
{%- set versions_of = 'partition by account_key, campaign_key, ad_key, date_day order by version_no' -%}
with versions as (
    select
        source_name,
        account_key,
        date_day,
        {{ dbt.datediff('date_day', business_day('observed_at'), 'day') }} as age_days,
        {{ dbt.datediff('date_day', 'lead(' ~ business_day('observed_at') ~ ') over (' ~ versions_of ~ ')', 'day') }}
            as replaced_days,
        {%- for measure in measures %}
        {{ measure }},
        first_value({{ measure }}) over ({{ versions_of }}) as first_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from {{ ref('fct_ad_report_version') }}
    where ad_key <> 'none'
),

ages as (
    {%- for age in ages %}
    select {{ age }} as age_days{{ '\n    union all' if not loop.last }}
    {%- endfor %}
),

-- A day counts at the ages that it has lived, with what its account showed then.
at_age as (
    select
        versions.source_name,
        versions.account_key,
        ages.age_days,
        count(distinct versions.date_day) as days,
        {%- for measure in measures %}
        sum(versions.{{ measure }}) as {{ measure }},
        sum(versions.first_{{ measure }}) as first_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}
    from versions
    inner join ages
        on
            versions.age_days <= ages.age_days
            and (versions.replaced_days is null or versions.replaced_days > ages.age_days)
    inner join {{ ref('int_last_closed_day') }} as closed
        on {{ dbt.dateadd('day', 'ages.age_days', 'versions.date_day') }} <= closed.last_closed_date
    group by versions.source_name, versions.account_key, ages.age_days
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
