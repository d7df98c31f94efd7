"""True targets: what each came to by the day."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

import polars as pl

from sandbox.answers import attribution, money, places, reasons, work
from sandbox.telling import records
from sandbox.world import World

if TYPE_CHECKING:
    from sandbox.truth import Truth

Sums = tuple[float, float] | None


@dataclass(frozen=True)
class Slice:
    """What a target speaks of: its days to date, its team, region and product line."""

    first: date
    last: date
    team: str
    region: str | None
    line: str | None

    def of(self, table: pl.DataFrame, day: str = "day", *, cut: bool = True) -> pl.DataFrame:
        """Its part of a table."""
        table = table.filter(pl.col(day).is_between(self.first, self.last))
        if cut and self.region:
            table = table.filter(pl.col("region_id") == self.region)
        return table.filter(pl.col("product_line") == self.line) if cut and self.line else table


class Actuals:
    """The two sums of every metric, from the company's own tables."""

    def __init__(self, true: "Truth") -> None:
        self.true, self.world = true, true.world
        self.closed = true.as_of - timedelta(days=1)
        sold = pl.col("account_id").is_in(self.world.orders["shop"].unique().implode())
        self.shop = self.world.accounts.filter(sold).select(
            shop="account_id", region_id="region_id"
        )

    @cached_property
    def spend(self) -> pl.DataFrame:
        lines = places.of_campaigns(self.world).drop("region_id")
        return self.true.spend.join(lines, on="campaign_id", how="left")

    @cached_property
    def orders(self) -> pl.DataFrame:
        return self.true.orders.sort("processed_at", "order_id").join(self.shop, on="shop")

    @cached_property
    def firsts(self) -> pl.DataFrame:
        return self.orders.drop_nulls("person_id").unique(
            "person_id", keep="first", maintain_order=True
        )

    @cached_property
    def first_lines(self) -> pl.DataFrame:
        """First orders, once for each of their product lines."""
        lines = self.world.order_lines.join(self.world.products, on="sku")
        both = self.firsts.join(lines.select("order_id", "product_line"), on="order_id")
        return both.unique(["order_id", "product_line"])

    @cached_property
    def costs(self) -> pl.DataFrame:
        """Cost by day, scope, channel, team, region and line; an invoice is shared out by spend.

        The team is the owner of the campaign, else of the channel; of a line of the ledger it is
        the one that bears it; nobody owns a discount.
        """
        owner = self.world.campaigns.filter("naming_ok").select("campaign_id", "owner_team")
        default = self.world.channels.select("channel_id", "team_id")
        media = self.true.media_cost.filter(
            pl.col("invoiced").is_not_null() & (pl.col("spend") > 0)
        )
        keys = ["platform", "account_id", "channel_id", "month"]
        billed, told = (pl.col(name).cast(float) for name in ("invoiced", "spend"))
        factor = media.select(*keys, factor=billed / told)
        spent = self.spend.with_columns(month=pl.col("day").dt.truncate("1mo"))
        spent = spent.join(owner, on="campaign_id", how="left")
        spent = spent.join(default, on="channel_id", how="left")
        spent = spent.join(factor, on=keys, how="left").select(
            "day", "channel_id", "region_id", pl.col("product_line").fill_null("unknown"),
            scope=pl.lit("media"),
            team_id=pl.coalesce("owner_team", "team_id", pl.lit("unowned")),
            amount=pl.col("spend").cast(float) * pl.col("factor").fill_null(1.0),
        )  # fmt: skip
        events = self.world.events.select("event_id", "region_id", "product_line")
        lines = money.ledger_lines(self.world, self.true.as_of)
        lines = lines.filter(pl.col("status").is_in(money.BOOKED))
        lines = lines.filter(pl.col("cost_item").is_in(money.DIRECT_ITEMS + money.FULL_ITEMS))
        direct = pl.col("cost_item").is_in(money.DIRECT_ITEMS)
        booked = lines.join(events, on="event_id", how="left").select(
            "channel_id", "region_id", "product_line", "event_id", day="incurred",
            team_id="bearing_team",
            amount=pl.col("approved").cast(float),
            scope=pl.when(direct).then(pl.lit("direct")).otherwise(pl.lit("full")),
        )  # fmt: skip
        accrued = money.expected(self.world, self.true.as_of, "actual").select(
            "scope", "channel_id", "team_id", day="month", amount=pl.col("amount").cast(float)
        )
        given = self.orders.select(
            "day", "region_id", scope=pl.lit("direct"), amount=pl.col("discount").cast(float),
            is_discount=pl.lit(True), team_id=pl.lit("unowned"),
        )  # fmt: skip
        every = pl.concat([spent, booked, accrued, given], how="diagonal")
        return every.with_columns(pl.col("is_discount").fill_null(False))

    @cached_property
    def revenue(self) -> pl.DataFrame:
        """Credited revenue by the campaign's or the event's region and line, else the shop's."""
        sold = self.true.credits.filter(
            (pl.col("goal") == "order") & (pl.col("model") == "last_non_direct")
        )
        return attribution.by_business(self.world, sold, self.true.touches)

    @cached_property
    def guests(self) -> pl.DataFrame:
        """Results of each event on its day."""
        day = pl.col("starts_at").dt.convert_time_zone(money.BUSINESS_ZONE).dt.date()
        events = self.world.events.select("event_id", "region_id", "product_line", day=day)
        return self.true.event_results.drop("name", "starts_at").join(events, on="event_id")

    @cached_property
    def items(self) -> pl.DataFrame:
        return work.work_items(self.world, self.true.as_of)

    def rate(self, part: Slice, kinds: tuple[str, ...], what: str, team: str, day: str) -> Sums:
        """What was in time per what was due, of a team."""
        rows = self.items.filter(
            pl.col("kind").is_in(kinds) & (pl.col(f"{what}_due") == 1) & (pl.col(team) == part.team)
        )
        rows = part.of(rows, day, cut=False)
        return total(rows, f"{what}_in_time"), total(rows, f"{what}_due")

    def customers(self, part: Slice) -> float:
        return float(part.of(self.first_lines if part.line else self.firsts).height)

    def cost(self, part: Slice, *scopes: str) -> float:
        return total(part.of(self.costs.filter(pl.col("scope").is_in(scopes))), "amount")

    def sums(self, code: str, part: Slice) -> Sums:
        """The two sums of a KPI in a slice."""
        direct = ("media", "direct")
        told: Mapping[str, Callable[[], Sums]] = {
            "K-ADS-01": lambda: (total(part.of(self.spend), "impressions"), 0),
            "K-ADS-02": lambda: (
                total(part.of(self.spend), "clicks"),
                total(part.of(self.spend), "impressions"),
            ),
            "K-NEW-01": lambda: (self.customers(part), 0),
            "K-CAC-02": lambda: (self.cost(part, *direct), self.customers(part)),
            "K-ROI-01": lambda: (
                total(part.of(self.revenue), "value") - self.cost(part, *direct),
                self.cost(part, *direct),
            ),
            "K-REV-01": lambda: (total(part.of(self.orders), "net"), 0),
            "K-LED-01": lambda: (float(part.of(self.valid_leads, cut=False).height), 0),
            "K-EVT-01": lambda: (
                total(part.of(self.guests), "attended"),
                total(part.of(self.guests), "approved"),
            ),
            "K-EVT-02": lambda: (
                total(part.of(self.costs.drop_nulls("event_id")), "amount"),
                total(part.of(self.guests), "leads"),
            ),
            "K-EVT-03": lambda: (total(part.of(self.guests), "signed_amount"), 0),
            "K-WRK-01": lambda: self.rate(part, ("request",), "answered", "team_id", "day"),
            "K-WRK-02": lambda: self.rate(part, ("request",), "filed", "from_team_id", "day"),
            "K-WRK-03": lambda: self.rate(
                part, ("task", "milestone"), "delivered", "team_id", "day"
            ),
            "K-WRK-04": lambda: self.rate(part, ("project",), "answered", "team_id", "limit"),
        }
        return told[code]() if code in told else None

    @cached_property
    def valid_leads(self) -> pl.DataFrame:
        return self.true.leads.filter(pl.col("is_valid") & ~pl.col("is_duplicate"))

    def begins(self, code: str) -> date:
        """The first day told of a KPI: of advertising and shops that of the story."""
        if code in ("K-LED-01",):
            return self.valid_leads["day"].min()  # ty: ignore
        if code.startswith("K-EVT"):
            return self.guests["day"].min()  # ty: ignore
        if code.startswith("K-WRK"):
            what = {"K-WRK-01": "answered", "K-WRK-02": "filed", "K-WRK-03": "delivered"}
            kinds = {"K-WRK-03": ["task", "milestone"], "K-WRK-04": ["project"]}
            rows = self.items.filter(
                pl.col("kind").is_in(kinds.get(code, ["request"]))
                & (pl.col(f"{what.get(code, 'answered')}_due") == 1)
            )
            return rows["limit" if code == "K-WRK-04" else "day"].min()  # ty: ignore
        return self.world.first_day


