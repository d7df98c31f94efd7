"""The finance office's own rate sheet: 日期, 币种, 汇率 (yuan for one unit, four decimals)."""

from datetime import date
from pathlib import Path
from typing import Any

from sandbox.papers import write_csv
from sandbox.telling import plain, records


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """One file a year, every day to date."""
    rows = [
        [f"{row['rate_date']:%Y-%m-%d}", row["currency_code"], plain(row["cny_per_unit"], 4)]
        for row in records(world.fx.sort("rate_date", "currency_code"))
        if row["rate_date"] <= (today or world.today)
    ]
    path = folder / f"汇率_{world.today.year}.csv"
    return [write_csv(path, [["日期", "币种", "汇率"], *rows], "utf-8-sig")]
