"""True contribution of owners, with what they cost: teams and positions, regions and lines."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from sandbox.answers import attribution, targets
from sandbox.answers.places import PLACE

if TYPE_CHECKING:
    from sandbox.truth import Truth

OWNER = ["team_id", "position_id", *PLACE]
GOALS = {"orders": "order", "new_customers": "new_customer", "leads": "lead", "deals": "deal"}
VALUES = {"contribution_value": "order", "deal_value": "deal"}
MEASURES = [*GOALS, *VALUES, "sourced_orders", "influenced_orders", "direct_cost", "people_cost"]
MONTH = pl.col("day").dt.truncate("1mo").alias("month")
NONE = pl.lit("none")


def report(true: "Truth", rules: Sequence[dict[str, Any]], axis: str) -> pl.DataFrame:
    """Month × model × owner on one axis: credit of every goal, value, orders sourced, cost.

    `rules` share what a team has among its positions: team_id, position_id, share.
    """
    shares = pl.DataFrame([rule | {"share": float(rule["share"])} for rule in rules])
    pieces = _functions(true, shares) if axis == "function" else _places(true)
    credited, ways, costs = (piece.with_columns(pl.col(OWNER).fill_null(NONE)) for piece in pieces)
    models = pl.DataFrame({"model": attribution.MODELS})
    keys = ["month", "model", *OWNER]
    result = credited.group_by(MONTH, *keys[1:]).agg(
        *(_of(goal, "credit").alias(name) for name, goal in GOALS.items()),
        *(_of(goal, "value").cast(float).alias(name) for name, goal in VALUES.items()),
    )
    ways = ways.rename({"sourced": "sourced_orders", "influenced": "influenced_orders"})
    costs = costs.group_by("month", *OWNER).agg(pl.col("direct_cost", "people_cost").sum())
    for piece in (ways, costs):
        crossed = piece.join(models, how="cross")
        result = result.join(crossed, on=keys, how="full", coalesce=True)
    result = result.with_columns(pl.col(MEASURES).fill_null(0))
    cost = pl.col("direct_cost") + pl.col("people_cost")
    per_cost = pl.when(cost != 0).then(pl.col("contribution_value") / cost)
    return result.with_columns(contribution_per_cost=per_cost)


def _of(goal: str, what: str) -> pl.Expr:
    return pl.col(what).filter(pl.col("goal") == goal).sum()


def _functions(true: "Truth", shares: pl.DataFrame) -> tuple[pl.DataFrame, ...]:
    """Teams and positions: credit, orders reached, cost."""
    owned = attribution.by_owner(true.world, true.credits)
    share = pl.col("share").fill_null(1.0)
    nowhere = {name: NONE for name in PLACE}
    credited = owned.join(shares, on="team_id", how="left").with_columns(
        credit=pl.col("credit") * share, value=pl.col("value").cast(float) * share, **nowhere
    )
    ways = attribution.reached(owned, true.touches, "team_id").join(
        shares, on="team_id", how="left"
    )
    direct = _direct(true, "team_id").join(shares, on="team_id", how="left").with_columns(
        direct_cost=pl.col("direct_cost") * share
    )  # fmt: skip
    people = true.people_cost.select(
        "month", "team_id", "position_id", people_cost=pl.col("total_cost").cast(float)
    )
    cost = pl.concat([direct.drop("share"), people], how="diagonal").with_columns(**nowhere)
    return credited, ways.drop("share").with_columns(**nowhere), cost


def _places(true: "Truth") -> tuple[pl.DataFrame, ...]:
    """Regions and product lines: credit, orders reached, cost; people belong to no region."""
    placed = attribution.by_business(true.world, true.credits, true.touches)
    nobody = {"team_id": NONE, "position_id": NONE}
    ways = attribution.reached(placed, true.touches, *PLACE).with_columns(**nobody)
    paid = true.people_cost.group_by("month").agg(people_cost=pl.col("total_cost").sum())
    people = paid.with_columns(pl.col("people_cost").cast(float))
    cost = pl.concat([_direct(true, *PLACE), people], how="diagonal").with_columns(**nobody)
    return placed.with_columns(**nobody), ways, cost


def _direct(true: "Truth", *owner: str) -> pl.DataFrame:
    """Month × owner: media and direct cost."""
    costs = targets.Actuals(true).costs.filter(pl.col("scope") != "full")
    return costs.group_by(MONTH, *owner).agg(direct_cost=pl.col("amount").sum())
