"""True comparison of attribution models with each other and with what platforms claim."""

from typing import TYPE_CHECKING

import polars as pl

from sandbox.answers import attribution, money
from sandbox.story.beside import qianchuan
from sandbox.world import World

if TYPE_CHECKING:
    from sandbox.truth import Truth

KEYS = ["month", "goal", "channel_id"]
MONTH = pl.col("day").dt.truncate("1mo")
SILENT = ("ocean_engine", "baidu")  # they tell how many, never (but for 千川) what they are worth


def report(true: "Truth") -> pl.DataFrame:
    """Month × goal × channel: credit and value under every model, assists, claims."""
    credits = true.credits.with_columns(month=MONTH)
    trusted = credits.join(
        true.touches.filter("is_suspect").select("touch"), on="touch", how="anti", nulls_equal=True
    )
    of = {model: pl.col("model") == model for model in attribution.MODELS}
    table = trusted.group_by(KEYS).agg(
        *(pl.col("credit").filter(of[model]).sum().alias(f"credit_{model}") for model in of),
        *(pl.col("value").filter(of[model]).sum().alias(f"value_{model}") for model in of),
    )
    effects = attribution.effects_of_channels(true.world, true.end)
    for piece in (effects, _assists(trusted), claims(true)):
        table = table.join(piece, on=KEYS, how="full", coalesce=True)
    shares = [f"credit_{model}" for model in of]
    sums = [*shares, "credit_markov_global", "assisted_conversions"]
    values = [pl.col(f"value_{model}").fill_null(money.ZERO) for model in of]
    table = table.with_columns(pl.col(sums).fill_null(0), *values)
    spread = pl.max_horizontal(shares) - pl.min_horizontal(shares)
    credited = pl.col("credit_last_non_direct")
    ratio = pl.when(credited != 0).then(pl.col("claimed_conversions") / credited)
    return table.with_columns(credit_spread=spread, claim_ratio=ratio, missing_accounts=0)


def _assists(credits: pl.DataFrame) -> pl.DataFrame:
    """Conversions whose way holds the channel, and ends with another one."""
    paths = credits.filter((pl.col("model") == "linear") & pl.col("touch").is_not_null())
    last = pl.col("channel_id").last().over("goal", "conversion")
    helped = paths.filter(pl.col("channel_id") != last).unique([*KEYS, "conversion"])
    return helped.group_by(KEYS).agg(assisted_conversions=pl.len())


def silent(world: World) -> pl.Expr:
    """Whether the platform of a row tells no value of its conversions."""
    sold = qianchuan(world.campaigns)
    return pl.col("platform").is_in(SILENT) & pl.col("campaign_id").ne_missing(sold)


def claims(true: "Truth") -> pl.DataFrame:
    """Orders that platforms claim, and what they say these are worth, at the rate of the day."""
    native = pl.when(~silent(true.world)).then("conversion_value")
    told = true.spend.with_columns(native=native.cast(pl.Decimal(38, 6)), month=MONTH)
    told = money.in_cny(true.world, told, "day", {"worth": "native"})
    worth = pl.when(pl.col("worth").is_not_null().any()).then(pl.col("worth").sum())
    return told.group_by("month", "channel_id").agg(
        goal=pl.lit("order").first(), claimed_conversions=pl.col("conversions").sum(),
        claimed_value=worth,
    )  # fmt: skip
