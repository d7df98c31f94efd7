"""Collaboration requests, clean. Raw records: `connectors/finance/collaboration_requests.py`.

Moments are UTC; where a sheet tells only the day, the moment is the day's first and `is_day_only`
says so. Each file is one reading of the log.
"""

import polars as pl

from pipelines.streams.columns import day, text
from pipelines.streams.finance.work import day_of, has_clock, in_words, staff, stamp
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    hashed,
    tidy,
    typed_count,
    typed_number,
    typed_text,
)
from pipelines.streams.spec import Stream

STATES = {
    **{"待受理": "todo", "已受理": "doing", "进行中": "doing", "待验收": "review"},
    **{"已完成": "done", "已拒绝": "rejected", "已取消": "cancelled", "挂起": "held"},
}
PRIORITIES = {"p0": "P0", "p1": "P1", "p2": "P2", "p3": "P3", "紧急": "P0", "高": "P1",
              "中": "P2", "低": "P3"}  # fmt: skip
RESULTS = {"部分": "partly", "退回": "returned", "通过": "passed"}
TIMES = ("occurred_at", "submitted_at", "responded_at", "promised_at", "delivered_at",
         "accepted_at")  # fmt: skip
YEAR = pl.coalesce(
    pl.col(name).str.extract(r"(20\d\d)") for name in ("_submitted_at", "_exported_on")
)
ORDER = ("occurred_at", "submitted_at", "responded_at", "delivered_at", "accepted_at")
SAME_STAMP, MANY = 0.3, 10


def out_of_order() -> pl.Expr:
    """A later step before an earlier one; where a row tells only days, by day."""
    eight = pl.duration(hours=8)

    def after(a: str, b: str) -> pl.Expr:
        by_day = (pl.col(a) + eight).dt.date() > (pl.col(b) + eight).dt.date()
        return by_day | (~pl.col("is_day_only") & (pl.col(a) > pl.col(b)))

    pairs = [(a, b) for place, a in enumerate(ORDER) for b in ORDER[place + 1 :]]
    return pl.any_horizontal(after(a, b).fill_null(False) for a, b in pairs)


def is_backfilled() -> pl.Expr:
    """Whether many answers of a file bear the same stamp: typed in afterwards."""
    stamps = pl.col("_responded_at")
    alike = pl.len().over("_responded_at").cast(pl.Float64) / stamps.count()
    return stamps.is_not_null() & (stamps.count() >= MANY) & (alike > SAME_STAMP)


requests = Stream(
    name="collaboration_requests__requests",
    grain="one row per file and request between teams: when it was needed, filed, answered, done",
    keys=("request_id",),
    nulls=BLANK,
    columns={
        "_request_id": typed_text("request_id"),
        "title": typed_text("title"),
        "request_type": typed_text("type"),
        "from_department": typed_text("from_dept"),
        "to_department": typed_text("to_dept"),
        "requester_hash": staff("requester"),
        "assignee_hash": staff("assignee"),
        "project": typed_text("project"),
        "priority": in_words("priority", PRIORITIES),
        **{f"_{name}": text(name) for name in TIMES},
        "_due_at": text("due_at"),
        "result": in_words("result", RESULTS),
        "reworks": typed_count("rework_count"),
        "status": in_words("status", STATES),
        "hold_hours": typed_number("hold_hours"),
        "_score": typed_number("score"),
        "leads_sent": typed_count("leads_sent"),
        "leads_accepted": typed_count("leads_accepted"),
        "_exported_on": text("_exported_on"),
        "exported_date": day("_exported_on"),
    },
    translated={"_key": hashed("title", "from_department", tidy(pl.col("_submitted_at")))},
    derived={
        "request_id": pl.coalesce("_request_id", "_key"),
        **{name: stamp(f"_{name}", YEAR) for name in TIMES},
        "due_date": day_of("_due_at", YEAR),
        "score": pl.col("_score"),
        "is_day_only": ~has_clock("_submitted_at").fill_null(False)
        | (pl.col("_responded_at").is_not_null() & ~has_clock("_responded_at").fill_null(False)),
        "is_internal": (pl.col("from_department") == pl.col("to_department")).fill_null(False),
        "is_backfilled": is_backfilled(),
    },
    quarantine={
        **{
            f"unreadable:{name}": pl.col(f"_{name}").is_not_null() & pl.col(name).is_null()
            for name in TIMES
        },
        "unreadable:due_date": pl.col("_due_at").is_not_null() & pl.col("due_date").is_null(),
        "no_status": pl.col("status").is_null(),
        "not_submitted": pl.col("submitted_at").is_null(),
        "in_the_future": (pl.col("submitted_at") + pl.duration(hours=8)).dt.date()
        > pl.col("exported_date"),
        "times_out_of_order": out_of_order(),
        "done_without_a_delivery": (pl.col("status") == "done") & pl.col("delivered_at").is_null(),
        "waiting_but_answered": (pl.col("status") == "todo") & pl.col("responded_at").is_not_null(),
        "score_out_of_range": ~pl.col("score").is_between(1, 5),
        "scored_before_delivery": pl.col("score").is_not_null() & pl.col("delivered_at").is_null(),
        "more_leads_accepted_than_sent": pl.col("leads_accepted") > pl.col("leads_sent"),
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnValuesToNotBeNull(column="to_department", mostly=0.99),
        gxe.ExpectColumnValuesToNotBeNull(column="occurred_at", mostly=0.8, severity="warning"),
        gxe.ExpectColumnValuesToBeInSet(
            column="is_backfilled", value_set=[False], severity="warning"
        ),
    ],
    ignored=(*PLACE, "hold_reason", "reject_reason", "note"),
)
