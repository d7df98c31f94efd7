"""What makes a line of a list of placements doubtful: nothing is set aside for it.

Readers of the helper columns of `kol_campaigns.py`.
"""

from collections.abc import Mapping

import polars as pl

from pipelines.streams.sheets import in_yuan
from pipelines.streams.social.placement import BARTER, content_id, spoken_day

# From how many followers on, and below how many, agencies use a word.
TIERS = {
    "头部": (1_000_000, 10_000_000_000),
    "肩部": (500_000, 1_000_000),
    "腰部": (100_000, 500_000),
    **dict.fromkeys(("尾部", "KOC", "素人"), (0, 100_000)),
}
ENGAGED = ("likes_total", "comments_total", "favourites_total", "shares_total")


def is_of_another_tier() -> pl.Expr:
    """A word for a creator with fewer or more followers."""
    followers = pl.coalesce("_followers", (pl.col("_followers_wan") * 10_000).cast(pl.Int64))
    least, below = (
        pl.col("creator_tier").replace_strict(
            {word: ends[place] for word, ends in TIERS.items()},
            default=None,
            return_dtype=pl.Int64,
        )
        for place in (0, 1)
    )
    return (followers < least) | (followers >= below)


def repeated(name: str, value: pl.Expr) -> Mapping[str, pl.Expr]:
    """A value that stands on several lines of a file."""
    return {name: value.is_not_null() & (pl.len().over(value) > 1)}


def reasons() -> Mapping[str, pl.Expr]:
    """Each doubt by its name; what is not told raises none."""
    engaged = pl.sum_horizontal(pl.col(name).fill_null(0) for name in ENGAGED)
    no_orders = pl.col("platform_orders_total").fill_null(0) == 0
    return {
        "published_before_signed": spoken_day("_published") < spoken_day("_signed_on"),
        "fee_far_above_rate_card": in_yuan("_fee") > in_yuan("_quote") * 1.2,
        "tier_is_not_that_of_its_followers": is_of_another_tier(),
        "more_likes_than_views": pl.col("likes_total") > pl.col("views_total"),
        "engagement_above_60_percent": (pl.col("views_total") > 0)
        & (engaged > pl.col("views_total") * 0.6),
        "many_likes_and_no_comment": (pl.col("likes_total") >= 1_000)
        & (pl.col("comments_total") == 0),
        "revenue_without_orders": (in_yuan("_revenue") > 0) & no_orders,
        "barter_without_sample_cost": (pl.coalesce("_fee_told", "_quote_told") == BARTER)
        & in_yuan("_gifted_value").is_null(),
        **repeated("post_on_several_lines", content_id()),
        **repeated("invoice_on_several_lines", pl.col("invoice_no")),
    }


def doubts() -> pl.Expr:
    """The names of all doubts about a line; null for a line without any."""
    told = [pl.when(mark).then(pl.lit(name)) for name, mark in reasons().items()]
    return pl.concat_str(told, separator=", ", ignore_nulls=True).replace("", None)
