select
    budget_month,
    fiscal_year,
    budget_version,
    is_current,
    team_id,
    channel_id,
    project_id,
    region_id,
    product_line,
    cost_item,
    cost_category,
    'budget_workbook' as source_name,
    budget_amount
from {{ ref('int_budget_lines') }}
