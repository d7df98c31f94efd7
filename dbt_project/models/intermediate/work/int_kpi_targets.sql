{%- set labels = [
    ('team', 'department', 'team_id'), ('position', 'position', 'position_id'), ('region', 'region', 'region_id'),
    ('product_line', 'product_line', 'product_line'),
] -%}
with closed as (
    select max(last_closed_date) as last_closed_date
    from {{ ref('int_last_closed_day') }}
),

days as (
    {%- for kind in ['month', 'quarter', 'year'] %}
    select
        '{{ kind }}' as period_kind,
        cast({{ dbt.date_trunc(kind, 'dates.date_day') }} as date) as period_start_date,
        dates.date_day,
        dates.day_weight,
        coalesce(dates.date_day <= closed.last_closed_date, false) as is_elapsed
    from {{ ref('int_days') }} as dates
    cross join closed
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

periods as (
    select
        period_kind,
        period_start_date,
        max(date_day) as period_end_date,
        max(case when is_elapsed then date_day end) as elapsed_date,
        count(*) as period_days,
        count(case when is_elapsed then 1 end) as elapsed_days,
        sum(day_weight) as period_weight,
        sum(case when is_elapsed then day_weight else 0 end) as elapsed_weight
    from days
    group by period_kind, period_start_date
),

labelled as (
    select
        targets.*,
        periods.period_end_date,
        periods.elapsed_date,
        periods.period_days,
        periods.elapsed_days,
        periods.period_weight,
        periods.elapsed_weight,
        {%- for name, label, id in labels %}
        coalesce(
            {{ name }}s.house_id{{ ', owners.team_id' if name == 'team' }},
            case when targets.{{ label }}_label is null then 'none' else 'unknown' end
        ) as {{ id }},
        {%- endfor %}
        coalesce(targets.valid_from_date, cast('1900-01-01' as date)) as agreed_date
    from {{ ref('stg_kpi_targets') }} as targets
    inner join periods
        on targets.period_kind = periods.period_kind and targets.period_start_date = periods.period_start_date
    {%- for name, label, id in labels %}
    left join {{ ref('int_labels') }} as {{ name }}s
        on {{ name }}s.label_kind = '{{ name }}' and targets.{{ label }}_label = {{ name }}s.label
    {%- endfor %}
    left join {{ ref('positions') }} as owners on positions.house_id = owners.position_id
    where not targets.is_personal
),

-- the newest version agreed before the period ended: a revision in August leaves March alone
versions as (
    select
        *,
        row_number() over (
            partition by period_kind, period_start_date, team_id, position_id, region_id, product_line, kpi_code
            order by agreed_date desc, target_version desc, _pulled_at desc, file_slot desc
        ) as version_no
    from labelled
    where agreed_date <= period_end_date
),

-- a rating says which KPI by its code, or by its name
told as (
    select
        ratings.period_kind,
        ratings.period_start_date,
        ratings.score,
        ratings.rater_weight,
        positions.house_id as position_id,
        coalesce(named.kpi_code, ratings.kpi_code) as kpi_code,
        row_number() over (
            partition by
                ratings.period_kind,
                ratings.period_start_date,
                ratings.position_label,
                coalesce(named.kpi_code, ratings.kpi_code),
                ratings.rater_hash
            order by ratings._pulled_at desc, ratings.file_slot desc
        ) as telling_no
    from {{ ref('stg_kpi_reviews') }} as ratings
    left join {{ ref('int_labels') }} as positions
        on positions.label_kind = 'position' and ratings.position_label = positions.label
    left join {{ ref('kpi_metrics') }} as named on ratings.kpi_code = named.kpi_name_zh
    where not ratings.is_personal
),

ratings as (
    select
        period_kind,
        period_start_date,
        position_id,
        kpi_code,
        sum(rater_weight * score) as rated,
        sum(rater_weight) as rated_weight,
        count(*) as raters
    from told
    where telling_no = 1
    group by period_kind, period_start_date, position_id, kpi_code
)

select
    versions.*,
    ratings.rated,
    ratings.rated_weight,
    coalesce(ratings.raters, 0) as raters,
    {{ key_of(['versions.period_kind', 'versions.period_start_date', 'versions.team_id', 'versions.position_id',
        'versions.region_id', 'versions.product_line', 'versions.kpi_code']) }} as target_key,
    metrics.metric_name,
    coalesce(metrics.aggregation, 'unknown') as aggregation,
    coalesce(versions.direction, metrics.direction, 'more') as judged_direction,
    coalesce(metrics.formula, 'ratio') as formula,
    coalesce(metrics.completion_cap, 1.2) as completion_cap,
    metrics.kpi_code is not null as is_known,
    coalesce(metrics.is_by_team, false) as is_by_team,
    coalesce(metrics.needs_ads, false) as needs_ads,
    coalesce(metrics.needs_shop, false) as needs_shop,
    coalesce(metrics.needs_people_cost, false) as needs_people_cost,
    versions.is_change
    or coalesce(metrics.unit_kind = case
        when versions.unit in ('元', '千元', '万元', '亿元') then 'CNY'
        when versions.unit in ('%', '％') then 'share'
        when versions.unit = '分' then 'points'
        when versions.unit = '天' then 'days'
        when versions.unit in ('个', '次', '人', '条') then 'count'
    end, true) as is_unit_fit,
    (versions.region_id = 'none' or coalesce(metrics.is_by_region, false))
    and (versions.product_line = 'none' or coalesce(metrics.is_by_product_line, false)) as is_cut_known
from versions
left join {{ ref('kpi_metrics') }} as metrics on versions.kpi_code = metrics.kpi_code
left join ratings
    on
        metrics.aggregation = 'rating'
        and versions.period_kind = ratings.period_kind
        and versions.period_start_date = ratings.period_start_date
        and versions.position_id = ratings.position_id
        and versions.kpi_code = ratings.kpi_code
where versions.version_no = 1
