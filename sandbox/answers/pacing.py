"""True pacing of budgets: what was spent by a day, what it will come to, and the level of alert."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from sandbox.answers import money

if TYPE_CHECKING:
    from sandbox.truth import Truth

KEYS = ["team_id", "channel_id", "project_id"]
LEVELS = ("ok", "watch", "warn", "stop")
RUN_RATE_DAYS = 7
DAYS_BEFORE_A_FORECAST = 3
WATCH, WARN, STOP = 1.10, 1.20, 0.95
AMOUNT = pl.Float64


def costs(true: "Truth") -> pl.DataFrame:
    """Day × bearing team × channel × project: amount in CNY; discounts are in nobody's budget."""
    world = true.world
    lines = money.ledger_lines(world, true.as_of).filter(pl.col("status").is_in(money.BOOKED))
    lines = lines.filter(pl.col("cost_item").is_in(money.DIRECT_ITEMS + money.FULL_ITEMS))
    booked = lines.select(
        "channel_id", "project_id", day="incurred", team_id="bearing_team", amount="approved"
    )
    accrued = money.expected(world, true.as_of, "actual").select(
        "channel_id", "project_id", "team_id", "amount", day="month"
    )
    people = world.payroll.select("team_id", day="month", amount="total_cost")
    pieces = [_media(true), booked, accrued, people]
    exact = [piece.with_columns(pl.col("amount").cast(AMOUNT)) for piece in pieces]
    return pl.concat(exact, how="diagonal").with_columns(pl.col(KEYS).fill_null("none"))


def _media(true: "Truth") -> pl.DataFrame:
    """An invoice lies over the days of what it pays for, as the platform told them.

    Its project is that of the invoice; platform spend belongs to the project that planned for it.
    """
    world, is_media = true.world, pl.col("cost_item") == money.MEDIA
    place = ["platform", "account_id", "channel_id", "month"]
    month = pl.col("day").dt.truncate("1mo")
    vendor = world.accounts.select("account_id", vendor="account_name", platform="connector")
    bills = money.ledger_lines(world, true.as_of).filter(
        is_media & pl.col("status").is_in(money.BOOKED)
    )
    bills = bills.join(vendor, on="vendor").with_columns(
        month=pl.col("incurred").dt.truncate("1mo")
    )
    bills = bills.group_by(place).agg(
        named=pl.col("project_id").first(), invoiced=pl.col("approved").sum().cast(AMOUNT),
        last=pl.col("incurred").max(),
    )  # fmt: skip
    plans = world.budget.filter(is_media).select("channel_id", planned="project_id").unique()
    spent = true.spend.with_columns(month=month).group_by(*place, "day").agg(
        spend=pl.col("spend").sum().cast(AMOUNT)
    )  # fmt: skip
    both = spent.join(bills, on=place, how="left").join(plans, on="channel_id", how="left")
    share = pl.col("spend") / pl.col("spend").sum().over(place)
    paid = pl.col("invoiced").is_not_null()
    told = both.select(
        "day", "channel_id", team_id=pl.lit("PERF"),
        project_id=pl.when(paid).then(pl.coalesce("named", "planned")).otherwise("planned"),
        amount=pl.when(paid).then(pl.col("invoiced") * share).otherwise("spend"),
    )  # fmt: skip
    unseen = bills.join(spent, on=place, how="anti").select(
        "channel_id", day="last", team_id=pl.lit("PERF"), project_id="named", amount="invoiced"
    )
    return pl.concat([told, unseen.select(told.columns)])


