"""One ad's day as Meta's insights tell it: text, lists of actions, nothing where nothing is."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sandbox.telling import plain

Row = dict[str, Any]
PURCHASES = ("purchase", "omni_purchase", "offsite_conversion.fb_pixel_purchase")
WINDOWS = {
    "1d_click",
    "7d_click",
    "28d_click",
    "1d_ev",
    "1d_view",
    "default",
    "7d_view",
    "28d_view",
}


@dataclass(frozen=True)
class Ask:
    """The parameters of one report."""

    account: str
    start: date
    end: date
    fields: tuple[str, ...]
    windows: tuple[str, ...]


def delivered(row: Row) -> bool:
    return bool(row["impressions"] or row["spend"] or row["conversions"])


def insight(row: Row, ask: Ask) -> dict[str, Any]:
    """One ad's day: text everywhere, nothing where there is nothing."""
    shown, clicks = row["impressions"], row["clicks"]
    reach = max(1, shown * 4 // 5) if shown else 0
    links = clicks * 7 // 10
    value = {
        "account_id": ask.account,
        "account_currency": row["currency_code"],
        "campaign_id": row["campaign_id"],
        "campaign_name": row["campaign_name"],
        "adset_id": row["ad_group_id"],
        "ad_id": row["ad_id"],
        "ad_name": row["ad_name"],
        "impressions": str(shown) if shown else None,
        "clicks": str(clicks) if clicks else None,
        "inline_link_clicks": str(links) if links else None,
        "spend": plain(row["spend"]) if row["spend"] else None,
        "reach": str(reach) if reach else None,
        "frequency": f"{shown / reach:.6f}" if reach else None,
        "actions": actions(float(links), row["conversions"], ask) or None,
        "action_values": actions(0.0, row["conversion_value"], ask) or None,
    }
    told = {name: value[name] for name in ask.fields if value.get(name) is not None}
    return told | {"date_start": str(row["day"]), "date_stop": str(row["day"])}


def actions(links: float, purchases: Any, ask: Ask) -> list[dict[str, str]]:
    """The list of actions: one purchase under three names, overlapping windows beside."""
    found = []
    if links:
        found.append({"action_type": "link_click", "value": plain(links)} | windows_of(links, ask))
    if purchases:
        amount = {"value": plain(purchases)} | windows_of(purchases, ask)
        found += [{"action_type": kind} | amount for kind in PURCHASES]
    return found


def windows_of(amount: Any, ask: Ask) -> dict[str, str]:
    """Each window's part of `value`; they overlap and must never be summed."""
    parts = {"1d_click": int(amount) // 3, "7d_click": amount, "1d_view": int(amount) // 4}
    return {name: plain(parts[name]) for name in ask.windows if parts.get(name)}
