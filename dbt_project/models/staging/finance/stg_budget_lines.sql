{%- set columns = {
    'platform': 'string', 'file_slot': 'string', 'entry_kind': 'string', 'fiscal_year': 'bigint', 'budget_month': 'date',
    'department_label': 'string', 'channel_label': 'string', 'project_label': 'string', 'product_line': 'string',
    'region_label': 'string', 'cost_item': 'string', 'budget_amount': 'decimal(18, 6)', 'budget_version': 'string',
    'approved_date': 'date', 'status': 'string', 'is_tax_included': 'boolean', 'source_cell': 'string',
    'exported_date': 'date', '_pulled_at': 'timestamp',
} -%}
{%- set told = {'platform': "'budget_workbook'", 'file_slot': 'account_id', 'budget_month': 'month',
    'department_label': "nullif(department, '')", 'channel_label': "nullif(channel, '')",
    'project_label': "nullif(project, '')", 'budget_amount': 'amount'} -%}
{{ union_by_name(columns, [
    {'from': source('budget_workbook', 'budget_workbook__lines'), 'lacks': ['exported_date'],
     'set': dict(told, entry_kind="'plan'", region_label='region', budget_version='version')},
    {'from': source('budget_workbook', 'budget_workbook__adjustments'),
     'lacks': ['product_line', 'region_label', 'is_tax_included'],
     'set': dict(told, entry_kind="'adjustment'", fiscal_year='year(month)', budget_version='adjustment_no',
        approved_date='adjusted_date')},
]) }}
