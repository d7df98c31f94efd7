{%- set columns = {
    'measure': 'string', 'connector': 'string', 'feed': 'string', 'is_right': 'boolean', 'what': 'string',
} -%}
{%- set newest = 'partition by project_label order by exported_date desc, file_slot' -%}
{%- set project_month = "project_id || ' ' || cast(budget_month as string)" -%}
-- the budget in force of a year, and of the year before
with years as (
    select
        fiscal_year,
        sum(budget_amount) as amount,
        lag(sum(budget_amount)) over (order by fiscal_year) as amount_before,
        lag(fiscal_year) over (order by fiscal_year) as year_before
    from {{ ref('int_budget_lines') }}
    where is_current
    group by fiscal_year
),

projects as (
    select
        project_label,
        {{ first_told('start_date', newest) }} as start_date,
        {{ first_told('due_date', newest) }} as due_date,
        {{ first_told('done_date', newest) }} as done_date,
        row_number() over ({{ newest }}) as reading_no
    from {{ ref('stg_work_items') }}
    where item_kind = 'project'
),

-- months that hold money of a project whose days are told; a late one lasts until it is done
months as (
    select
        lines.project_id,
        lines.budget_month,
        min(projects.start_date) as start_date,
        max(greatest(projects.due_date, coalesce(projects.done_date, projects.due_date))) as end_date
    from {{ ref('int_budget_lines') }} as lines
    inner join projects on lines.project_id = projects.project_label and projects.reading_no = 1
    where lines.is_current and projects.start_date is not null and projects.due_date is not null
    group by lines.project_id, lines.budget_month
    having sum(lines.budget_amount) <> 0
),

-- positions that a sheet names, and the time it names them for
named as (
    select distinct
        'kpi_targets' as connector,
        'targets' as feed,
        position_label,
        period_start_date as first_date,
        case period_kind
            when 'month' then {{ dbt.dateadd('month', 1, 'period_start_date') }}
            when 'quarter' then {{ dbt.dateadd('month', 3, 'period_start_date') }}
            else {{ dbt.dateadd('month', 12, 'period_start_date') }}
        end as next_date
    from {{ ref('stg_kpi_targets') }}
    where position_label is not null and not is_personal
    union all
    select distinct
        'payroll' as connector,
        'people_cost' as feed,
        position_label,
        cost_month as first_date,
        {{ dbt.dateadd('month', 1, 'cost_month') }} as next_date
    from {{ ref('stg_people_cost') }}
    where position_label not in ('全组', '全部门')  -- joined before it was stored
),

-- one that began or ended in that time existed in it
existing as (
    select
        named.*,
        positions.position_id is not null
        and coalesce(positions.valid_from_date < named.next_date, true)
        and coalesce(positions.valid_to_date >= named.first_date, true) as existed
    from named
    left join {{ ref('int_labels') }} as labels
        on labels.label_kind = 'position' and named.position_label = labels.label
    left join {{ ref('positions') }} as positions on labels.house_id = positions.position_id
)

{{ union_by_name(columns, [
    {'from': 'years', 'where': 'year_before = fiscal_year - 1',
     'set': {'measure': "'budget_year_agreement'", 'connector': "'budget_workbook'", 'feed': "'lines'",
             'is_right': 'amount between 0.5 * amount_before and 2 * amount_before',
             'what': 'cast(fiscal_year as string)'}},
    {'from': 'months',
     'set': {'measure': "'budget_months_agreement'", 'connector': "'budget_workbook'", 'feed': "'lines'",
             'is_right': 'budget_month between cast(' ~ dbt.date_trunc('month', 'start_date')
                ~ ' as date) and end_date',
             'what': project_month}},
    {'from': 'existing',
     'set': {'measure': "'positions_agreement'", 'is_right': 'existed',
             'what': "cast(first_date as string) || ' to ' || cast(cast(next_date as date) as string) || ' '"
                ~ ' || position_label'}},
]) }}
