{%- set columns = {
    'platform': 'string', 'file_slot': 'string', 'exported_date': 'date', 'entry_kind': 'string', 'doc_no': 'string',
    'line_no': 'string', 'doc_type': 'string', 'applicant_dept': 'string', 'bearing_dept': 'string',
    'submitted_date': 'date', 'incurred_date': 'date', 'cost_item': 'string', 'project_label': 'string',
    'channel_label': 'string', 'vendor': 'string', 'currency_code': 'string', 'amount_native': 'decimal(18, 6)',
    'approved_native': 'decimal(18, 6)', 'tax_native': 'decimal(18, 6)', 'invoice_no': 'string',
    'invoice_type': 'string', 'invoice_code': 'string', 'invoice_native': 'decimal(18, 6)',
    'foreign_amount': 'decimal(18, 6)', 'foreign_currency_code': 'string', 'account_name': 'string',
    'reversed_month': 'date', 'reversed_native': 'decimal(18, 6)', 'status': 'string',
    'paid_date': 'date', 'purpose': 'string', '_pulled_at': 'timestamp',
} -%}
{%- set told = {'platform': "'expense_ledger'", 'file_slot': 'account_id', 'amount_native': 'amount'} -%}
{%- set labels = {'project_label': "nullif(project, '')", 'channel_label': "nullif(channel, '')",
    'vendor': "nullif(vendor, '')"} -%}
{%- set documents_only = ['doc_type', 'applicant_dept', 'approved_native', 'tax_native', 'invoice_no', 'invoice_type',
    'invoice_code', 'invoice_native', 'foreign_amount', 'foreign_currency_code', 'account_name', 'paid_date',
    'purpose'] -%}
{{ union_by_name(columns, [
    {'from': source('expense_ledger', 'expense_ledger__lines'), 'lacks': ['reversed_month', 'reversed_native'],
     'set': dict(told, **dict(labels, entry_kind="'document'", approved_native='approved_amount', tax_native='tax',
        invoice_native='invoice_amount'))},
    {'from': source('expense_ledger', 'expense_ledger__accruals'),
     'lacks': documents_only + ['submitted_date'],
     'set': dict(told, **dict(labels, entry_kind="'accrual'", doc_no='contract_no', incurred_date='accrual_month',
        line_no="concat_ws('/', cast(accrual_month as string), vendor, project, cost_item)",
        bearing_dept="nullif(department, '')", reversed_native='reversed_amount'))},
    {'from': source('budget_workbook', 'budget_workbook__commitments'),
     'lacks': documents_only + ['reversed_month', 'reversed_native'],
     'set': dict(told, **dict(labels, platform="'budget_workbook'", entry_kind="'commitment'", doc_no='contract_no',
        submitted_date='signed_date', incurred_date='expected_month', currency_code="'CNY'",
        line_no="concat_ws('/', cast(expected_month as string), vendor, project, cost_item)",
        bearing_dept="nullif(department, '')"))},
]) }}
