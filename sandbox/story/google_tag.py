"""Google's tag on the American site of 青禾: which visits it tells, and from when on they are read.

The tag runs wherever a browser does: not for machines that fetch pages only, and not behind a
company's tunnel that blocks it. Its client id is the visitor's cookie, also in our own stream. The
property has measured the site all along; since its export was linked, the days of the site are
read from the export, and our own stream tells there only what the tag does not see.
"""

from datetime import timedelta

import polars as pl

from sandbox.story.company import LOS_ANGELES
from sandbox.story.draw import HOUR_MS, MOMENT, Scale
from sandbox.story.fakes import HALL

SITE = ("qinghe", "US")
EXPORTED_DAYS = 14
REFUSED_SHARE = 0.04  # of the events, by visitors who want no cookie


def google_tag(
    scale: Scale, seen: pl.DataFrame, fake: pl.DataFrame, events: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """`tagged`: visits the tag saw, `is_exported` if the export tells them; `refused`: pages."""
    hall = events.filter(pl.col("ip").str.starts_with(HALL)).select("visit_id").unique()
    on_site = (pl.col("brand_id") == SITE[0]) & (pl.col("region_id") == SITE[1])
    hijacked = fake.filter(on_site & (pl.col("kind") == "hijacked"))
    columns = ["visit_id", "started_at"]
    came = pl.concat([seen.filter(on_site).select(columns), hijacked.select(columns)])
    came = came.join(hall, on="visit_id", how="anti").sort("started_at", "visit_id")
    day = pl.col("started_at").dt.convert_time_zone(LOS_ANGELES).dt.date()
    linked = scale.last_day - timedelta(days=EXPORTED_DAYS - 1)
    tagged = came.select("visit_id", is_exported=day >= linked)
    told = events.join(tagged.filter("is_exported"), on="visit_id", how="semi")
    return {"tagged": tagged, "refused": _refused(scale, len(told))}


def _refused(scale: Scale, events: int) -> pl.DataFrame:
    """Pages seen by nobody we may know: of them the export tells the page and the moment."""
    dice = scale.dice("refused consent")
    count = max(int(events * REFUSED_SHARE), 8)
    # inside the exported days of the site, whose first begins seven or eight hours after UTC's
    first = scale.end_ms - (EXPORTED_DAYS - 1) * 24 * HOUR_MS
    at = dice.integers(first, scale.end_ms, count)
    at.sort()
    paths = pl.Series(["tent", "bag"])
    return pl.DataFrame(
        {
            "occurred_at": pl.Series(at).cast(MOMENT),
            "path": paths.gather(dice.integers(0, 2, count)),
        }
    )
