"""The click stream's events as Snowplow's atomic table, for those who ask for this form.

- It tells besides that a page is still open (`page_ping`), and some ids twice: the same event
  again, and now and then another content under an id that was used before.
- Dumps differ: CSV, packed TSV that quotes nothing, Parquet with typed columns.
"""

import gzip
import io
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.web.clickstream import deliveries
from sandbox.web.clickstream_forms import (
    AT,
    BOUGHT,
    CART,
    PAGE,
    SENT,
    SIGN_IN,
    STAMP,
    at,
    csv,
    daily,
)

BEAT = pl.duration(seconds=10)


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Atomic events of a day: CSV, packed TSV that quotes nothing, Parquet."""
    told = deliveries(world, today)
    table = pl.concat([_atomic(told), _heartbeats(told), _replayed(told)])
    table = table.sort("collector_tstamp", "event_id")
    return daily(table, folder, "snowplow", [csv, _tsv, _parquet])


def _atomic(told: pl.DataFrame) -> pl.DataFrame:
    word = pl.when(PAGE).then(pl.lit("page_view")).when(BOUGHT).then(pl.lit("transaction"))
    name = pl.when(SIGN_IN).then(pl.lit("identify")).when(CART).then(pl.lit("product_added"))
    described = {
        "product_added": (CART, pl.struct("sku")),
        "identify": (SIGN_IN, pl.struct("email_sha256", "phone_sha256")),
        "lead_submitted": (SENT, pl.struct("form_id", phone="form_phone")),
    }
    return told.select(
        "day", app_id=pl.lit("shop"), platform=pl.lit("web"), collector_tstamp=at("received_at"),
        dvce_created_tstamp=at(AT - pl.col("slow")), event=word.otherwise(pl.lit("unstruct")),
        event_id="message_id", v_tracker=pl.lit("js-3.24.0"), user_id="user_id",
        user_ipaddress="ip", domain_userid="cookie", page_url="url", page_title="title",
        page_referrer="referrer", page_urlpath="path", mkt_medium="utm_medium",
        mkt_source="utm_source", mkt_content="utm_content", mkt_campaign="utm_campaign",
        mkt_clickid="click_id", tr_orderid="order_id", tr_total="revenue",
        tr_currency="currency_code", useragent="user_agent",
        dvce_sent_tstamp=at(pl.col("received_at") - pl.col("slow")), derived_tstamp=at(AT),
        event_name=pl.when(PAGE).then(pl.lit("page_view")).when(BOUGHT).then(pl.lit("transaction"))
        .otherwise(name.otherwise(pl.lit("lead_submitted"))),
        event_fingerprint=pl.col("message_id").hash(7).cast(pl.String),
        load_tstamp=at(pl.col("received_at") + pl.duration(minutes=3)),
        **{
            f"unstruct_event_com_qinghe_{name}_1": pl.when(mark).then(data.struct.json_encode())
            for name, (mark, data) in described.items()
        },
    )  # fmt: skip


def _heartbeats(told: pl.DataFrame) -> pl.DataFrame:
    """Ten seconds on some pages that were looked at for so long."""
    pages = _atomic(told.filter(PAGE & (pl.col("delivery") == 1) & (pl.col("turn") % 4 == 1)))
    later = [
        (pl.col(name).str.to_datetime(STAMP) + BEAT).dt.strftime(STAMP).alias(name)
        for name in ("collector_tstamp", "dvce_created_tstamp", "dvce_sent_tstamp",
                     "derived_tstamp", "load_tstamp")
    ]  # fmt: skip
    return pages.with_columns(
        *later, event=pl.lit("page_ping"), event_name=pl.lit("page_ping"),
        event_id=pl.format("ping-{}", "event_id"),
    )  # fmt: skip


def _replayed(told: pl.DataFrame) -> pl.DataFrame:
    """Robots that send an id again with a content of their own, a second after it was seen."""
    some = _atomic(told.filter(PAGE & (pl.col("delivery") == 1) & (pl.col("turn") % 9 == 4)))
    after = pl.col("collector_tstamp").str.to_datetime(STAMP) + pl.duration(milliseconds=400)
    return some.with_columns(
        page_title=pl.lit("copied"), event_fingerprint=pl.lit("another"),
        collector_tstamp=after.dt.strftime(STAMP),
    )  # fmt: skip


def _tsv(part: pl.DataFrame) -> tuple[str, bytes]:
    return "tsv.gz", gzip.compress(
        part.write_csv(separator="\t", quote_style="never").encode(), mtime=0
    )


def _parquet(part: pl.DataFrame) -> tuple[str, bytes]:
    """Moments as such, in UTC without saying so, and amounts as decimals."""
    times = [name for name in part.columns if name.endswith("_tstamp")]
    out = io.BytesIO()
    part.with_columns(pl.col(times).str.to_datetime(STAMP)).write_parquet(out)
    return "parquet", out.getvalue()
