"""Which amount of a ledger line is its own: a document's total may stand on each of its lines."""

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
