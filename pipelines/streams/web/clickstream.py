"""Click stream, clean. Raw records: `connectors/web/clickstream.py`, messages in the Segment form.

Delivery is at least once: the earliest receipt of a message counts. `occurred_at` orders events.
Times without a mark are UTC; those of house tables have paths of their own and are Beijing's.
"""

import polars as pl

from pipelines.streams.columns import money, person, text
from pipelines.streams.spec import Stream
from pipelines.streams.web.doubt import is_data_centre, is_declared_bot, is_junk_phone
from pipelines.streams.web.links import (
    CLICK_IDS,
    LISTING,
    TAGS,
    click_id,
    click_id_kind,
    decode,
    parameter,
    plain,
    unfilled,
)
from pipelines.streams.web.moments import beijing, moment

EARLIEST, LATEST = pl.duration(days=30), pl.duration(minutes=5)
SKEWED = pl.duration(days=1)
ANY_URL = pl.coalesce("_url", "_page_url")
# Read only where nobody has worked out the true time: a clock of three that is seldom needed.
BY_DEVICE = moment("originalTimestamp").read(
    pl.when(pl.col("occurred_at").is_null()).then(pl.col("_original"))
)
NETWORKS = {"google": "gclid", "doubleclick": "dclid", "microsoft": "msclkid"}  # of Snowplow


def tag(name: str) -> pl.Expr:
    """A tag from the raw address, else from what the library had parsed."""
    return pl.coalesce(plain(pl.col(f"_tag_{name}")), plain(pl.col(f"_{name}")))


def lowered(value: pl.Expr) -> pl.Expr:
    """One spelling for sources and mediums."""
    return value.str.strip_chars().str.to_lowercase()


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
        "occurred_at": moment("timestamp"),
        "order_id": text("properties.order_id"),
        "revenue": money("properties.revenue", absent=None),
        "currency_code": text("properties.currency"),
        "sku": text("properties.sku"),
        "ip_hash": person("context.ip", "ip"),
        "user_agent": text("context.userAgent"),
        "form_id": text("properties.form_id"),
        "form_phone_hash": person("properties.phone", "phone"),
        "_email": person("traits.email", "email"),
        "_phone": person("traits.phone", "phone"),
        "_previous": text("previousId"),
        "_ip": text("context.ip"),
        "_form_phone": text("properties.phone"),
        "_event": text("event"),
        "_name": text("name"),
        "_received": moment("receivedAt"),
        "_sent": moment("sentAt"),
        "_original": text("originalTimestamp"),
        "_event_time": beijing("event_time"),
        "_receive_time": beijing("receive_time"),
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
        "_term": text("context.campaign.term"),
        "_content": text("context.campaign.content"),
        "_click_id": text("context.campaign.click_id"),
        "_network": text("context.campaign.network"),
        "_unread": text("_unread"),
    },
    translated={
        f"_tag_{name}": (parameter(ANY_URL, *names), decode) for name, names in TAGS.items()
    },
    derived={
        "anonymous_id": pl.coalesce("anonymous_id", "_previous"),
        "email_hash": pl.coalesce("email_hash", "_email"),
        "phone_hash": pl.coalesce("phone_hash", "_phone"),
        "event_name": pl.coalesce("_event", "_name"),
        "occurred_at": pl.coalesce(
            "occurred_at",
            "_event_time",
            pl.col("_received") - (pl.col("_sent") - BY_DEVICE),
        ),
        "received_at": pl.coalesce(
            "_received", "_receive_time", "_sent", "occurred_at", "_event_time"
        ),
        "page_url": ANY_URL,
        "page_path": pl.coalesce("_path", "_page_path"),
        "referrer_url": pl.coalesce("_referrer", "_page_referrer"),
        "title": pl.coalesce("_title", "_page_title"),
        "utm_source": lowered(tag("source")),
        "utm_medium": lowered(tag("medium")),
        "utm_campaign": tag("campaign"),
        "utm_content": tag("content"),
        "click_id_kind": pl.coalesce(
            click_id_kind(ANY_URL),
            pl.when(plain(pl.col("_click_id")).is_not_null()).then(
                pl.col("_network").str.to_lowercase().replace_strict(NETWORKS, default=None)
            ),
            pl.when(plain(parameter(ANY_URL, LISTING)).is_not_null()).then(pl.lit(LISTING)),
        ),
        "click_id": pl.coalesce(
            click_id(ANY_URL), plain(pl.col("_click_id")), plain(parameter(ANY_URL, LISTING))
        ),
        "is_data_centre": is_data_centre(pl.col("_ip")),
        "is_junk_phone": is_junk_phone(pl.col("_form_phone")),
        "utm_term": tag("term"),
        "utm_source_raw": tag("source"),
        "utm_medium_raw": tag("medium"),
        "unfilled_macro": unfilled(ANY_URL),
        "is_declared_bot": is_declared_bot(pl.col("user_agent")),
        "is_clock_skewed": (
            (pl.col("_received") - pl.col("_sent")).abs() > SKEWED
        ).fill_null(False),
    },
    quarantine={
        "torn_line": pl.col("_unread") == "line",
        "unreadable_json": pl.col("_unread").is_not_null(),
        "no_time": pl.col("occurred_at").is_null(),
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
            column="click_id_kind", value_set=[*CLICK_IDS, LISTING], severity="warning"
        ),
        gxe.ExpectColumnValuesToBeNull(column="unfilled_macro", severity="warning"),
    ],
    load="merge",
    newest="-received_at",
    dated_by="occurred_at",
    ignored=("properties", "context", "traits", "integrations", "version", "channel", "groupId",
             "_event", "fingerprint", "uuid_ts"),
    private=("traits.name", "traits.firstName", "traits.lastName", "traits.username",
             "traits.avatar", "properties.name", "properties.email", "properties.姓名",
             "properties.昵称", "properties.收货人", "properties.地址", "properties.address"),
)  # fmt: skip
