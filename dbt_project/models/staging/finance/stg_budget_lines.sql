select
    'budget_workbook' as platform,
    account_id as file_slot,
    fiscal_year,
    month as budget_month,
    department as department_label,
    channel as channel_label,
    project as project_label,
    product_line,
    region as region_label,
    cost_item,
    amount as budget_amount,
    version as budget_version,
    status,
    is_tax_included,
    source_cell
from {{ source('budget_workbook', 'budget_workbook__lines') }}
