"""Which amount of a ledger line is its own, and what of several lines must fit together.

A document's total may stand on each of its lines; an invoice may be split over lines.
"""

import polars as pl

from pipelines.streams.columns import MONEY

CENT = 0.011


def is_repeated(name: str) -> pl.Expr:
    """True where a document's total stands on each of its lines instead of the line's amount."""
    each, own = pl.col(f"_{name}"), own_amount()
    lines_of = pl.len().over("doc_no") > 1
    same = (each.min().over("doc_no") == each.max().over("doc_no")) & each.is_not_null()
    return (lines_of & same & ((own.sum().over("doc_no") - each).abs() <= CENT)).fill_null(False)


def own_amount() -> pl.Expr:
    """What a line says of itself: its own amount, net and tax, or what was approved for it."""
    return pl.coalesce("_line_amount", pl.col("_net") + pl.col("_tax").fill_null(0), "_approved")


def line_amount() -> pl.Expr:
    """The line's amount in yuan; a repeated document total gives way to it."""
    stated = pl.coalesce("_line_amount", "_amount")
    chosen = pl.when(is_repeated("amount")).then(own_amount()).otherwise(stated)
    return (chosen * pl.col("_unit_factor")).cast(MONEY)


def approved_amount() -> pl.Expr:
    chosen = pl.when(is_repeated("approved")).then(own_amount()).otherwise(pl.col("_approved"))
    return (chosen * pl.col("_unit_factor")).cast(MONEY)


def lines_miss_the_document() -> pl.Expr:
    """True where lines with amounts of their own do not come to the total beside each of them."""
    total, own = pl.col("_amount"), pl.col("_line_amount")
    told = (total.min().over("doc_no") == total.max().over("doc_no")) & own.is_not_null()
    differs = (own.sum().over("doc_no") - total).abs() > CENT
    return (pl.len().over("doc_no") > 1) & told & differs & ((own - total).abs() > CENT)


def over_the_face() -> pl.Expr:
    """True where an invoice stands on lines that come to more than its face, or to an unknown one.

    On one line without a face there is nothing to compare.
    """
    invoice = ["invoice_code", "invoice_no"]
    amount = pl.coalesce(line_amount(), approved_amount())
    face = (pl.col("_invoice_amount").max() * pl.col("_unit_factor").max()).over(invoice)
    is_more = ((amount.sum().over(invoice) - face) > CENT).fill_null(pl.len().over(invoice) > 1)
    return pl.col("invoice_no").is_not_null() & is_more


def is_like_another() -> pl.Expr:
    """True where another document has the same vendor and amount within a week before or after."""
    alike = ["vendor", "_amount", "_line_amount"]

    def near(step: int) -> pl.Expr:
        other = {name: pl.col(name).shift(step) for name in ("doc_no", "incurred_date")}
        apart = (pl.col("incurred_date") - other["incurred_date"]).abs() <= pl.duration(days=7)
        near_ = (other["doc_no"] != pl.col("doc_no")) & apart
        return near_.over(alike, order_by="incurred_date").fill_null(False)

    return pl.col("vendor").is_not_null() & (near(1) | near(-1))


def currency_of_amount() -> pl.Expr:
    """Beside an amount in foreign currency (原币金额) the amount is in yuan."""
    return pl.when(pl.col("_amount_fc").is_null()).then("_currency").otherwise(pl.lit("CNY"))


def tax_gap() -> pl.Expr:
    """How far the tax is from what the rate says of the gross amount, applied for or approved."""
    share = pl.col("tax_rate") / (1 + pl.col("tax_rate"))
    gaps = [
        (pl.col("tax").cast(pl.Float64) - pl.col(gross).cast(pl.Float64) * share).abs()
        for gross in ("amount", "approved_amount")
    ]
    return pl.min_horizontal(gaps)
