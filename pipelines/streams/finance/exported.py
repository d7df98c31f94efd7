"""When a sheet was exported: the day in its file's name, else 导出时间 above its table."""

from collections.abc import Mapping

import polars as pl

from pipelines.streams.columns import Column, text
from pipelines.streams.sheets import typed_day

EXPORTED: Mapping[str, Column] = {
    "_exported_on": text("_exported_on"),
    "_stamped_on": typed_day("_as_of"),
}
EXPORTED_DATE = pl.coalesce(
    pl.col("_exported_on").str.to_date("%Y-%m-%d", strict=False), "_stamped_on"
)