@dataclass(frozen=True)
class Line:
    """One budget of a period, or money spent without one."""

    first: date
    end: date
    spent: list[tuple[date, float]]
    committed: float
    budget: float | None
    weight_of: Callable[[date], float]

    def days(self, last: date) -> list[date]:
        """Those of the period up to a day."""
        count = (min(last, self.end) - self.first).days + 1
        return [self.first + timedelta(days=n) for n in range(count)]

    def weight(self, days: list[date]) -> float:
        return sum(map(self.weight_of, days))

    def until(self, last: date) -> float:
        return sum(amount for day, amount in self.spent if day <= last)

    def forecast(self, closed: date, on: date) -> float | None:
        """What the period will come to, told on a day; nothing is to come when it is over."""
        used = self.until(on) + self.committed
        if self.end <= closed:
            return used
        if len(self.days(on)) < DAYS_BEFORE_A_FORECAST:
            return None
        since = on - timedelta(days=RUN_RATE_DAYS - 1)
        rate = sum(amount for day, amount in self.spent if since <= day <= on) / self.weight(
            [day for day in self.days(on) if day >= since]
        )
        return used + rate * (self.weight(self.days(self.end)) - self.weight(self.days(on)))

    def curve_share(self, on: date) -> float:
        return self.weight(self.days(on)) / self.weight(self.days(self.end))

    def level(self, closed: date, on: date) -> int:
        """How far spending runs ahead, as one day saw it."""
        if not self.budget:
            return 0
        used, forecast = self.until(on) / self.budget, self.forecast(closed, on)
        if used > STOP:
            return 3
        share = self.curve_share(on)
        index = used / share if share else 0.0
        if index > WARN or (forecast is not None and forecast > self.budget):
            return 2
        return 1 if index > WATCH else 0

    def told(self, closed: date) -> dict[str, Any]:
        """What the report says of it."""
        actual, share = self.until(closed), self.curve_share(closed)
        time_share = len(self.days(closed)) / len(self.days(self.end))
        used = actual / self.budget if self.budget else None
        today, yesterday = (self.level(closed, closed - timedelta(days=n)) for n in (0, 1))
        nobody_planned = not self.budget and abs(actual + self.committed) > 0
        left = None if used is None else (self.budget or 0) - actual - self.committed
        return {
            "is_closed": self.end <= closed, "budget": self.budget, "actual": actual,
            "committed": self.committed, "forecast": self.forecast(closed, closed),
            "time_share": time_share, "curve_share": share, "execution_rate": used,
            "remaining_share": left / self.budget if left is not None and self.budget else None,
            "pacing_index": used / time_share if used is not None and time_share else None,
            "pacing_index_curve": used / share if used is not None and share else None,
            "is_unbudgeted": nobody_planned,
            "level_of_the_day": LEVELS[today],
            "alert_level": "unbudgeted" if nobody_planned else LEVELS[max(today, yesterday)],
        }  # fmt: skip


def pacing(true: "Truth", closed: date, weight_of: Callable[[date], float]) -> pl.DataFrame:
    """Period × department × channel × project, with all that is known today, seen on a day."""
    return pl.DataFrame(list(_lines(true, closed, weight_of)), infer_schema_length=None)


def _lines(
    true: "Truth", closed: date, weight_of: Callable[[date], float]
) -> Iterator[dict[str, Any]]:
    teams = true.world.teams.select("team_id", department="name_zh")
    budget = true.budget.join(teams, on="department").select(
        "channel_id", "project_id", "team_id", pl.col("current").cast(AMOUNT), day="month",
        kind=pl.lit("budget"),
    )  # fmt: skip
    open_ = true.committed.select(
        "channel_id", "project_id", team_id="bearing_team", day="month",
        current=pl.col("amount").cast(AMOUNT), kind=pl.lit("committed"),
    )  # fmt: skip
    spent = costs(true).rename({"amount": "current"}).with_columns(kind=pl.lit("actual"))
    every = pl.concat([budget, open_, spent], how="diagonal")
    every = every.with_columns(pl.col(KEYS).fill_null("none"))
    for period, months in (("month", "1mo"), ("year", "1y")):
        start = pl.col("day").dt.truncate(months)
        for key, table in every.with_columns(start=start).group_by("start", *KEYS):
            sums = {
                kind: table.filter(pl.col("kind") == kind)["current"].drop_nulls()
                for kind in ("budget", "committed")
            }
            line = Line(
                first=key[0],
                end=pl.Series([key[0]]).dt.offset_by(months).dt.offset_by("-1d").item(),
                spent=table.filter(pl.col("kind") == "actual").select("day", "current").rows(),
                committed=float(sums["committed"].sum()),
                budget=float(sums["budget"].sum()) if len(sums["budget"]) else None,
                weight_of=weight_of,
            )
            names = dict(zip(["period_start_date", *KEYS], key, strict=True))
            yield {"period_kind": period, **names, **line.told(closed)}
