"""What people searched for on Baidu 百度营销, clean. Raw: `connectors/ads/baidu_reports.py`.

Labels stand where codes are asked for; a number near the largest double means that there is none.
Keywords without a click may lack, so keywords may add up to less than their campaign.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.ads.baidu_reports import BESIDE, DELETED, FIGURES, PLACE
from pipelines.streams.columns import number, text
from pipelines.streams.spec import Stream

NO_NUMBER = 1e300
MATCH_TYPES = {
    **{"精确匹配": "EXACT", "短语匹配": "PHRASE", "智能匹配": "BROAD", "智能匹配核心词": "BROAD"},
    **{"48": "EXACT", "17": "PHRASE", "0": "BROAD", "16": "BROAD"},
}
DEVICES = {"0": "computer", "计算机": "computer", "1": "mobile", "移动设备": "mobile"}
COUNTED = {**FIGURES, "platform_conversions": number("ocpcConversions", absent=0)}
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
        **COUNTED,
        "_device": text("device"),
        "_position": number("avgRank"),
    },
    derived={
        **READ_WORD,
        "device": pl.col("_device").replace(DEVICES).fill_null("unknown"),
        "average_position": pl.when(pl.col("_position").abs() < NO_NUMBER).then("_position"),
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    always=("ocpcConversions",),
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
    columns={**PLACE, **WORD, "search_term": text("queryWord"), **COUNTED},
    derived=READ_WORD,
    quarantine=shared.impossible_figures("impressions", "clicks"),
    always=("ocpcConversions",),
    ignored=BESIDE,
    expectations=lambda gxe: shared.keywords_daily(gxe, "keyword_id", "match_type", "search_term"),
)
