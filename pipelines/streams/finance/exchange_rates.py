"""Exchange rates of the house, clean. Raw records: `connectors/finance/exchange_rates.py`."""

import polars as pl

from pipelines.streams.columns import MONEY
from pipelines.streams.sheets import BLANK, currency, typed_day, typed_money
from pipelines.streams.spec import Stream

rates = Stream(
    name="exchange_rates__rates",
    grain="one row per day and currency: yuan for one unit of it",
    keys=("rate_date", "currency_code"),
    nulls=BLANK,
    columns={
        "rate_date": typed_day("rate_date"),
        "currency_code": currency("currency_code"),
        "_rate": typed_money("cny_per_unit"),
    },
    derived={"cny_per_unit": pl.col("_rate").cast(MONEY)},
    quarantine={
        "no_rate": pl.col("cny_per_unit").is_null(),
        "rate_not_positive": pl.col("cny_per_unit") <= 0,
        "yuan_is_one": (pl.col("currency_code") == "CNY") & (pl.col("cny_per_unit") != 1),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToBeBetween(column="cny_per_unit", max_value=100),
        gxe.ExpectColumnValuesToMatchRegex(column="currency_code", regex="^[A-Z]{3}$"),
    ],
    ignored=("_file", "_sheet", "_row", "_no", "_encoding", "_as_of", "_day", "_hidden"),
)
