"""How vendors head the flat form of Google's event export: each column and where it stands in it.

A field is a dotted path of the nested form. Every `param_…` column is a parameter of that name.
"""

from typing import Any

from connectors.core.layout import Layout

PARAM = "param_"
PARAMS = "event_params"
COLLECTED = "collected_traffic_source"


def _parameter(upper: str, lower: str) -> str | None:
    """The parameter that a column of its own tells."""
    named = lower.startswith(PARAM) and lower not in FLAT.names
    return f"{PARAMS}.{lower.removeprefix(PARAM)}" if named else None


FLAT = Layout(
    name="events of Google Analytics 4, flat",
    word="events",
    fields={
        "event_date": ("event_date", "date"),
        "event_timestamp": ("event_timestamp", "timestamp"),
        "event_name": ("event_name", "name"),
        f"{PARAMS}.ga_session_id": ("param_ga_session_id", "ga_session_id"),
        f"{PARAMS}.page_location": ("param_page_location", "page_location"),
        "user_id": ("user_id",),
        "user_pseudo_id": ("user_pseudo_id", "client_id"),
        "stream_id": ("stream_id", "event_stream_id"),
        "platform": ("platform",),
        "device.category": ("device_category",),
        "geo.country": ("geo_country", "country"),
        f"{COLLECTED}.manual_source": ("collected_traffic_source_manual_source", "param_source"),
        f"{COLLECTED}.manual_medium": ("collected_traffic_source_manual_medium", "param_medium"),
        f"{COLLECTED}.manual_campaign_name": (
            "collected_traffic_source_manual_campaign_name", "param_campaign",
        ),
        f"{COLLECTED}.gclid": ("collected_traffic_source_gclid", "param_gclid"),
        "ecommerce.transaction_id": ("ecommerce_transaction_id", "param_transaction_id"),
        "ecommerce.purchase_revenue": ("ecommerce_purchase_revenue", "purchase_revenue"),
        "_item_id": ("item_id", "items_item_id"),
        "batch_page_id": ("batch_page_id",),
        "batch_ordering_id": ("batch_ordering_id",),
        "batch_event_index": ("batch_event_index",),
    },
    required=("event_date", "event_timestamp", "event_name", f"{PARAMS}.ga_session_id"),
    pattern=_parameter,
    depths=(1,),
)  # fmt: skip


def nested(cells: dict[str, str]) -> dict[str, Any]:
    """A line of the flat form as the nested one; empty cells are left out."""
    record: dict[str, Any] = {PARAMS: {}}
    for path, text in cells.items():
        *parents, last = path.split(".")
        at = record
        for name in parents:
            at = at.setdefault(name, {})
        if text != "":
            at[last] = text
    return record
