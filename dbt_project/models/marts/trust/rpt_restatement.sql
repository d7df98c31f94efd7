{%- set measures = {
    'impressions': 'impressions', 'clicks': 'clicks', 'spend_native': 'spend', 'platform_conversions': 'conversions',
} -%}
with closed as (
    select max(date_day) as date_day
    from {{ ref('dim_date') }}
    where is_closed
),

-- A day counts at the ages that it has lived, with what its account showed then.
at_age as (
    select
        {%- for measure in measures %}
        sum(days.{{ measure }}) as {{ measure }},
        sum(days.first_{{ measure }}) as first_{{ measure }},
        {%- endfor %}
        days.source_name,
        days.account_key,
        days.age_days,
        count(*) as days
    from {{ ref('fct_ad_report_age') }} as days
    inner join closed on days.aged_date <= closed.date_day
    group by days.source_name, days.account_key, days.age_days
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
