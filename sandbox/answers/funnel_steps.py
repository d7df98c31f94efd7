"""True reports of funnels: cohorts as a day sees them, step by step."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.answers.funnels import SITE_WINDOW, STAGES, WINDOW
from sandbox.world import World

AGES = (1, 7, 14, 30, 60, 90)
COHORT = ["funnel", "cohort_month", "channel", "region", "line"]
USUAL_MONTHS, SMALLEST_BASE = 3, 30


def with_business(world: World, told: pl.DataFrame) -> pl.DataFrame:
    """Adds region and product line of the activity or campaign by which a subject came.

    `none` without either; `unknown` for a campaign nobody lists, and the line of a broken name.
    """
    of = ["region_id", "product_line"]
    line = pl.when("naming_ok").then("product_line").otherwise(pl.lit("unknown"))
    campaigns = world.campaigns.select("region_id", line.alias("product_line"),
                                       campaign="campaign_id")  # fmt: skip
    events = world.events.select("event_id", *of).rename({"event_id": "event"})
    told = told.join(campaigns, on="campaign", how="left")
    told = told.join(events, on="event", how="left", suffix="_of_event")
    nobody = pl.when(pl.col("campaign") == "unknown").then(pl.lit("unknown"))
    region, line = (
        pl.coalesce(f"{name}_of_event", name, nobody, pl.lit("none")).alias(short)
        for name, short in zip(of, ("region", "line"), strict=True)
    )
    return told.drop("region", "line", strict=False).with_columns(region, line)


def steps(told: pl.DataFrame, closed: date) -> pl.DataFrame:
    """Cohort × stage as a day sees it: who came so far, how soon, and where more than usual left.

    `told` is `with_business`. A cohort is mature when its youngest has lived the whole window.
    """
    told = told.sort("funnel", "subject", "stage_no")
    moments = pl.col("reached_at").shift().over("funnel", "subject")
    seen = ~pl.col("is_inferred") & ~pl.col("is_inferred").shift().over("funnel", "subject")
    hours = (pl.col("reached_at") - moments).dt.total_milliseconds() / 3_600_000
    told = told.with_columns(
        took=pl.when(seen).then(hours), after=pl.col("reached_at") - pl.col("entered_at")
    )
    found: dict[tuple, list[dict[str, Any]]] = {}
    for key, cohort in told.group_by(COHORT):
        found[key] = list(_steps(cohort, STAGES[str(key[0])], str(key[0]), closed))
    rows = [
        dict(zip(COHORT, key, strict=True)) | row
        for key, way in found.items()
        for row in _against_usual(way, _usual(found, key))
    ]
    by_age = {f"subjects_by_day_{age}": pl.Int64 for age in AGES}
    rates = ("step_rate", "drop_off_rate", "overall_rate", "usual_drop_off_rate")
    kinds = by_age | dict.fromkeys(rates, pl.Float64)
    return pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)


def _steps(
    cohort: pl.DataFrame, stages: int, funnel: str, closed: date
) -> Iterator[dict[str, Any]]:
    """The stages of one cohort, one by one."""
    first = cohort.filter(pl.col("stage_no") == 1)
    lived = (closed - first.select(pl.col("cohort_day").max()).item()).days
    mature = lived >= (SITE_WINDOW if funnel == "site" else WINDOW).days
    before = None
    for number in range(1, stages + 1):
        here = cohort.filter(pl.col("stage_no") == number)
        rate = here.height / before if before else None
        yield {
            "stage_no": number, "cohort_subjects": first.height, "subjects": here.height,
            "inferred_subjects": here["is_inferred"].sum(), "is_mature": mature, "before": before,
            "step_rate_to_date": rate, "step_rate": rate if mature else None,
            "drop_off_rate": 1 - rate if mature and rate is not None else None,
            "overall_rate": here.height / first.height if mature else None,
            "median_hours": here["took"].median(),
            "p90_hours": here["took"].quantile(0.9, "linear"),
            **{
                f"subjects_by_day_{age}": here.filter(pl.col("after") <= timedelta(days=age)).height
                if lived >= age else None
                for age in AGES
            },
        }  # fmt: skip
        before = here.height


def _usual(
    found: Mapping[tuple, list[dict[str, Any]]], key: tuple
) -> Iterator[tuple[int | None, int | None]]:
    """Per stage what the same kind of cohort of the three months before came to, of how many."""
    funnel, month, *rest = key
    number = month.year * 12 + month.month
    back = [
        way for (name, other, *same), way in found.items()
        if name == funnel and same == rest
        and 1 <= number - other.year * 12 - other.month <= USUAL_MONTHS
    ]  # fmt: skip
    for place in range(len(found[key])):
        lived = [way[place] for way in back if way[place]["is_mature"]]
        bases = [row["before"] for row in lived if row["before"] is not None]
        yield (
            sum(row["subjects"] for row in lived) if lived else None,
            sum(bases) if bases else None,
        )


def _against_usual(
    way: Sequence[dict[str, Any]], usual: Iterable[tuple[int | None, int | None]]
) -> Iterator[dict[str, Any]]:
    """Adds the usual loss; the step that lost most above it, both on fair bases, is blocked."""
    more: dict[int, float] = {}
    rows = []
    for row, (reached_usually, base) in zip(way, usual, strict=True):
        loss = 1 - reached_usually / base if base and reached_usually is not None else None
        rows.append(row | {"usual_drop_off_rate": loss})
        fair = min(row["before"] or 0, base or 0) >= SMALLEST_BASE
        if fair and loss is not None and row["drop_off_rate"] is not None:
            more[row["stage_no"]] = row["drop_off_rate"] - loss
    most, worst = max(((much, -number) for number, much in more.items()), default=(0.0, 0))
    for row in rows:
        yield row | {"is_blocked_step": most > 0 and row["stage_no"] == -worst}
