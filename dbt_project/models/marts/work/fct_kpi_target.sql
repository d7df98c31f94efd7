{%- set needs = {'ads': 'advertising', 'shop': 'shop'} -%}
with targets as (
    select *
    from {{ ref('int_kpi_targets') }}
),

actuals as (
    select
        targets.target_key,
        sum(daily.numerator) as numerator,
        sum(daily.denominator) as denominator
    from targets
    inner join {{ ref('fct_kpi_actual_daily') }} as daily
        on
            targets.metric_name = daily.metric_name
            and daily.date_day between targets.period_start_date and targets.elapsed_date
            and daily.axis = case when targets.product_line = 'none' then 'whole' else 'product_line' end
            and (targets.product_line = 'none' or targets.product_line = daily.product_line)
            and (targets.region_id = 'none' or targets.region_id = daily.region_id)
            and (not targets.is_by_team or targets.team_id in ('none', daily.team_id))
    group by targets.target_key
),

begun as (
    select
        metric_name,
        min(date_day) as first_date
    from {{ ref('fct_kpi_actual_daily') }}
    group by metric_name
),

-- per need, region (or all of them) and day: whether every account told it
accounts as (
    select
        case when coverage.connector in ({{ shops() }}) then 'shop' else 'ads' end as need,
        coverage.date_day,
        accounts.region_id,
        coverage.state
    from {{ ref('int_coverage_days') }} as coverage
    left join {{ ref('dim_account') }} as accounts
        on coverage.connector = accounts.platform and coverage.account_id = accounts.account_id
    where
        coverage.connector in ({{ shops() }})
        or coverage.feed = 'ad_report'
        and coverage.connector in (select channels.platform from {{ ref('platform_channels') }} as channels)
),

covered as (
    {%- for region in ["'none'", 'region_id'] %}
    select
        need,
        {{ region }} as region_id,
        date_day
    from accounts
    where {{ region }} is not null
    group by need, {{ region }}, date_day
    having max(case when state = 'missing' then 1 else 0 end) = 0
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

gaps as (
    select
        targets.target_key,
        {%- for need in needs %}
        targets.elapsed_days
        - count(distinct case when covered.need = '{{ need }}' then covered.date_day end) as {{ need }}_gap,
        {%- endfor %}
        count(*) as days
    from targets
    left join covered
        on
            targets.region_id = covered.region_id
            and covered.date_day between targets.period_start_date and targets.elapsed_date
    group by targets.target_key, targets.elapsed_days
),

people_months as (
    select
        targets.target_key,
        count(distinct costs.cost_month) as months
    from targets
    inner join {{ ref('fct_marketing_cost') }} as costs
        on
            costs.cost_category = 'people'
            and costs.cost_month between targets.period_start_date and targets.elapsed_date
    where targets.needs_people_cost
    group by targets.target_key
),

measured as (
    select
        targets.*,
        coalesce(targets.rated, actuals.numerator, case when targets.aggregation = 'sum' then 0 end) as numerator,
        coalesce(targets.rated_weight, actuals.denominator) as denominator,
        case
            when not targets.is_known then 'no metric has this code'
            when targets.aggregation = 'rating' and targets.raters = 0 then 'nobody has rated it'
            when targets.aggregation = 'rating' then 'none'
            when targets.metric_name is null then 'no source tells it'
            when not targets.is_unit_fit then 'the unit is not that of the metric'
            when not targets.is_cut_known then 'not told by region or product line'
            when targets.elapsed_days = 0 then 'the period has not begun'
            {%- for need, words in needs.items() %}
            when targets.needs_{{ need }} and gaps.{{ need }}_gap > 0
                then
                    '{{ words }}: ' || cast(gaps.{{ need }}_gap as string) || ' of '
                    || cast(targets.elapsed_days as string) || ' days are missing'
            {%- endfor %}
            when
                targets.needs_people_cost
                and coalesce(people_months.months, 0)
                <= {{ dbt.datediff('targets.period_start_date', 'targets.elapsed_date', 'month') }}
                then 'people cost: the last month is not booked'
            when not targets.needs_ads and not targets.needs_shop and begun.first_date is null then 'no data'
            when not targets.needs_ads and not targets.needs_shop and targets.period_start_date < begun.first_date
                then 'data begin ' || cast(begun.first_date as string)
            when targets.aggregation = 'ratio' and coalesce(actuals.denominator, 0) = 0 then 'nothing to divide by'
            when targets.aggregation = 'ratio' and targets.judged_direction = 'less' and actuals.numerator = 0
                then 'nothing was spent or booked'
            else 'none'
        end as missing_reason
    from targets
    left join actuals on targets.target_key = actuals.target_key
    left join gaps on targets.target_key = gaps.target_key
    left join people_months on targets.target_key = people_months.target_key
    left join begun on targets.metric_name = begun.metric_name
)

select
    target_key,
    period_kind,
    period_start_date,
    period_end_date,
    coalesce(elapsed_date >= period_end_date, false) as is_closed,
    team_id,
    position_id,
    region_id,
    product_line,
    kpi_code,
    kpi_name,
    coalesce(kpi_type, case when aggregation = 'rating' then 'qualitative' else 'quantitative' end) as kpi_type,
    coalesce(metric_name, 'none') as metric_name,
    target_version,
    valid_from_date,
    weight,
    unit,
    definition,
    scoring_kind,
    scoring_rule,
    target_written,
    aggregation,
    judged_direction as direction,
    formula,
    cast(completion_cap as double) as completion_cap,
    is_change,
    baseline,
    target,
    target_high,
    floor,
    stretch,
    cast(period_days as bigint) as period_days,
    cast(elapsed_days as bigint) as elapsed_days,
    cast(period_weight as double) as period_weight,
    cast(elapsed_weight as double) as elapsed_weight,
    missing_reason,
    cast(case when missing_reason = 'none' then numerator end as decimal(18, 6)) as numerator,
    cast(case when missing_reason = 'none' and aggregation <> 'sum' then denominator end as decimal(18, 6))
        as denominator,
    cast(raters as bigint) as raters
from measured
