"""Baidu Marketing 百度营销, clean. Raw records: `connectors/ads/baidu.py`.

Yuan and Chinese days. Names of deleted things end in [已删除]; labels stand where codes are asked
for; a number near the largest double means that there is none. Conversions count on the day of the
click, those `…_by_conversion_date` on the day they happened. Keywords without a click may lack, so
keywords may add up to less than their campaign.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import count, day, lacks, money, number, text
from pipelines.streams.spec import Stream

DELETED = "[已删除]"
NO_NUMBER = 1e300
MATCH_TYPES = {"精确匹配": "EXACT", "短语匹配": "PHRASE", "智能匹配": "BROAD"}
DEVICES = {"0": "computer", "计算机": "computer", "1": "mobile", "移动设备": "mobile"}
PLACE = {
    "report_date": day("date"),
    "campaign_id": text("campaignId"),
    "ad_group_id": text("adGroupId"),
}
FIGURES = {
    "impressions": count("impression"),
    "clicks": count("click"),
    "spend": money("cost"),
    "platform_conversions": number("ocpcConversions", absent=0),
}
WORD = {
    "keyword_id": text("wInfoId"),
    "_keyword": text("wInfoNameStatus"),
    "_match_type": text("mixWmatchEnum"),
}
READ_WORD = {
    "keyword": pl.col("_keyword").str.strip_suffix(DELETED),
    "is_deleted": pl.col("_keyword").str.ends_with(DELETED),
    "match_type": pl.col("_match_type").replace(MATCH_TYPES).fill_null("UNKNOWN"),
    "currency_code": pl.lit("CNY"),
}
COUNTED = ("ocpcConversions", "ctOcpcConversions")
BESIDE = ("userId", "campaignNameStatus", "adGroupNameStatus")
CLAIMS = (
    "ocpcConversions",
    "ocpcConversionsDetail14",
    "ocpcConversionsDetail18",
    "ctOcpcConversionsDetail14",
    "ctOcpcConversionsDetail18",
)

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
    grain="one row per search campaign",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("campaignId"),
        "campaign_name": text("campaignName"),
        "status": text("status"),
        "channel_type": lacks(pl.String()),
        "start_date": lacks(pl.Date()),
        "end_date": lacks(pl.Date()),
        "daily_budget": money("budget", absent=None),
    },
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="baidu__ad_groups",
    grain="one row per ad group",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("adgroupId"),
        "ad_group_name": text("adgroupName"),
        "campaign_id": text("campaignId"),
        "status": text("status"),
        "daily_budget": lacks(pl.Decimal(18, 6)),
    },
    expectations=shared.ad_groups,
)

ads = Stream(
    name="baidu__ads",
    feed="ad_report",
    grain="one row per creative that was shown, as its latest day names it",
    keys=("ad_id",),
    load="merge",
    newest="last_seen_date",
    columns={
        "ad_id": text("ideaId"),
        "ad_name": text("ideaInfo.title"),
        "ad_group_id": text("adGroupId"),
        "campaign_id": text("campaignId"),
        "status": lacks(pl.String()),
        "landing_url": lacks(pl.String()),
        "last_seen_date": day("date"),
    },
    ignored=(*BESIDE, "ideaInfo", "impression", "click", "cost", *CLAIMS),
    expectations=shared.ads,
)

ad_report = Stream(
    name="baidu__ad_report",
    grain="one row per creative per day, in yuan, Chinese days",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    controls={"spend": "cost"},
    columns={
        **PLACE,
        "ad_id": text("ideaId"),
        "ad_name": text("ideaInfo.title"),
        **FIGURES,
        "platform_conversion_value": lacks(pl.Float64()),
        "orders_submitted": number("ocpcConversionsDetail14", absent=0),
        "leads_left": number("ocpcConversionsDetail18", absent=0),
        "orders_submitted_when_converted": number("ctOcpcConversionsDetail14", absent=0),
        "leads_left_when_converted": number("ctOcpcConversionsDetail18", absent=0),
    },
    derived={"currency_code": pl.lit("CNY")},
    quarantine=shared.impossible_figures("impressions", "clicks"),
    always=COUNTED,
    ignored=(*BESIDE, "ideaInfo"),
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)

keyword_report = Stream(
    name="baidu__keyword_report",
    grain="one row per keyword, match type and device per day, in yuan",
    keys=("report_date", "keyword_id", "match_type", "device"),
    load="window",
    day="report_date",
    controls={"spend": "cost"},
    columns={
        **PLACE,
        **WORD,
        **FIGURES,
        "_device": text("device"),
        "_position": number("avgRank"),
    },
    derived={
        **READ_WORD,
        "device": pl.col("_device").replace(DEVICES).fill_null("unknown"),
        "average_position": pl.when(pl.col("_position").abs() < NO_NUMBER).then("_position"),
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    always=COUNTED,
    ignored=BESIDE,
    expectations=lambda gxe: shared.keywords_daily(gxe, "keyword_id", "match_type", "device"),
)

search_term_report = Stream(
    name="baidu__search_term_report",
    grain="one row per keyword, match type and search term per day, in yuan",
    keys=("report_date", "keyword_id", "match_type", "search_term"),
    load="window",
    day="report_date",
    controls={"spend": "cost"},
    columns={**PLACE, **WORD, "search_term": text("queryWord"), **FIGURES},
    derived=READ_WORD,
    quarantine=shared.impossible_figures("impressions", "clicks"),
    always=COUNTED,
    ignored=BESIDE,
    expectations=lambda gxe: shared.keywords_daily(gxe, "keyword_id", "match_type", "search_term"),
)
