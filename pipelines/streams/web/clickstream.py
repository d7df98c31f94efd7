"""Click stream, clean. Raw records: `connectors/web/clickstream.py`, bytes as delivered.

Delivery is at least once: the earliest receipt of a message counts. `occurred_at` orders events.
"""

import polars as pl

from pipelines.streams.columns import money, person, text, timestamp
from pipelines.streams.spec import Stream
from pipelines.streams.web.doubt import is_data_centre, is_junk_phone
from pipelines.streams.web.links import CLICK_IDS, click_id, click_id_kind, decode, parameter, plain

EARLIEST, LATEST = pl.duration(days=30), pl.duration(minutes=5)
ANY_URL = pl.coalesce("_url", "_page_url")


TAGS = ("source", "medium", "campaign", "content")


def utm(name: str) -> pl.Expr:
    """A tag from the raw address, else from what the library had parsed."""
    return pl.coalesce(plain(pl.col(f"_utm_{name}")), plain(pl.col(f"_{name}")))


events = Stream(
    name="clickstream__events",
    grain="one row per event of a visitor on a page of ours",
    keys=("message_id",),
    columns={
        "message_id": text("messageId"),
        "event_type": text("type", required=True),
        "anonymous_id": text("anonymousId"),
        "user_hash": person("userId", "member"),
        "email_hash": person("traits.email_sha256", "email", hashed="sha256"),
        "phone_hash": person("traits.phone_sha256", "phone", hashed="sha256"),
        "occurred_at": timestamp("timestamp", required=True),
        "order_id": text("properties.order_id"),
        "revenue": money("properties.revenue", absent=None),
        "currency_code": text("properties.currency"),
        "sku": text("properties.sku"),
        "ip_hash": person("context.ip", "ip"),
        "user_agent": text("context.userAgent"),
        "form_id": text("properties.form_id"),
        "form_phone_hash": person("properties.phone", "phone"),
        "_ip": text("context.ip"),
        "_form_phone": text("properties.phone"),
        "_event": text("event"),
        "_name": text("name"),
        "_received": timestamp("receivedAt"),
        "_sent": timestamp("sentAt"),
        "_url": text("properties.url"),
        "_page_url": text("context.page.url"),
        "_path": text("properties.path"),
        "_page_path": text("context.page.path"),
        "_referrer": text("properties.referrer"),
        "_page_referrer": text("context.page.referrer"),
        "_title": text("properties.title"),
        "_page_title": text("context.page.title"),
        "_source": text("context.campaign.source"),
        "_medium": text("context.campaign.medium"),
        "_campaign": text("context.campaign.name"),
        "_content": text("context.campaign.content"),
    },
    translated={f"_utm_{name}": (parameter(ANY_URL, f"utm_{name}"), decode) for name in TAGS},
    derived={
        "event_name": pl.coalesce("_event", "_name"),
        "received_at": pl.coalesce("_received", "_sent", "occurred_at"),
        "page_url": ANY_URL,
        "page_path": pl.coalesce("_path", "_page_path"),
        "referrer_url": pl.coalesce("_referrer", "_page_referrer"),
        "title": pl.coalesce("_title", "_page_title"),
        "utm_source": utm("source").str.strip_chars().str.to_lowercase(),
        "utm_medium": utm("medium").str.strip_chars().str.to_lowercase(),
        "utm_campaign": utm("campaign"),
        "utm_content": utm("content"),
        "click_id_kind": click_id_kind(ANY_URL),
        "click_id": click_id(ANY_URL),
        "is_data_centre": is_data_centre(pl.col("_ip")),
        "is_junk_phone": is_junk_phone(pl.col("_form_phone")),
    },
    quarantine={
        "nobody": pl.col("anonymous_id").is_null() & pl.col("user_hash").is_null(),
        "unknown_type": ~pl.col("event_type").is_in(
            ["page", "screen", "track", "identify", "group", "alias"]
        ),
        "older_than_30_days": pl.col("occurred_at") < pl.col("received_at") - EARLIEST,
        "later_than_received": pl.col("occurred_at") > pl.col("received_at") + LATEST,
        "negative_revenue": pl.col("revenue") < 0,
        "revenue_without_currency": pl.col("revenue").is_not_null()
        & pl.col("currency_code").is_null(),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="anonymous_id", mostly=0.9),
        gxe.ExpectColumnValuesToNotBeNull(column="page_url", mostly=0.5, severity="warning"),
        gxe.ExpectColumnValuesToBeInSet(
            column="click_id_kind", value_set=list(CLICK_IDS), severity="warning"
        ),
    ],
    load="merge",
    newest="-received_at",
    dated_by="occurred_at",
    ignored=("properties", "context", "traits", "originalTimestamp", "integrations", "version",
             "channel", "groupId", "previousId"),
)  # fmt: skip
