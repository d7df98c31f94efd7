"""What Google Ads counts: delivery, the words that were bought and typed, and claims by action."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.telling import AdFigures

Row = dict[str, Any]
# Number, name, category, days after a click and after a view; the last is not in "Conversions".
ACTIONS = (
    ("6501", "Order", "PURCHASE", "30", "1"),
    ("6502", "Newsletter", "SIGNUP", "30", "1"),
    ("6503", "Add to cart", "ADD_TO_CART", "90", "1"),
)
QUALITY = {"EXACT": 8, "PHRASE": 5}  # too little is known of the others


def metrics_of(row: Row) -> Row:
    """Zero is left out, as the API may."""
    return {
        "segments.date": str(row.get("day")),
        "metrics.impressions": str(row["impressions"]) if row["impressions"] else None,
        "metrics.clicks": str(row["clicks"]) if row["clicks"] else None,
        "metrics.cost_micros": micros(row["spend"]) if row["spend"] else None,
        "metrics.conversions": float(row["conversions"]) or None,
        "metrics.conversions_value": float(row["conversion_value"]) or None,
        "metrics.all_conversions": float(row["conversions"]) * 1.5 or None,
        "metrics.view_through_conversions": None,
    }


def people_of(figures: AdFigures, today: date, start: date, end: date) -> dict[str, str]:
    """How many a campaign reached in a whole week or month, each once."""
    told = figures.world.reach_as_of(today, "1w" if (end - start).days == 6 else "1mo")
    mine = (pl.col("platform") == figures.platform) & (pl.col("period_start") == start)
    rows = told.filter(mine).select("campaign_id", pl.col("reach").cast(pl.String)).iter_rows()
    return dict(rows)


def word_days(
    figures: AdFigures, customer: str, resource: str, today: date, start: date, end: date
) -> pl.DataFrame:
    """Keyword days of a customer, or what people typed."""
    world = figures.world
    terms = resource == "search_term_view"
    days = world.search_term_days_as_of(today) if terms else world.keyword_days_as_of(today)
    mine = (pl.col("platform") == figures.platform) & (pl.col("account_id") == customer)
    shown = days.filter(mine & pl.col("day").is_between(start, end))
    return shown.with_columns(conversion_value=pl.lit(0.0))


def keyword_of(row: Row) -> Row:
    """A bought keyword's day."""
    return (
        group_of(row)
        | metrics_of(row)
        | {
            "ad_group_criterion.criterion_id": row["keyword_id"],
            "ad_group_criterion.keyword.text": row["keyword"],
            "ad_group_criterion.keyword.match_type": row["match_type"],
            "ad_group_criterion.status": "ENABLED",
            "ad_group_criterion.quality_info.quality_score": QUALITY.get(row["match_type"]),
        }
    )


def term_of(row: Row) -> Row:
    """What people typed on a day, and the keyword it was matched to."""
    criterion = f"{row['ad_group_id']}~{row['keyword_id']}"
    return (
        group_of(row)
        | metrics_of(row)
        | {
            "search_term_view.search_term": row["search_term"],
            "search_term_view.status": "NONE",
            "segments.keyword.ad_group_criterion": (
                f"customers/{row['account_id']}/adGroupCriteria/{criterion}"
            ),
            "segments.search_term_match_type": row["match_type"],
        }
    )


WORDS: dict[str, Callable[[Row], Row]] = {"keyword_view": keyword_of, "search_term_view": term_of}


def action_of(action: tuple) -> Row:
    """One conversion action with its windows."""
    number, name, category, click, view = action
    return {
        "conversion_action.id": number,
        "conversion_action.name": name,
        "conversion_action.type": "WEBPAGE",
        "conversion_action.category": category,
        "conversion_action.click_through_lookback_window_days": click,
        "conversion_action.view_through_lookback_window_days": view,
    }


def claims_of(row: Row, customer: str) -> Iterator[Row]:
    """A day's conversions by action: a third are newsletters, half as many carts come on top."""
    total = float(row["conversions"])
    letters = float(int(total) // 3)
    moved = float(row["conversions_by_conversion_date"])
    shares = ((total - letters, float(row["conversion_value"]), moved), (letters, 0.0, 0.0))
    for action, (share, value, later) in zip(ACTIONS[:2], shares, strict=True):
        yield claim_of(action, row, customer, share, share) | {
            "metrics.conversions_value": value or None,
            "metrics.view_through_conversions": str(int(share) // 4) if share >= 4 else None,
            "metrics.conversions_by_conversion_date": later or None,
        }
    yield claim_of(ACTIONS[2], row, customer, 0.0, total / 2)


def claim_of(action: tuple, row: Row, customer: str, counted: float, everything: float) -> Row:
    """What one action claims of a day."""
    return {
        "segments.date": str(row["day"]),
        "segments.conversion_action": f"customers/{customer}/conversionActions/{action[0]}",
        "metrics.conversions": counted or None,
        "metrics.all_conversions": everything or None,
    }


def group_of(group: Row) -> Row:
    number = group["ad_group_id"]
    return {
        "ad_group.id": number,
        "ad_group.name": f"group {number}",
        "ad_group.status": "ENABLED",
        "ad_group.type": "SEARCH_STANDARD",
    }


def micros(amount: Any) -> str:
    return str(int(Decimal(str(amount)) * 1_000_000))
