"""A sales desk's leads and deals as they stand when a day begins; no dialect's words are here."""

from datetime import date, datetime
from typing import Any

import polars as pl

from sandbox.story.sales import DESKS
from sandbox.telling import Prepared, closing, grouped, moment, records

Row = dict[str, Any]


def before(value: datetime | None, now: datetime) -> bool:
    """Has it happened?"""
    at = moment(value)
    return at is not None and at < now


def standing(row: Row, now: datetime) -> Row:
    """The row with only what had happened by then; `updated_at` is the last of it."""
    if before(row["updated_at"], now):
        return row
    seen = {
        name: value if not isinstance(value, datetime) or before(value, now) else None
        for name, value in row.items()
    }
    moments = [value for value in seen.values() if isinstance(value, datetime)]
    gone = seen["deleted_at"] is not None
    return seen | {"updated_at": max(moments), "is_deleted": gone}


class Desk:
    """One platform's part of the sales story, by day."""

    def __init__(self, world: Any, platform: str, account: str = "") -> None:
        """The account that answers over HTTP, unless another is named."""
        asked = (one for one in DESKS if one.platform == platform and not one.by_file)
        mine = pl.col("account_id") == (account or next(asked).account_id)
        self.leads = records(world.sales_leads.filter(mine))
        self.deals = records(world.sales_deals.filter(mine))
        own = pl.col("deal_id").is_in([deal["deal_id"] for deal in self.deals])
        self.steps = grouped(records(world.sales_stages.filter(own)), "deal_id")
        self.around = {
            name: records(world.frames[f"sales_{name}"].filter(mine))
            for name in ("companies", "campaigns", "members", "activities", "orders")
        }
        self.prepared = Prepared(keep=16)

    def leads_at(self, today: date) -> list[Row]:
        """Every lead there was by then, deleted ones too."""
        return self.prepared.get(("leads", today), lambda: self._there(self.leads, closing(today)))

    def deals_at(self, today: date) -> list[Row]:
        """Every deal there was by then, in the last stage it had entered."""
        return self.prepared.get(("deals", today), lambda: self._deals(closing(today)))

    def steps_at(self, today: date) -> list[Row]:
        """Every stage entered by then."""
        now = closing(today)
        steps = (step for of_deal in self.steps.values() for step in of_deal)
        return [step for step in steps if before(step["entered_at"], now)]

    def there(self, name: str, today: date) -> list[Row]:
        """What stands around leads and deals by then (see `around`), deleted ones too."""
        rows = self.around[name]
        return self.prepared.get((name, today), lambda: self._there(rows, closing(today)))

    def _there(self, rows: list[Row], now: datetime) -> list[Row]:
        return [standing(row, now) for row in rows if before(row["created_at"], now)]

    def _deals(self, now: datetime) -> list[Row]:
        found = []
        for deal in self._there(self.deals, now):
            entered = [s for s in self.steps[deal["deal_id"]] if before(s["entered_at"], now)]
            closed = deal["closed_at"] is not None
            last = entered[-1]
            updated = max(deal["updated_at"], last["entered_at"])
            found.append(
                deal
                | {"stage": last["stage"], "updated_at": updated, "is_closed": closed}
                | {"is_won": closed and deal["is_won"]}
            )
        return found
