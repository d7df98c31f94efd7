"""Days of shops as 生意参谋, 京东商智 and 抖音罗盘 report them, clean. Raw: `day_reports.py`.

Every file is loaded by its name; which one tells a day is chosen in staging. A figure that is
told as a range has no value here: its text and bounds stand in `masked`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, WIDE, Column, day, text
from pipelines.streams.commerce.exported import NOTHING
from pipelines.streams.sheets import plain_money, tidy, typed_day, typed_text, unit_factor
from pipelines.streams.social.figures import SHORT, SHORTENED, figure, rate
from pipelines.streams.spec import Stream

A_POINT = 0.0002  # of a share: 0.02 percentage points, and what a comparison of doubles adds
A_CENT = 0.0101


def shown_money(path: str) -> Column:
    """An amount as a back end shows it: `￥1,280.00`, `1.2万`, `3.4亿`."""

    def read(raw: pl.Expr) -> pl.Expr:
        parts = tidy(raw).str.replace_all(r"[¥￥\s]|元$", "").str.extract_groups(SHORTENED)
        factor = parts.struct.field("2").str.to_lowercase().replace_strict(SHORT, default=None)
        short = plain_money(parts.struct.field("1")) * factor.cast(WIDE)
        return pl.coalesce(plain_money(raw), short).cast(MONEY, strict=False)

    return Column(path, MONEY, read, nulls=NOTHING)


SUMS = ("placed_amount", "paid_amount", "gmv", "refund_amount", "shipped_amount")
COUNTS = {
    "page_views": figure("pv"),
    "visitors": figure("uv"),
    "item_visitors": figure("item_uv"),
    "cart_users": figure("cart_users"),
    "favourite_users": figure("favourite_users"),
    "placing_buyers": figure("placing_buyers"),
    "buyers": figure("buyers"),
    "new_buyers": figure("new_buyers"),
    "returning_buyers": figure("returning_buyers"),
    "orders": figure("orders"),
    "units": figure("paid_units"),
    "refund_orders": figure("refund_orders"),
    "stock_units": figure("stock_units"),
}
# Shortened figures (1.2万) have lost the digits that a check would need.
IS_SHORT = pl.col("_is_short").is_not_null() | (pl.col("_unit_factor") != 1)


def differs(told: str, counted: pl.Expr, by: float) -> pl.Expr:
    """A rate or a mean that its own figures do not give; what is not told breaks nothing."""
    apart = (pl.col(told).cast(pl.Float64) - counted).abs() > by
    return (apart & ~IS_SHORT).fill_null(value=False)


def share_of(part: str, whole: str) -> pl.Expr:
    """One figure by another, nothing by nothing."""
    return pl.col(part).cast(pl.Float64) / pl.when(pl.col(whole) > 0).then(pl.col(whole))


shop_days = Stream(
    name="seller_backend_exports__shop_days",
    grain="one row per file, report, cut of a shop, its value and day",
    keys=("report", "cut", "cut_value", "report_date"),
    nulls=NOTHING,
    columns={
        "platform": text("_platform", required=True),
        "shop_id": text("_account", required=True),
        "report": text("_report", required=True),
        "report_date": typed_day("day", required=True),
        "exported_date": day("_exported_on"),
        "cut": text("cut", required=True),
        "cut_value": text("cut_value", required=True),
        "cut_group": typed_text("cut_group"),
        "cut_name": typed_text("cut_name"),
        **COUNTS,
        **{f"_{name}": shown_money(name) for name in SUMS},
        "pay_rate": rate("pay_rate"),
        "average_order": shown_money("aov"),
        "definition": text("definition"),
        "masked": text("masked"),
        "more": text("more"),
        "_is_short": text("_is_short"),
        "_unit_factor": unit_factor(),
    },
    derived={name: (pl.col(f"_{name}") * pl.col("_unit_factor")).cast(MONEY) for name in SUMS},
    quarantine={
        **shared.negative(COUNTS),
        "told_before_it_was": pl.col("report_date") > pl.col("exported_date"),
        "more_visitors_than_views": pl.col("visitors") > pl.col("page_views"),
        "more_buyers_than_visitors": pl.col("buyers") > pl.col("visitors"),
        "rate_is_not_of_its_figures": differs("pay_rate", share_of("buyers", "visitors"), A_POINT),
        "mean_is_not_of_its_figures": differs(
            "average_order",
            pl.coalesce(share_of("_paid_amount", "buyers"), share_of("_gmv", "buyers")),
            A_CENT,
        ),
    },
    controls={name: name for name in ("paid_amount", "refund_amount")},
    ignored=(
        *("_file", "_sheet", "_row", "_encoding", "_day", "_as_of", "_hidden", "_unit"),
        *("refund_rate", "order_rate", "cart_rate", "uv_value"),
    ),
    expectations=lambda gxe: [
        *shared.any_rows(gxe, "report", "cut", "cut_value", "report_date"),
        gxe.ExpectColumnValuesToBeInSet(
            column="cut", value_set=["total", "source", "page", "product", "keyword"]
        ),
        gxe.ExpectColumnValuesToNotBeNull(column="definition", mostly=0.9, severity="warning"),
    ],
)
