"""The hand-written floor: download, msgspec.Raw, polars, Parquet, DuckDB, and nothing else.

No gate, no quarantine, no manifest. `python -m benchmarks.chain_floor URL FOLDER` loads the whole
report and prints its CPU seconds and peak memory as JSON.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import msgspec
import polars as pl
import requests

from benchmarks.ad_pages import EXTRA
from benchmarks.measure import report


class Listed(msgspec.Struct):
    list: list[msgspec.Raw]
    page_info: dict[str, int]


class Reply(msgspec.Struct):
    code: int
    data: Listed


TEXTS = ["campaign_id", "adgroup_id", "currency"]
COUNTS = ["impressions", "clicks", "conversion", *EXTRA]
MONEY = ["spend", "total_purchase_value"]
SCHEMA = {
    "dimensions": pl.Struct({"ad_id": pl.String, "stat_time_day": pl.String}),
    "metrics": pl.Struct(dict.fromkeys([*TEXTS, *COUNTS, *MONEY], pl.String)),
}
CHUNK = 100


def pages(url: str) -> Iterator[list[msgspec.Raw]]:
    decoder = msgspec.json.Decoder(Reply)
    session = requests.Session()
    number, last = 1, 1
    while number <= last:
        asked = {"page": number, "advertiser_id": 1}
        answer = session.get(f"{url}/open_api/v1.3/report/integrated/get/", params=asked)
        reply = decoder.decode(answer.content)
        last = reply.data.page_info["total_page"]
        yield reply.data.list
        number += 1


def typed(lines: bytes) -> pl.DataFrame:
    raw = pl.read_ndjson(io.BytesIO(lines), schema=SCHEMA).unnest("dimensions", "metrics")
    return raw.with_columns(
        pl.col("stat_time_day").str.to_date("%Y-%m-%d %H:%M:%S"),
        *[pl.col(name).cast(pl.Int64) for name in COUNTS],
        *[pl.col(name).cast(pl.Decimal(18, 6)) for name in MONEY],
    )


def main(url: str, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    held: list[bytes] = []
    files = 0
    for listed in pages(url):
        held.append(b"\n".join(listed))
        if len(held) == CHUNK:
            typed(b"\n".join(held)).write_parquet(folder / f"{files}.parquet")
            held, files = [], files + 1
    if held:
        typed(b"\n".join(held)).write_parquet(folder / f"{files}.parquet")
    with duckdb.connect(str(folder / "floor.duckdb")) as base:
        base.execute(f"create table ad_report as from '{folder}/*.parquet'")
        rows = base.execute("select count(*) from ad_report").fetchone()
    report(rows[0] if rows else 0)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
