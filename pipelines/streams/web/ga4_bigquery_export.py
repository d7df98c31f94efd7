"""Google Analytics 4's event export, clean. Raw: `connectors/web/ga4_bigquery_export.py`.

The tag of an address counts before what Google had parsed (`collected_traffic_source`); the user's
first touch (`traffic_source`) is no source of a session and is not read. A paid click that came as
organic is told by its click id. Times are microseconds; a flat file says them as ISO text, in UTC.
"""

import polars as pl

from pipelines.streams.columns import (
    ISO_8601,
    boolean,
    count,
    day,
    money,
    person,
    text,
    timestamp,
)
from pipelines.streams.spec import Stream
from pipelines.streams.web.links import click_id, click_id_kind, decode, parameter, plain

TAGS = {"source": "manual_source", "medium": "manual_medium", "campaign": "manual_campaign_name"}
UNSET = ("(direct)", "(none)")
URL = pl.col("page_url")
AUCTION = r"(?i)[?&](gclid|gbraid|wbraid)=[^&#{]"  # what Google puts on a paid click
CLOCKS = ("epoch_us", ISO_8601, "%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%d %H:%M:%S%.f UTC")
IS_PAID_GOOGLE = (URL.str.contains(AUCTION) | pl.col("_gclid").is_not_null()).fill_null(False)
BEFORE, AFTER = pl.duration(days=1), pl.duration(days=4)  # three days after the end of the day


def tag(name: str) -> pl.Expr:
    """A tag from the address, else what the event carried."""
    told = pl.coalesce(plain(pl.col(f"_utm_{name}")), plain(pl.col(f"_{name}")))
    return told.str.strip_chars().str.to_lowercase() if name in ("source", "medium") else told


WRONGLY_ORGANIC = IS_PAID_GOOGLE & (tag("medium").fill_null("organic") == "organic")


def corrected(name: str, paid: str) -> pl.Expr:
    """A tag, right where a paid click of Google's came as organic."""
    return pl.when(WRONGLY_ORGANIC).then(pl.lit(paid)).otherwise(tag(name))


def snake(name: pl.Expr) -> pl.Expr:
    """`Add To Cart`, `addToCart` and `add-to-cart` are one name."""
    parted = name.str.strip_chars().str.replace_all(r"([a-z0-9])([A-Z])", "${1}_${2}")
    return parted.str.to_lowercase().str.replace_all(r"[\s\-.]+", "_")


events = Stream(
    name="ga4_bigquery_export__events",
    grain="one row per event of the export and table; the running day's table beside the daily one",
    keys=("event_key",),
    dated_by="event_date",
    nulls=("", "(not set)"),
    columns={
        "event_key": text("_key"),
        "property_id": text("_property_id"),
        "stream_id": text("stream_id"),
        "is_intraday": boolean("_is_intraday", absent=False),
        "event_date": day("event_date", "%Y%m%d", "%Y-%m-%d", required=True),
        "occurred_at": timestamp("event_timestamp", *CLOCKS, zone="UTC", required=True),
        "event_name_raw": text("event_name", required=True),
        "platform": text("platform"),
        "user_pseudo_id": text("user_pseudo_id"),
        "user_hash": person("user_id", "member"),
        "email_hash": person("event_params.email_sha256", "email", hashed="sha256"),
        "phone_hash": person("event_params.phone_sha256", "phone", hashed="sha256"),
        "session_id": text("event_params.ga_session_id"),
        "session_no": count("event_params.ga_session_number", absent=None),
        "is_engaged": boolean("event_params.session_engaged"),
        "engagement_ms": count("event_params.engagement_time_msec", absent=None),
        "page_url": text("event_params.page_location"),
        "referrer_url": text("event_params.page_referrer"),
        "title": text("event_params.page_title"),
        "form_id": text("event_params.form_id"),
        "order_id": text("ecommerce.transaction_id"),
        "revenue": money("ecommerce.purchase_revenue", absent=None),
        "currency_code": text("event_params.currency"),
        "sku": text("_item_id"),
        "device": text("device.category"),
        "country": text("geo.country"),
        "_doubled": text("_doubled"),
        "_table_date": day("_table_date", "%Y%m%d"),
        "_gclid": text("collected_traffic_source.gclid"),
        **{
            f"_{name}": text(f"collected_traffic_source.{field}", nulls=UNSET)
            for name, field in TAGS.items()
        },
    },
    translated={
        f"_utm_{name}": (parameter(URL, f"utm_{name}"), decode) for name in (*TAGS, "content")
    },
    derived={
        "event_name": snake(pl.col("event_name_raw")),
        "page_path": URL.str.extract(r"^[a-zA-Z]+://[^/?#]+([^?#]*)"),
        "utm_source": corrected("source", "google"),
        "utm_medium": corrected("medium", "cpc"),
        "utm_campaign": tag("campaign"),
        "utm_content": plain(pl.col("_utm_content")),
        "click_id_kind": pl.coalesce(
            click_id_kind(URL), pl.when(pl.col("_gclid").is_not_null()).then(pl.lit("gclid"))
        ),
        "click_id": pl.coalesce(click_id(URL), "_gclid"),
    },
    quarantine={
        "two_values_in_a_parameter": pl.col("_doubled").is_not_null(),
        "of_another_day": pl.col("event_date") != pl.col("_table_date"),
        "outside_its_day": ~pl.col("occurred_at").is_between(
            pl.col("event_date").cast(pl.Datetime("us")) - BEFORE,
            pl.col("event_date").cast(pl.Datetime("us")) + AFTER,
        ),
        "negative_revenue": pl.col("revenue") < 0,
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="event_name"),
        gxe.ExpectColumnValuesToNotBeNull(
            column="user_pseudo_id", mostly=0.5, severity="warning"
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="page_url", mostly=0.5, severity="warning"),
    ],
    ignored=(
        "event_params", "device", "geo", "traffic_source", "collected_traffic_source",
        "session_traffic_source_last_click", "privacy_info", "ecommerce", "items",
        "user_properties", "user_ltv", "app_info", "event_dimensions", "publisher",
        "event_previous_timestamp", "event_value_in_usd", "event_bundle_sequence_id",
        "event_server_timestamp_offset", "user_first_touch_timestamp", "is_active_user",
        "batch_page_id", "batch_ordering_id", "batch_event_index",
    ),
)  # fmt: skip
