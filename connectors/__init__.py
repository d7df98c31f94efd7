"""FETCH: connectors read platforms and dropped files: requests, msgspec, the standard library."""

from collections.abc import Mapping

from connectors.core import Connector, Folder, by_name
from connectors.events.sign_in_sheets import sign_in_sheets
from connectors.finance.budget_workbook import budget_workbook
from connectors.finance.exchange_rates import exchange_rates
from connectors.finance.expense_ledger import expense_ledger
from connectors.finance.payroll import payroll
from connectors.survey.wenjuanxing import wenjuanxing
from connectors.web.clickstream import clickstream

CONNECTORS: Mapping[str, Connector | Folder] = by_name(
    wenjuanxing,
    clickstream,
    sign_in_sheets,
    budget_workbook,
    expense_ledger,
    payroll,
    exchange_rates,
)
