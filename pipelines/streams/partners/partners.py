"""Channel partners, clean: who they are, visits, leads, goods bought and sold, support.

Raw records: `connectors/partners/partners.py`. Amounts are yuan; days are Chinese calendar days.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, day, text
from pipelines.streams.finance.work import in_words, staff
from pipelines.streams.sheets import (
    BLANK,
    PLACE,
    hashed,
    in_yuan,
    typed_count,
    typed_day,
    typed_money,
    typed_period,
    typed_phone,
    typed_text,
    unit_factor,
)
from pipelines.streams.spec import Stream

KINDS = {
    **dict.fromkeys(("退货", "return"), "return"),
    **dict.fromkeys(("进货", "采购", "sell-in", "sell in", "sell_in"), "sell_in"),
    **dict.fromkeys(("销售", "动销", "出货", "sell-out", "sell out", "sell_out"), "sell_out"),
}
WITHOUT_AMOUNT = ("渠道拜访表", "渠道线索表")
TAKEN = {"exported_date": day("_exported_on")}

master = Stream(
    name="partners__master",
    grain="one row per file and partner",
    keys=("partner_id",),
    nulls=BLANK,
    columns={
        "partner_id": typed_text("partner_id"),
        "partner_name": typed_text("partner_name"),
        "partner_type": typed_text("partner_type"),
        "level": typed_text("level"),
        "brand": typed_text("brand"),
        "region": typed_text("region"),
        "city": typed_text("city"),
        "department": typed_text("department"),
        "owner_hash": staff("owner"),
        "signed_date": typed_day("signed_on"),
        "ended_date": typed_day("ended_on"),
        "status": typed_text("status"),
        **TAKEN,
    },
    quarantine={
        "no_name": pl.col("partner_name").is_null(),
        **shared.ends_before_start("signed_date", "ended_date"),
        "signed_in_the_future": pl.col("signed_date") > pl.col("exported_date"),
    },
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "partner_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="region", mostly=0.9, severity="warning"),
        gxe.ExpectColumnValuesToNotBeNull(column="level", mostly=0.9, severity="warning"),
    ],
    ignored=(*PLACE, "_layout", "_exported_on", "note"),
)


def at_layout(name: str, kind: str) -> pl.Expr:
    """This kind of act for rows of that sheet."""
    return pl.when(pl.col("_layout") == name).then(pl.lit(kind))


activities = Stream(
    name="partners__activities",
    grain="one row per file and act with a partner: a visit, a lead, goods bought or sold, support",
    keys=("act_kind", "act_id"),
    nulls=BLANK,
    columns={
        "_act_id": typed_text("act_id"),
        "partner_id": typed_text("partner_id"),
        "_visited_on": typed_day("visited_on"),
        "_sold_on": typed_period("sold_on"),
        "_spent_on": typed_day("spent_on"),
        "_reported_on": typed_day("reported_on"),
        "phone_hash": typed_phone("phone"),
        "_kind": in_words("kind", KINDS),
        "staff_hash": staff("staff"),
        "purpose": typed_text("purpose"),
        "result": typed_text("result"),
        "product_line": typed_text("product_line"),
        "quantity": typed_count("quantity"),
        "cost_item": typed_text("cost_item"),
        "doc_no": typed_text("doc_no"),
        "_amount": typed_money("amount"),
        "_unit_factor": unit_factor(),
        "_layout": text("_layout"),
        **TAKEN,
    },
    translated={
        "_key": hashed(
            *("partner_id", "_visited_on", "_sold_on", "_spent_on", "_reported_on", "_kind"),
            "purpose",
            *("product_line", "cost_item", "doc_no", "_amount", "phone_hash"),
        )
    },
    derived={
        "act_kind": pl.coalesce(
            at_layout("渠道拜访表", "visit"),
            at_layout("渠道线索表", "lead"),
            at_layout("渠道支持费用表", "support"),
            "_kind",
        ),
        "act_id": pl.coalesce(
            pl.concat_str("_act_id", "product_line", separator="/", ignore_nulls=True).replace(
                "", None
            ),
            "_key",
        ),
        "act_date": pl.coalesce("_visited_on", "_reported_on", "_sold_on", "_spent_on"),
        "amount": in_yuan("_amount").fill_null(pl.lit(0, MONEY)),
    },
    quarantine={
        "no_partner": pl.col("partner_id").is_null(),
        "no_day": pl.col("act_date").is_null(),
        "no_amount": ~pl.col("_layout").is_in(WITHOUT_AMOUNT) & pl.col("_amount").is_null(),
        "negative_amount": pl.col("amount") < 0,
        "in_the_future": pl.col("act_date") > pl.col("exported_date"),
    },
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "act_kind", "act_id"),
        gxe.ExpectColumnValuesToBeInSet(
            column="act_kind",
            value_set=["visit", "lead", "sell_in", "sell_out", "return", "support"],
        ),
    ],
    controls={"amount": "amount"},
    ignored=(*PLACE, "_exported_on"),
    private=("customer", "note"),
)
