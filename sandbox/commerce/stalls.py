"""The shops on marketplaces as they stand on a given day: what every such dialect tells of them."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import polars as pl

from sandbox.telling import Prepared, closing, grouped, moment, records

Row = dict[str, Any]
SHIPS_AFTER, ENDS_AFTER = timedelta(hours=8), timedelta(days=7)
# Why something is asked back, in each platform's own words.
REASONS = {
    "taobao_tmall_top": {
        "changed_mind": "七天无理由退换货",
        "does_not_fit": "大小/尺寸与商品描述不符",
        "broken": "收到商品少件/破损",
        "late": "未按约定时间发货",
    },
    "jd": {
        "changed_mind": "不想要了",
        "does_not_fit": "尺码不合适",
        "broken": "商品破损",
        "late": "配送超时",
    },
    "douyin_shop": {
        "changed_mind": "七天无理由",
        "does_not_fit": "规格/尺寸不合适",
        "broken": "商品破损/少件",
        "late": "商家未按时发货",
    },
}


@dataclass(frozen=True)
class Sold:
    """One order at one moment. `step`: waiting, void, paid, shipped, done or returned."""

    order: Row
    lines: list[Row]
    refunds: list[Row]
    step: str
    changed_at: datetime
    paid_at: datetime | None
    shipped_at: datetime | None
    ended_at: datetime | None

    def was_returned(self, line: Row) -> bool:
        """Whether the money of a line went back."""
        return any(one["line_id"] == line["line_id"] and one["is_done"] for one in self.refunds)

    def asked_back(self, line: Row) -> Row | None:
        """The refund that was asked for a line, if any."""
        return next((one for one in self.refunds if one["line_id"] == line["line_id"]), None)


class Stall:
    """The orders of one marketplace's shops, as of a day."""

    def __init__(self, world: Any, connector: str) -> None:
        mine = world.accounts.filter(pl.col("connector") == connector)
        self.shops = {row["account_id"]: row for row in records(mine)}
        own = world.orders.filter(pl.col("shop").is_in(list(self.shops)))
        ids = pl.col("order_id").is_in(own["order_id"].implode())
        self.orders = grouped(records(own.sort("created_at", "order_id")), "shop")
        self.lines = grouped(records(world.order_lines.filter(ids)), "order_id")
        asked = world.refunds.filter(ids).join(
            world.refund_lines.select("refund_id", "line_id"), on="refund_id", how="left"
        )
        self.refunds = grouped(records(asked), "order_id")
        self.prepared = Prepared(keep=16)

    def sold(self, shop: str, today: date) -> list[Sold]:
        """Every order of a shop that was placed before `today` began, the oldest first."""
        now = closing(today)

        def make() -> list[Sold]:
            return [
                self._at(row, now)
                for row in self.orders.get(shop, [])
                if past(row["created_at"], now)
            ]

        return self.prepared.get((shop, today), make)

    def asked_back(self, shop: str, today: date) -> list[tuple[Sold, Row]]:
        """Every refund asked for by then, with its order."""
        return [(one, back) for one in self.sold(shop, today) for back in one.refunds]

    def _at(self, order: Row, now: datetime) -> Sold:
        lines = self.lines.get(order["order_id"], [])
        is_paid = order["financial_status"] not in ("voided", "pending")
        paid_at = past(order["processed_at"], now) if is_paid else None
        gone_at = past(order["cancelled_at"], now)
        shipped_at = past(paid_at and paid_at + SHIPS_AFTER, now)
        done_at = past(paid_at and paid_at + ENDS_AFTER, now)
        refunds = [
            told
            for row in self.refunds.get(order["order_id"], [])
            if (told := self._back(row, lines, now))
        ]
        back = [one["changed_at"] for one in refunds]
        returned = [one for one in refunds if one["is_done"]]
        is_returned = bool(lines) and len(returned) == len(lines)
        ended_at = max(one["changed_at"] for one in returned) if is_returned else done_at or gone_at
        moments = [moment(order["created_at"]), paid_at, gone_at, shipped_at, done_at, *back]
        steps = {
            "returned": is_returned,
            "void": gone_at,
            "done": done_at,
            "shipped": shipped_at,
            "paid": paid_at,
            "waiting": True,
        }
        return Sold(
            order, lines, refunds,
            step=next(name for name, reached in steps.items() if reached),
            changed_at=max(one for one in moments if one),
            paid_at=paid_at, shipped_at=shipped_at, ended_at=ended_at,
        )  # fmt: skip

    def _back(self, row: Row, lines: list[Row], now: datetime) -> Row | None:
        """A refund as it stands: asked, done, refused or exchanged; None before it was asked."""
        asked_at = past(row["requested_at"], now)
        if asked_at is None:
            return None
        ended_at = None if row["status"] == "pending" else past(row["refunded_at"], now)
        # A refused one has no line of its own in the story: it was for the first that fits.
        line_id = row["line_id"] or next(
            (x["line_id"] for x in lines if worth(x) == row["amount"]), lines[0]["line_id"]
        )
        return {
            **row,
            "line_id": line_id,
            "asked_at": asked_at,
            "ended_at": ended_at,
            "changed_at": ended_at or asked_at,
            "is_done": bool(ended_at and row["status"] == "success"),
            "is_refused": bool(ended_at and row["status"] == "failure"),
        }


def past(value: datetime | None, now: datetime) -> datetime | None:
    """A moment that is over by `now`, else None."""
    at = moment(value)
    return at if at is not None and at < now else None


def worth(line: Row) -> Any:
    """What a buyer paid for a line."""
    return line["unit_price"] * line["quantity"] - line["discount"]


def mark(person_id: str, salt: str) -> str:
    """What a marketplace's app calls a buyer: the same each time, another in every app."""
    return hashlib.sha256(f"{salt} {person_id}".encode()).hexdigest()


def masked(person_id: str) -> str:
    """A buyer's name as a shop may see it."""
    digest = mark(person_id, "nick")
    return f"{chr(97 + int(digest[:4], 16) % 26)}**{int(digest[4:8], 16) % 10}"


def china(value: datetime | None) -> str:
    """A moment as clocks in China show it, nothing for none."""
    at = moment(value, "Asia/Shanghai")
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else ""


def from_china(text: str) -> datetime | None:
    """The moment that a clock in China shows, or None when it is none."""
    try:
        return moment(datetime.fromisoformat(f"{text}+08:00"))
    except ValueError:
        return None


def span(asked: Mapping[str, str], start: str, end: str) -> tuple[datetime, datetime] | None:
    """Two moments that were asked for, or None when they cannot be read."""
    since, until = from_china(asked.get(start, "")), from_china(asked.get(end, ""))
    return (since, until) if since and until else None
