"""Spend that stands beside the reports per ad: what a platform tells per campaign or bill only."""

import polars as pl

PLACE = ["campaign_id", "ad_group_id", "ad_id"]
COMPOSING = ("kuaishou_ads", "microsoft_ads")
KEYS = ["platform", "account_id", *PLACE, "day", "settles_on"]
COUNTED = ["impressions", "clicks", "conversions", "conversion_value", "conversions_first",
           "conversions_by_conversion_date"]  # fmt: skip
# The account whose oldest ads were deleted so long ago that no list and no report per ad has them.
FORGETFUL = "5550002"


def gmv_max(campaigns: pl.DataFrame) -> str:
    """TikTok's second campaign sells a shop's whole range: GMV Max."""
    return campaigns.filter(pl.col("platform") == "tiktok_ads")["campaign_id"][1]


def qianchuan(campaigns: pl.DataFrame) -> str:
    """Ocean Engine's third campaign sells through 千川."""
    return campaigns.filter(pl.col("platform") == "ocean_engine")["campaign_id"][2]


def told_apart(
    campaigns: pl.DataFrame, groups: pl.DataFrame, creatives: pl.DataFrame, days: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Groups, ads and ad days once each platform has hidden what it hides.

    - Kuaishou (省心投) and Microsoft (audience ads) compose the ads of their last group, and Meta's
      first group of an account lost its own: their days are told per campaign.
    - GMV Max has neither groups nor ads, and tells no impressions and no clicks.
    - Half of 千川's plans are 全域推广: only the bill of their advertiser tells what they cost.
    """
    last = [groups.filter(pl.col("platform") == name)["ad_group_id"][-1] for name in COMPOSING]
    lost = creatives.filter(pl.col("account_id") == FORGETFUL)["ad_group_id"][0]
    plans = creatives.filter(pl.col("campaign_id") == qianchuan(campaigns))["ad_id"]
    shop = pl.col("campaign_id") == gmv_max(campaigns)
    group = pl.col("ad_group_id").is_in([*last, lost]).fill_null(False)
    wide = pl.col("ad_id").is_in(plans[len(plans) // 2 :].implode()).fill_null(False)
    told = pl.concat([
        days.filter(~(group | shop | wide)),
        _summed(days.filter(group), PLACE[1:]),
        _summed(days.filter(shop), PLACE[1:], COUNTED[:2]),
        _summed(days.filter(wide), PLACE, COUNTED),
    ])  # fmt: skip
    return groups.filter(~shop), creatives.filter(~(group | shop | wide)), told


def _summed(
    days: pl.DataFrame, without: list[str], untold: list[str] | None = None
) -> pl.DataFrame:
    """One row per day over what these columns told apart; what is untold is null."""
    blank = days.with_columns(pl.lit(None, pl.String).alias(name) for name in without)
    sums = blank.group_by(KEYS, maintain_order=True).agg(pl.exclude(KEYS).sum())
    sums = sums.select(days.columns).cast(dict(days.schema))
    return sums.with_columns(pl.lit(None, days.schema[name]).alias(name) for name in untold or ())
