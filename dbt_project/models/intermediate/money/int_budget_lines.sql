with labelled as (
    select
        lines.*,
        coalesce(teams.house_id, case when lines.department_label is null then 'none' else 'unknown' end) as team_id,
        coalesce(channels.house_id, case when lines.channel_label is null then 'none' else 'unknown' end) as channel_id,
        coalesce(lines.project_label, 'none') as project_id,
        coalesce(regions.house_id, 'none') as region_id,
        coalesce(categories.cost_category, 'unmapped') as cost_category,
        case when lines.entry_kind = 'plan' then 1 else rank() over (
            partition by lines.entry_kind, lines.budget_version
            order by
                coalesce(lines.exported_date, {{ business_day('lines._pulled_at') }}) desc, lines._pulled_at desc,
                lines.file_slot desc
        ) end as reading_no
    from {{ ref('stg_budget_lines') }} as lines
    left join {{ ref('int_labels') }} as teams on teams.label_kind = 'team' and lines.department_label = teams.label
    left join {{ ref('int_labels') }} as channels
        on channels.label_kind = 'channel' and lines.channel_label = channels.label
    left join {{ ref('int_labels') }} as regions on regions.label_kind = 'region' and lines.region_label = regions.label
    left join {{ ref('cost_categories') }} as categories on lines.cost_item = categories.cost_item
),

versions as (
    select
        fiscal_year,
        budget_version,
        max(approved_date) as approved_date,
        row_number() over (
            partition by fiscal_year
            order by
                coalesce(max(approved_date), date '1900-01-01') desc, length(budget_version) desc, budget_version desc
        ) as version_no
    from labelled
    where entry_kind = 'plan' and coalesce(status, '已批准') in ('已批准', '调整')
    group by fiscal_year, budget_version
),

plans as (
    select
        labelled.fiscal_year,
        labelled.team_id,
        labelled.project_id,
        labelled.cost_item,
        case when count(distinct labelled.channel_id) = 1 then min(labelled.channel_id) end as channel_id
    from labelled
    inner join versions
        on
            labelled.fiscal_year = versions.fiscal_year
            and labelled.budget_version = versions.budget_version
            and versions.version_no = 1
    where labelled.entry_kind = 'plan'
    group by labelled.fiscal_year, labelled.team_id, labelled.project_id, labelled.cost_item
),

flagged as (
    select
        labelled.*,
        case
            when labelled.entry_kind = 'adjustment' and labelled.channel_id = 'none'
                then coalesce(plans.channel_id, 'none')
            else labelled.channel_id
        end as planned_channel_id,
        coalesce(
            case
                when labelled.entry_kind = 'plan' then labelled.budget_version = versions.budget_version
                else
                    labelled.status in ('已批准', '已通过', '已审批', '已生效')
                    and labelled.approved_date > coalesce(versions.approved_date, date '1900-01-01')
            end, false
        ) as is_current
    from labelled
    left join versions on labelled.fiscal_year = versions.fiscal_year and versions.version_no = 1
    left join plans
        on
            labelled.fiscal_year = plans.fiscal_year
            and labelled.team_id = plans.team_id
            and labelled.project_id = plans.project_id
            and labelled.cost_item = plans.cost_item
    where labelled.reading_no = 1
)

select
    fiscal_year,
    budget_month,
    entry_kind,
    budget_version,
    team_id,
    planned_channel_id as channel_id,
    project_id,
    region_id,
    coalesce(product_line, 'none') as product_line,
    cost_item,
    cost_category,
    is_current,
    {{ money('sum(budget_amount)') }} as budget_amount
from flagged
group by
    fiscal_year,
    budget_month,
    entry_kind,
    budget_version,
    team_id,
    planned_channel_id,
    project_id,
    region_id,
    product_line,
    cost_item,
    cost_category,
    is_current
