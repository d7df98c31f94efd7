"""Small pulls made of records, for the tests of streams."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import polars as pl

from pipelines.streams.clean import Cleaned, RawPull, clean
from pipelines.streams.columns import count, day, money, person, text
from pipelines.streams.spec import Stream

KEY = "a key for tests"
AT = datetime(2026, 11, 14, 1, 30, tzinfo=UTC)


def line(record: Any) -> bytes:
    """A record as it lies in a part."""
    if isinstance(record, bytes):
        return record
    text = record if isinstance(record, str) else json.dumps(record, ensure_ascii=False)
    return text.encode("utf-8", "surrogatepass")


def pulled(*records: Any, account: str = "a1", parts: int = 1, **facts: Any) -> RawPull:
    """A pull of these records, spread over some parts."""
    lines = [line(record) for record in records]
    size = -(-len(lines) // parts) or 1
    cut = [lines[start : start + size] for start in range(0, len(lines), size)]
    named = [(f"part-{n:05d}.jsonl.zst", b"\n".join(some) + b"\n") for n, some in enumerate(cut)]
    return RawPull(account, "pull-1", AT, named, **facts)


def cleaned(stream: Stream, *records: Any, **facts: Any) -> Cleaned:
    """The records, split; and the sum that must always hold."""
    result = clean(stream, pulled(*records, **facts), hash_key=KEY)
    assert whole(result)
    return result


def whole(result: Cleaned) -> bool:
    """Received is good, quarantined, repeats, filtered and struck; nothing else."""
    parts = dict(result.counts)
    return parts.pop("received") == sum(parts.values())


def reasons(result: Cleaned) -> list[str]:
    """Why rows were set aside, in the order of the records."""
    return result.quarantined.sort("_part", "_line")["_reason"].to_list()


def row(result: Cleaned, number: int = 0) -> Mapping[str, Any]:
    """One good row without our own bookkeeping."""
    kept = result.good.drop("account_id", "_pulled_at", "_pull_id")
    return kept.row(number, named=True)


def report(ad: object = "1", on: object = "2026-11-03", **metrics: Any) -> dict[str, Any]:
    """A record of the report below; a metric of `...` is left out."""
    told = {"spend": "1.50", "clicks": "3", "impressions": "10", **metrics}
    return {
        "dimensions": {"ad_id": ad, "day": on},
        "metrics": {name: value for name, value in told.items() if value is not ...},
    }


AD_REPORT = Stream(
    name="any_ads__ad_report",
    grain="one row per ad per day",
    keys=("report_date", "ad_id"),
    nulls=("", "-"),
    load="window",
    day="report_date",
    controls={"spend": "cost"},
    columns={
        "report_date": day("dimensions.day"),
        "ad_id": text("dimensions.ad_id"),
        "ad_name": text("metrics.ad_name"),
        "currency_code": text("metrics.currency"),
        "impressions": count("metrics.impressions"),
        "clicks": count("metrics.clicks"),
        "likes": count("metrics.likes", absent=None),
        "shares": count("metrics.shares", absent=0),
        "spend": money("metrics.spend"),
        "email_hash": person("metrics.email", "email"),
    },
    quarantine={
        "negative_spend": pl.col("spend") < 0,
        "more_clicks_than_impressions": pl.col("clicks") > pl.col("impressions"),
    },
    ignored=("metrics.ctr",),
    expectations=lambda gxe: [],
)
WINDOW = (date(2026, 11, 1), date(2026, 11, 7))
