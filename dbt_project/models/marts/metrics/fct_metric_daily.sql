{%- set slices = [
    'channel_id', 'account_key', 'brand_id', 'region_id', 'product_line', 'team_id', 'attribution_model',
] -%}
with terms as (
    {{ metric_terms() }}
),

figures as (
    select
        terms.metric_id,
        measures.date_day,
        measures.source_name,
        {%- for slice in slices %}
        measures.{{ slice }},
        {%- endfor %}
        sum(case terms.term when 'numerator' then measures.amount when 'less' then -measures.amount end) as numerator,
        sum(case when terms.term = 'denominator' then measures.amount end) as denominator
    from terms
    inner join {{ ref('fct_measure_daily') }} as measures on terms.measure_id = measures.measure_id
    group by
        terms.metric_id,
        {%- for slice in slices %}
        measures.{{ slice }},
        {%- endfor %}
        measures.date_day,
        measures.source_name
),

due as (
    select
        coverage.connector,
        {{ key_of(['coverage.connector', 'coverage.account_id']) }} as account_key,
        coverage.date_day,
        max(case when coverage.state = 'missing' then 1 else 0 end) as is_missing,
        max(case when coverage.state = 'provisional' then 1 else 0 end) as is_provisional
    from {{ ref('int_coverage_days') }} as coverage
    inner join {{ ref('dim_date') }} as dates on coverage.date_day = dates.date_day and dates.is_closed
    group by coverage.connector, coverage.account_id, coverage.date_day
),

loaded as (
    select
        sources.metric_id,
        due.date_day,
        sources.source_name,
        {%- for slice in slices %}
        {{ "case when sources.is_by_account then due.account_key else 'none' end" if slice == 'account_key'
            else "'none'" }} as {{ slice }},
        {%- endfor %}
        max(case when sources.has_numerator and due.is_missing = 0 then 0 end) as numerator,
        max(case when sources.has_denominator and due.is_missing = 0 then 0 end) as denominator,
        count(*) as due_accounts,
        sum(due.is_missing) as missing_accounts,
        max(due.is_provisional) as is_provisional
    from {{ ref('fct_metric_source') }} as sources
    inner join due on sources.source_name = due.connector
    group by
        sources.metric_id,
        due.date_day,
        sources.source_name,
        case when sources.is_by_account then due.account_key else 'none' end
),

together as (
    select
        *,
        0 as due_accounts,
        0 as missing_accounts,
        0 as is_provisional
    from figures
    union all
    select * from loaded
)

select
    together.metric_id,
    together.date_day,
    together.due_accounts = 0 as is_figure,
    together.source_name,
    {%- for slice in slices %}
    together.{{ slice }},
    {%- endfor %}
    cast(together.numerator as decimal(38, 12)) as numerator,
    cast(together.denominator as decimal(38, 12)) as denominator,
    cast(together.due_accounts as bigint) as due_accounts,
    cast(together.missing_accounts as bigint) as missing_accounts,
    together.is_provisional = 1 or not dates.is_closed as is_provisional
from together
inner join {{ ref('dim_date') }} as dates on together.date_day = dates.date_day
