select
    'budget_workbook' as platform,
    account_id as file_slot,
    fiscal_year,
    month as budget_month,
    nullif(department, '') as department_label,
    nullif(channel, '') as channel_label,
    nullif(project, '') as project_label,
    product_line,
    region as region_label,
    cost_item,
    amount as budget_amount,
    version as budget_version,
    status,
    is_tax_included,
    source_cell
from {{ source('budget_workbook', 'budget_workbook__lines') }}
