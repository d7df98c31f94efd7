with labelled as (
    select
        lines.*,
        coalesce(teams.house_id, case when lines.department_label is null then 'none' else 'unknown' end) as team_id,
        coalesce(channels.house_id, case when lines.channel_label is null then 'none' else 'unknown' end) as channel_id,
        coalesce(lines.project_label, 'none') as project_id,
        coalesce(regions.house_id, 'none') as region_id,
        coalesce(categories.cost_category, 'unmapped') as cost_category
    from {{ ref('stg_budget_lines') }} as lines
    left join {{ ref('int_labels') }} as teams on teams.label_kind = 'team' and lines.department_label = teams.label
    left join {{ ref('int_labels') }} as channels
        on channels.label_kind = 'channel' and lines.channel_label = channels.label
    left join {{ ref('int_labels') }} as regions on regions.label_kind = 'region' and lines.region_label = regions.label
    left join {{ ref('cost_categories') }} as categories on lines.cost_item = categories.cost_item
),

current_versions as (
    select
        fiscal_year,
        max(budget_version) as budget_version
    from labelled
    where coalesce(status, '已批准') in ('已批准', '调整')
    group by fiscal_year
)

select
    labelled.fiscal_year,
    labelled.budget_month,
    labelled.budget_version,
    labelled.team_id,
    labelled.channel_id,
    labelled.project_id,
    labelled.region_id,
    coalesce(labelled.product_line, 'none') as product_line,
    labelled.cost_item,
    labelled.cost_category,
    coalesce(labelled.budget_version = current_versions.budget_version, false) as is_current,
    {{ money('sum(labelled.budget_amount)') }} as budget_amount
from labelled
left join current_versions on labelled.fiscal_year = current_versions.fiscal_year
group by
    labelled.fiscal_year,
    labelled.budget_month,
    labelled.budget_version,
    labelled.team_id,
    labelled.channel_id,
    labelled.project_id,
    labelled.region_id,
    labelled.product_line,
    labelled.cost_item,
    labelled.cost_category,
    current_versions.budget_version
