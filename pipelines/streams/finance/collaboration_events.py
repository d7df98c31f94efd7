"""Steps of collaboration requests, clean: when each was taken, and by whom.

Raw records: `connectors/finance/collaboration_requests.py`. Moments are UTC; where a log tells only
the day, the moment is the day's first and `is_day_only` says so.
"""

import polars as pl

from pipelines.streams.columns import text
from pipelines.streams.finance.work import has_clock, in_words, staff, stamp
from pipelines.streams.sheets import BLANK, PLACE, typed_text
from pipelines.streams.spec import Stream

STEPS = {
    **dict.fromkeys(("submitted", "提交", "提出"), "submitted"),
    **dict.fromkeys(("responded", "响应", "受理", "接单"), "responded"),
    **dict.fromkeys(("held", "挂起", "暂停"), "held"),
    **dict.fromkeys(("resumed", "恢复", "继续"), "resumed"),
    **dict.fromkeys(("delivered", "交付", "完成"), "delivered"),
    **dict.fromkeys(("returned", "退回", "返工"), "returned"),
    **dict.fromkeys(("accepted", "验收", "通过"), "accepted"),
    **dict.fromkeys(("cancelled", "取消", "撤回"), "cancelled"),
}

events = Stream(
    name="collaboration_requests__events",
    grain="one row per file, request and step: submitted, responded, held, resumed, delivered …",
    keys=("request_id", "step", "happened_at"),
    nulls=BLANK,
    columns={
        "request_id": typed_text("request_id"),
        "step": in_words("event", STEPS),
        "by_hash": staff("by"),
        "_at": text("at"),
    },
    derived={
        "happened_at": stamp("_at", pl.col("_at").str.extract(r"(20\d\d)")),
        "is_day_only": ~has_clock("_at").fill_null(False),
    },
    quarantine={
        "unreadable:happened_at": pl.col("_at").is_not_null() & pl.col("happened_at").is_null()
    },
    expectations=lambda gxe: [
        gxe.ExpectTableRowCountToBeBetween(min_value=1),
        gxe.ExpectColumnDistinctValuesToContainSet(
            column="step", value_set=["submitted"], severity="warning"
        ),
    ],
    ignored=(*PLACE, "_exported_on"),
)