def total(table: pl.DataFrame, name: str) -> float:
    return float(table[name].sum())


def period_of(text: str) -> tuple[str, date, date]:
    """Kind, first and last day of `2026`, `2026Q4`, `2026-11`."""
    year = int(text[:4])
    first, months, kind = 1, 12, "year"
    if "Q" in text:
        first, months, kind = 3 * int(text[-1]) - 2, 3, "quarter"
    elif "-" in text:
        first, months, kind = int(text[5:]), 1, "month"
    after = first + months
    end = date(year + (after > 12), after - 12 * (after > 12), 1) - timedelta(days=1)
    return kind, date(year, first, 1), end


def in_force(world: World) -> Iterator[dict[str, Any]]:
    """Of each target the newest version agreed before its period ended."""
    found: dict[tuple, dict[str, Any]] = {}
    keys = ("period", "team_id", "position_id", "region_id", "product_line", "kpi_code")
    for row in records(world.kpi_targets.sort("valid_from", "version")):
        if row["valid_from"] <= period_of(row["period"])[2] or row["sheet"] != "yearly":
            found[tuple(row[key] for key in keys)] = row
    return iter(found.values())


def targets(true: "Truth", weight_of: Callable[[date], float]) -> pl.DataFrame:
    """Every target in force with its two sums and its completion, or why there is none."""
    actuals, rows = Actuals(true), []
    ratings = true.world.kpi_ratings.group_by("period", "position_id", "kpi_code").agg(
        pl.col("score").cast(pl.Float64).sum(), raters=pl.len()
    )
    rated = {row[:3]: row[3:] for row in ratings.iter_rows()}
    for row in in_force(true.world):
        kind, first, end = period_of(row["period"])
        last = min(end, actuals.closed)
        part = Slice(first, last, row["team_id"], row["region_id"], row["product_line"])
        key = (row["period"], row["position_id"], row["kpi_code"])
        raters = 0
        if row["kpi_type"] == "定性":
            score, raters = rated.get(key, (None, 0))
            sums: Sums = (score, float(raters)) if raters else None
            reason = reasons.NONE if raters else "nobody has rated it"
        else:
            sums = actuals.sums(row["kpi_code"], part)
            reason = reasons.of_target(actuals, row, part, sums)
        up, down = sums if sums and reason == reasons.NONE else (None, None)
        is_sum = row["kpi_code"] in reasons.SUMMED
        actual = up if is_sum or up is None or not down else up / down
        time_share, curve_share = _lived(first, end, last, weight_of)
        share = curve_share if is_sum else 1.0
        completion = _completion(row, actual, share)
        rows.append({
            "period_kind": kind, "period_start_date": first, "period_end_date": end,
            "is_closed": end <= actuals.closed, "team_id": row["team_id"],
            "position_id": row["position_id"] or "none", "region_id": row["region_id"] or "none",
            "product_line": row["product_line"] or "none", "kpi_code": row["kpi_code"],
            "kpi_name": row["kpi_name"], "target_version": row["version"], "unit": row["unit"],
            "direction": row["direction"], "is_change": row["is_change"],
            "baseline": None if row["baseline"] is None else float(row["baseline"]),
            "target": float(row["target"]), "weight": row["weight"], "actual": actual,
            "numerator": up, "denominator": None if is_sum else down, "raters": raters,
            "completion_rate": completion, "whole_completion_rate": _completion(row, actual, 1.0),
            "completion_state": _state(completion), "missing_reason": reason,
            "target_to_date": float(row["target"]) * share,
            "time_share": time_share, "curve_share": curve_share,
            "is_qualitative": row["kpi_type"] == "定性",
        })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def _state(rate: float | None) -> str:
    """How a completion is called."""
    if rate is None:
        return "unknown"
    return "on_target" if rate >= 1 else "close" if rate >= 0.9 else "behind"


def _lived(
    first: date, end: date, last: date, weight_of: Callable[[date], float]
) -> tuple[float, float]:
    """The part of a period that is over, by days and by the planned curve."""
    days = [first + timedelta(days=n) for n in range((end - first).days + 1)]
    over = [day for day in days if day <= last]
    return len(over) / len(days), sum(map(weight_of, over)) / sum(map(weight_of, days))


def _completion(row: dict[str, Any], actual: float | None, share: float) -> float | None:
    if actual is None:
        return None
    goal = float(row["target"]) * share
    if row["is_change"]:
        base = float(row["baseline"]) * share
        return (actual - base) / (goal - base)
    return goal / actual if row["direction"] == "less" else actual / goal
