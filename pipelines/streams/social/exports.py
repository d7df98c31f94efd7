"""What downloads out of back ends share: lists of posts, and lists of an account's days.

Every table of posts has `owner_id` (the account), `stat_date` (the last whole day its figures
hold; null where the file does not tell when it was taken) and running totals `*_total`.
"""

from collections.abc import Callable, Mapping
from types import ModuleType

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import Column, day, text
from pipelines.streams.sheets import PLACE, typed_day, written_number
from pipelines.streams.social.figures import BLANK
from pipelines.streams.spec import Stream

DOWNLOAD: Mapping[str, Column] = {
    "owner_id": text("_account", required=True),
    "_exported_on": day("_exported_on"),
    "_as_of": typed_day("_as_of"),
}
TAKEN_ON = pl.coalesce("_exported_on", "_as_of")
KINDS = {
    "视频": "video",
    "图文": "image",
    "回答": "answer",
    "文章": "article",
    "想法": "idea",
    "直播": "live",
}


def kind(default: str) -> pl.Expr:
    """The kind of a post in one word; what we do not know stays as it is."""
    told = pl.col("_kind").replace(KINDS)
    return pl.coalesce(told, pl.lit(default))


def post_list(
    name: str,
    *,
    grain: str,
    columns: Mapping[str, Column],
    derived: Mapping[str, pl.Expr],
    translated: Mapping[str, tuple[pl.Expr, Callable[[str], str]]] | None = None,
    seen: str = "views_total",
    ignored: tuple[str, ...] = (),
) -> Stream:
    """A table of posts, one file each: a file dropped again under its name replaces its rows.

    `seen` counts how often they were shown.
    """
    counters = [column for column in columns if column.endswith("_total")]

    def expectations(gxe: ModuleType) -> list[object]:
        return [
            *shared.any_rows(gxe, "post_id"),
            gxe.ExpectColumnValuesToNotBeNull(column="published_date"),
            gxe.ExpectColumnSumToBeBetween(
                column=seen, max_value=10_000_000_000, severity="warning"
            ),
        ]

    return Stream(
        name=name,
        grain=grain,
        keys=("post_id",),
        nulls=BLANK,
        columns={
            **DOWNLOAD,
            "_number": written_number("_no"),
            "published_date": typed_day("published_at", nulls=BLANK, required=True),
            **columns,
        },
        translated=translated or {},
        derived={**derived, "stat_date": TAKEN_ON - pl.duration(days=1)},
        newest="_number",
        quarantine={
            "negative_count": pl.any_horizontal(pl.col(counter) < 0 for counter in counters),
            "published_after_export": pl.col("published_date") > TAKEN_ON,
        },
        expectations=expectations,
        ignored=(*PLACE, *ignored),
    )


def day_list(
    name: str,
    grain: str,
    columns: Mapping[str, Column],
    *,
    derived: Mapping[str, pl.Expr] | None = None,
    balances: tuple[str, ...] = (),
    ignored: tuple[str, ...] = (),
) -> Stream:
    """Days of an account, one file each: a day may stand in several files, the last one counts.

    `columns` read the `report_date` as the back end writes it; `balances` may be negative.
    """
    return Stream(
        name=name,
        grain=grain,
        keys=("report_date",),
        nulls=BLANK,
        columns={**DOWNLOAD, **columns},
        derived={"exported_on": TAKEN_ON, **(derived or {})},
        quarantine={
            **shared.negative(columns, balances),
            "told_before_it_was": pl.col("report_date") > TAKEN_ON,
        },
        ignored=(*PLACE, *ignored),
    )
