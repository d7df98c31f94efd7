"""Tables of Google's event export, taken out day by day, in the three forms people take them out.

- `events_YYYYMMDD`: a day of the property (Los Angeles) that is over; told again for three days
  with what came in late. `events_intraday_YYYYMMDD`: the running day; that of the day before was
  left lying, its daily table beside it.
- JSON lines (INT64 as texts, what is null left out), now and then Parquet, or a vendor's flat CSV.
"""

import csv
import io
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from sandbox.telling import closing, encode
from sandbox.web.ga4_rows import ZONE, Row, rows

PROPERTY = "345678901"
VALUE = pl.Struct(
    {"string_value": pl.String, "int_value": pl.Int64, "float_value": pl.Float64,
     "double_value": pl.Float64}
)  # fmt: skip
MANUAL = ("manual_source", "manual_medium", "manual_campaign_name", "gclid")
TEXTS = ("event_date", "event_name", "user_id", "user_pseudo_id", "stream_id", "platform")
NUMBERS = ("event_timestamp", "user_first_touch_timestamp", "batch_event_index",
           "batch_ordering_id", "batch_page_id")  # fmt: skip
SCHEMA: dict[str, Any] = {
    **dict.fromkeys(TEXTS, pl.String), **dict.fromkeys(NUMBERS, pl.Int64),
    "event_params": pl.List(pl.Struct({"key": pl.String, "value": VALUE})),
    "privacy_info": pl.Struct({"analytics_storage": pl.String}),
    "device": pl.Struct(
        {"category": pl.String, "web_info": pl.Struct({"hostname": pl.String})}
    ),
    "geo": pl.Struct({"country": pl.String}),
    "traffic_source": pl.Struct(dict.fromkeys(("name", "medium", "source"), pl.String)),
    "collected_traffic_source": pl.Struct(dict.fromkeys(MANUAL, pl.String)),
    "ecommerce": pl.Struct(
        {"transaction_id": pl.String, "purchase_revenue": pl.Float64,
         "total_item_quantity": pl.Int64}
    ),
    "items": pl.List(
        pl.Struct({"item_id": pl.String, "item_name": pl.String, "quantity": pl.Int64})
    ),
}  # fmt: skip


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Every table that stood on the morning of `today`."""
    folder.mkdir(parents=True, exist_ok=True)
    end = closing(today or world.today)
    days: dict[str, list[Row]] = {}
    for row in rows(world):
        days.setdefault(row["event_date"], []).append(row)
    paths = []
    for number, (day, every) in enumerate(sorted(days.items())):
        here = [row for row in every if row["_received"] < end]
        over = _begins(day, 1) <= end
        form = FORMS[number % len(FORMS)]
        if here:
            paths.append(_written(folder, day, "" if over else "intraday_", form, here))
        if over and _begins(day, 2) > end:  # of yesterday, as it stood at noon there
            seen = [row for row in here if row["_received"] < _begins(day, 0.5)]
            paths += [_written(folder, day, "intraday_", "jsonl", seen)] if seen else []
    return paths


def _begins(day: str, later: float) -> datetime:
    """Midnight of the property's day, or some days after it."""
    midnight = datetime.combine(date.fromisoformat(day), time(), ZoneInfo(ZONE))
    return midnight + timedelta(days=later)


def _written(folder: Path, day: str, kind: str, form: str, some: list[Row]) -> Path:
    path = folder / f"analytics_{PROPERTY}_events_{kind}{day}.{form}"
    told = [_own(row, bool(kind)) for row in some]
    path.write_bytes(WRITERS[form](told))
    return path


def _own(row: Row, running: bool) -> Row:
    """A row without our marks; the running day knows nothing yet of sessions' sources."""
    late = ("traffic_source", "session_traffic_source_last_click") if running else ()
    return {name: value for name, value in row.items() if name not in ("_received", *late)}


def _jsonl(some: list[Row]) -> bytes:
    return b"".join(encode(_plain(row)) + b"\n" for row in some)


def _plain(value: Any) -> Any:
    """Whole numbers as texts, nulls left out, as BigQuery writes them."""
    if isinstance(value, dict):
        return {name: _plain(below) for name, below in value.items() if below is not None}
    if isinstance(value, list):
        return [_plain(below) for below in value]
    return str(value) if isinstance(value, int) else value


def _parquet(some: list[Row]) -> bytes:
    out = io.BytesIO()
    told = [{name: row.get(name) for name in SCHEMA} for row in some]
    pl.DataFrame(told, schema=SCHEMA, orient="row").write_parquet(out)
    return out.getvalue()


def _flat(some: list[Row]) -> bytes:
    """One column a parameter, moments as ISO texts, as a vendor loads it."""
    told = [_flattened(row) for row in some]
    heads = list(dict.fromkeys(name for row in told for name in row))
    out = io.StringIO()
    writer = csv.DictWriter(out, heads, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(told)
    return out.getvalue().encode()


def _flattened(row: Row) -> Row:
    at = datetime.fromtimestamp(row["event_timestamp"] / 1e6, ZoneInfo("UTC"))
    origin, sale = row["collected_traffic_source"] or {}, row["ecommerce"]
    params = {
        f"param_{param['key']}": next((v for v in param["value"].values() if v is not None), "")
        for param in row["event_params"]
    }
    return {
        "date": f"{date.fromisoformat(row['event_date'])}",
        "timestamp": f"{at:%Y-%m-%d %H:%M:%S.%f}",
        "name": row["event_name"],
        "user_id": row["user_id"],
        "user_pseudo_id": row["user_pseudo_id"],
        "stream_id": row["stream_id"],
        "platform": "web",
        "device_category": row["device"]["category"],
        "geo_country": row["geo"]["country"],
        "param_ga_session_id": "",
        **params,
        "param_source": origin.get("manual_source"),
        "param_medium": origin.get("manual_medium"),
        "param_campaign": origin.get("manual_campaign_name"),
        "param_gclid": origin.get("gclid"),
        "ecommerce_transaction_id": sale.get("transaction_id"),
        "ecommerce_purchase_revenue": sale.get("purchase_revenue"),
        "item_id": next((item["item_id"] for item in row["items"]), None),
    }


WRITERS: dict[str, Callable[[list[Row]], bytes]] = {
    "jsonl": _jsonl, "parquet": _parquet, "csv": _flat,
}  # fmt: skip
FORMS = ("jsonl", "jsonl", "jsonl", "parquet", "jsonl", "csv", "jsonl")
