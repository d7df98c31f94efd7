"""A day or a longer span as Meta's insights tell it: text, lists of actions, no word for nothing.

Ads deleted long ago have no row of their own; their campaign and the account count them still.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.telling import AdFigures, plain

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
    "skan_click",
    "skan_view",
}
LEVELS = {"ad", "campaign", "account"}
COUNTED = ("links", "conversions", "conversion_value")
# What part of an action falls into each window; they overlap and must never be summed.
PARTS = {"1d_click": 3, "7d_click": 1, "28d_click": 1, "1d_view": 4, "1d_ev": 5}
SUMS = ("impressions", "clicks", "spend", "installs", *COUNTED,
        *(f"{name}_{window}" for name in COUNTED for window in PARTS))  # fmt: skip


@dataclass(frozen=True)
class Ask:
    """The parameters of one report."""

    account: str
    level: str
    start: date
    end: date
    daily: bool
    fields: tuple[str, ...]
    windows: tuple[str, ...]
    statuses: frozenset[str]


def rows_of(figures: AdFigures, ask: Ask, today: date) -> list[Row]:
    """The rows that an ask gives."""
    frame = with_actions(figures.window(today, ask.account, ask.start, ask.end))
    if ask.level == "ad":
        frame = frame.filter(pl.col("ad_id").is_not_null())
        if ask.statuses:
            ads = {ad["ad_id"] for ad in figures.ads if state(ad["status"]) in ask.statuses}
            frame = frame.filter(pl.col("ad_id").is_in(ads))
        found = frame.with_columns(reach=pl.lit(0), start="day", end="day")
    else:
        keys = ["currency_code", *(["day"] if ask.daily else [])]
        keys += ["campaign_id", "campaign_name"] if ask.level == "campaign" else []
        sums = [pl.col(name).sum() for name in SUMS]
        found = frame.group_by(keys, maintain_order=True).agg(*sums)
        start, end = ("day", "day") if ask.daily else (pl.lit(ask.start), pl.lit(ask.end))
        found = found.with_columns(start=start, end=end)
        found = _with_people(figures, ask, today, found)
    return [insight(row, ask) for row in found.iter_rows(named=True) if delivered(row)]


def _with_people(figures: AdFigures, ask: Ask, today: date, found: pl.DataFrame) -> pl.DataFrame:
    """How many people a campaign met: in a day, or once each in the whole span asked for."""
    if ask.level != "campaign":
        return found.with_columns(reach=pl.lit(0))
    days = (ask.end - ask.start).days
    month = ask.start.day == 1 and (ask.end + timedelta(days=1)).day == 1
    every = "1d" if ask.daily or not days else "1w" if days == 6 else "1mo" if month else ""
    if not every:
        return found.with_columns(reach=pl.lit(0))
    people = figures.world.reach_as_of(today, every).select(
        "campaign_id", "reach", start="period_start"
    )
    return found.join(people, on=["campaign_id", "start"], how="left", maintain_order="left")


def state(status: str) -> str:
    """A status in Meta's words."""
    return {"enabled": "ACTIVE", "active": "ACTIVE", "removed": "DELETED", "deleted": "DELETED",
            "archived": "ARCHIVED"}.get(status.lower(), "PAUSED")  # fmt: skip


def delivered(row: Row) -> bool:
    return bool(row["impressions"] or row["spend"] or row["conversions"])


def with_actions(frame: pl.DataFrame) -> pl.DataFrame:
    """Each ad's actions and their parts by window, so that sums over ads are the campaign's."""
    links = pl.col("clicks") * 7 // 10
    frame = frame.with_columns(links=links, installs=links // 5)
    return frame.with_columns(
        (pl.col(name) if part == 1 else pl.col(name).cast(pl.Int64) // part)
        .cast(pl.Float64)
        .alias(f"{name}_{window}")
        for name in COUNTED
        for window, part in PARTS.items()
    )


def insight(row: Row, ask: Ask) -> dict[str, Any]:
    """One row: text everywhere, nothing where there is nothing."""
    shown, clicks, links = row["impressions"], row["clicks"], row["links"]
    reach = row["reach"] or (max(1, shown * 4 // 5) if shown and ask.level == "ad" else 0)
    value = {
        "account_id": ask.account,
        "account_currency": row["currency_code"],
        "campaign_id": row.get("campaign_id"),
        "campaign_name": row.get("campaign_name"),
        "adset_id": row.get("ad_group_id"),
        "ad_id": row.get("ad_id"),
        "ad_name": row.get("ad_name"),
        "impressions": str(shown) if shown else None,
        "clicks": str(clicks) if clicks else None,
        "inline_link_clicks": str(links) if links else None,
        "spend": plain(row["spend"]) if row["spend"] else None,
        "reach": str(reach) if reach else None,
        "frequency": f"{shown / reach:.6f}" if reach else None,
        "actions": [
            *actions(row, "links", ("link_click",), ask),
            *actions(row, "conversions", PURCHASES, ask),
            *installs(row, ask),
        ],
        "action_values": actions(row, "conversion_value", PURCHASES, ask),
    }
    told = {name: value[name] for name in ask.fields if value.get(name)}
    return told | {"date_start": str(row["start"]), "date_stop": str(row["end"])}


def actions(row: Row, name: str, kinds: tuple[str, ...], ask: Ask) -> list[dict[str, str]]:
    """One purchase stands under three names; windows only where asked for and not zero."""
    if not row[name]:
        return []
    parts = {window: row[f"{name}_{window}"] for window in ask.windows if window in PARTS}
    amount = {"value": plain(row[name])}
    amount |= {window: plain(part) for window, part in parts.items() if part}
    return [{"action_type": kind} | amount for kind in kinds]


def installs(row: Row, ask: Ask) -> list[dict[str, str]]:
    """Installs that only SKAN tells, and only when it is asked."""
    if not row["installs"] or "skan_click" not in ask.windows:
        return []
    told = plain(row["installs"])
    return [{"action_type": "mobile_app_install", "value": told, "skan_click": told}]
