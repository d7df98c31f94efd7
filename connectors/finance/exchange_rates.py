"""Exchange rates of the house, one sheet a year. Its form: docs/connectors/exchange_rates.md"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout
from connectors.core.tables import tables
from connectors.core.totals import pages

exchange_rates = Folder(name="exchange_rates")

RATES_SHEET = Layout(
    name="汇率表",
    word="汇率",
    fields={
        "rate_date": ("日期", "rate_date"),
        "currency_code": ("币种", "币别", "currency_code"),
        "cny_per_unit": ("汇率", "汇率(1单位外币兑人民币)", "cny_per_unit"),
    },
    required=("rate_date", "currency_code", "cny_per_unit"),
)


@exchange_rates.feed("*汇率*.csv", "*汇率*.xlsx")
def rates(path: Path) -> Records:
    """One record per day and currency: yuan for one unit of it."""
    return pages(tables(path, [RATES_SHEET]))
