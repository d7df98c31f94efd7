"""Baidu Marketing 百度营销, clean: the account and its trees. Raw: `connectors/ads/baidu.py`.

Search and feed have services of their own, so a field stands under one of two names.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, day, lacks, money, text
from pipelines.streams.spec import Stream

# matchType and phraseType of a keyword itself.
BOUGHT_AS = {"1 1": "EXACT", "2 1": "PHRASE", "2 3": "BROAD"}

accounts = Stream(
    name="baidu__accounts",
    grain="one row per ad account",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("userName"),
        "account_name": text("userName"),
        "user_number": text("userId"),
        "status": lacks(pl.String()),
    },
    derived={"currency_code": pl.lit("CNY"), "time_zone": pl.lit("Asia/Shanghai")},
    ignored=("balance", "budget"),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="baidu__campaigns",
    grain="one row per campaign, of search or of the feed",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "_search_id": text("campaignId"),
        "_feed_id": text("campaignFeedId"),
        "_search_name": text("campaignName"),
        "_feed_name": text("campaignFeedName"),
        "status": text("status"),
        "start_date": day("starttime"),
        "end_date": day("endtime"),
        "daily_budget": money("budget", absent=None),
    },
    derived={
        "campaign_id": pl.coalesce("_search_id", "_feed_id"),
        "campaign_name": pl.coalesce("_search_name", "_feed_name"),
        "channel_type": pl.when(pl.col("_feed_id").is_not_null()).then(pl.lit("FEED")),
    },
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="baidu__ad_groups",
    grain="one row per ad group, of search or of the feed",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "_search_id": text("adgroupId"),
        "_feed_id": text("adgroupFeedId"),
        "_search_name": text("adgroupName"),
        "_feed_name": text("adgroupFeedName"),
        "_search_campaign": text("campaignId"),
        "_feed_campaign": text("campaignFeedId"),
        "status": text("status"),
        "daily_budget": lacks(pl.Decimal(18, 6)),
    },
    derived={
        "ad_group_id": pl.coalesce("_search_id", "_feed_id"),
        "ad_group_name": pl.coalesce("_search_name", "_feed_name"),
        "campaign_id": pl.coalesce("_search_campaign", "_feed_campaign"),
    },
    expectations=shared.ad_groups,
)

ads = Stream(
    name="baidu__ads",
    grain="one row per creative that stands, of search or of the feed",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "_search_id": text("creativeId"),
        "_feed_id": text("creativeFeedId"),
        "_search_name": text("title"),
        "_feed_name": text("creativeFeedName"),
        "_search_group": text("adgroupId"),
        "_feed_group": text("adgroupFeedId"),
        "campaign_id": text("campaign"),
        "status": text("status"),
        "landing_url": text("mobileDestinationUrl"),
    },
    derived={
        "ad_id": pl.coalesce("_search_id", "_feed_id"),
        "ad_name": pl.coalesce("_search_name", "_feed_name"),
        "ad_group_id": pl.coalesce("_search_group", "_feed_group"),
    },
    expectations=shared.ads,
)

keywords = Stream(
    name="baidu__keywords",
    grain="one row per keyword that is bought",
    keys=("keyword_id",),
    columns={
        "keyword_id": text("keywordId"),
        "keyword": text("keyword"),
        "ad_group_id": text("adgroupId"),
        "campaign_id": text("campaignId"),
        "status": text("status"),
        "is_paused": boolean("pause", absent=False),
        "bid": money("price", absent=None),
        "quality_score": count("quality", absent=None),
        "_match": text("matchType"),
        "_phrase": text("phraseType"),
    },
    derived={
        "match_type": pl.concat_str("_match", "_phrase", separator=" ")
        .replace(BOUGHT_AS)
        .fill_null("UNKNOWN")
    },
)
