"""True reports of funnels: cohorts as a day sees them, step by step."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from sandbox.answers import places
from sandbox.answers.funnels import SITE_WINDOW, STAGES, WINDOW
from sandbox.world import World

AGES = (1, 7, 14, 30, 60, 90)
COHORT = ["funnel", "cohort_month", "channel", "region", "line"]
KIND = [name for name in COHORT if name != "cohort_month"]
USUAL, SMALLEST_BASE = timedelta(weeks=12), 30


def with_business(world: World, told: pl.DataFrame) -> pl.DataFrame:
    """Adds region and product line of the event or campaign by which a subject came.

    A lead without either has the region of the CRM that tells it. Else both are `none`, or
    `unknown` for a campaign nobody lists.
    """
    events = world.events.select(*places.PLACE, event="event_id")
    campaigns = places.of_campaigns(world).rename({"campaign_id": "campaign"})
    desks = places.homes(world).rename({"own": "desk", "conversion": "subject"})
    told = told.join(campaigns, on="campaign", how="left")
    told = told.join(events, on="event", how="left", suffix="_of_event")
    told = told.join(desks, on="subject", how="left", validate="m:1")
    desk = pl.when(pl.col("funnel") == "lead").then("desk")
    nobody = pl.when(pl.col("campaign") == "unknown").then(pl.lit("unknown"))
    nobody = nobody.otherwise(pl.lit("none"))
    return told.with_columns(
        region=pl.coalesce("region_id_of_event", "region_id", desk, nobody),
        line=pl.coalesce("product_line_of_event", "product_line", nobody),
    )


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
    lived = told.filter(pl.col("cohort_day") <= closed - _window(pl.col("funnel")))
    alike = {key: same for key, same in lived.group_by(KIND)}
    rows = [
        dict(zip(COHORT, key, strict=True)) | row
        for key, way in found.items()
        for row in _against_usual(way, _usual(alike.get((key[0], *key[2:])), key[1], len(way)))
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


def _window(funnel: pl.Expr) -> pl.Expr:
    """How long a subject of a funnel has time."""
    return pl.when(funnel == "site").then(pl.lit(SITE_WINDOW)).otherwise(pl.lit(WINDOW))


def _usual(
    alike: pl.DataFrame | None, month: date, stages: int
) -> Iterator[tuple[int | None, int | None]]:
    """Per stage how many of those who came in the twelve weeks before came so far, of how many.

    `alike` came the same way and had their whole window.
    """
    counts: dict[int, int] = {}
    if alike is not None:
        back = alike.filter(pl.col("cohort_day").is_between(month - USUAL, month, closed="left"))
        counts = dict(back.group_by("stage_no").len().iter_rows())
    for number in range(1, stages + 1):
        yield counts.get(number, 0) if counts else None, counts.get(number - 1)


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
