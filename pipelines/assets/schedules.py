"""When things run: one table to read, and the jobs and schedules made from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import dagster as dg

# Dagster exports no names for what its two builders return.
Job = Any
Schedule = Any


@dataclass(frozen=True)
class Timetable:
    """One schedule: which connectors, and at what time of which zone their day is ready."""

    name: str
    connectors: tuple[str, ...]
    hour: int
    minute: int
    why: str


# All times are Asia/Shanghai, the zone of the partitions.
TIMETABLE = (
    Timetable("china_every_morning", ("ocean_engine", "baidu", "tencent_ads",
              "wechat_official_account", "wecom", "fxiaoke", "xiaoshouyi",
              "tencent_survey", "wenjuanxing_api", "taobao_tmall_top", "jd",
              "douyin_shop", "baidu_tongji", "eventbrite", "trello", "feishu_bitable"), 9, 30,
              "Chinese platforms close their day by 09:00; 公众号 by 08:00"),
    Timetable("china_social_every_noon", ("douyin", "bilibili", "weibo", "xingtu",
              "pugongying"), 12, 30,
              "抖音 tells its day by 10:00, B站 by 12:00"),
    Timetable("files_every_morning", ("survey_exports", "wenjuanxing", "brand_survey_shapes",
              "clickstream", "ga4_bigquery_export", "sign_in_sheets", "budget_workbook",
              "expense_ledger", "payroll",
              "exchange_rates", "wechat_channels", "xiaohongshu", "zhihu", "douyin_exports",
              "bilibili_exports", "weibo_exports", "kol_campaigns", "fxiaoke_exports",
              "xiaoshouyi_exports", "linkedin_pages_exports", "x_twitter_exports",
              "wechat_official_account_exports", "kpi_targets", "seller_backend_exports",
              "collaboration_requests", "project_tasks", "partners"), 9, 0,
              "what the inbox sensor has not taken already"),
    Timetable("china_late_every_morning", ("xiaohongshu_ads", "kuaishou_ads"), 10, 30,
              "聚光 and 磁力引擎 close their day by 10:00"),
    Timetable("europe_every_morning", ("typeform", "qualtrics", "linkedin_pages",
              "x_twitter", "matomo"), 10, 0,
              "midnight in Berlin is 06:00 or 07:00 here, that of UTC 08:00; some hours of delay"),
    Timetable("america_every_evening", ("google_ads", "meta_ads", "tiktok_ads", "youtube",
              "hubspot", "salesforce", "surveymonkey", "shopify", "linkedin_ads", "microsoft_ads",
              "instagram", "facebook_pages", "google_analytics4"), 19, 0,
              "midnight in Los Angeles is 15:00 or 16:00 here; three hours of delay"),
)  # fmt: skip


def selection(connectors: tuple[str, ...]) -> dg.AssetSelection:
    """Everything from the raw assets of some connectors to the publication."""
    raw = [dg.AssetSelection.key_prefixes(["raw", name]) for name in connectors]
    chosen = raw[0]
    for other in raw[1:]:
        chosen |= other
    return chosen.downstream()


def jobs() -> Iterator[Job]:
    """One job per row of the timetable, and one that runs a whole day."""
    for row in TIMETABLE:
        yield dg.define_asset_job(
            row.name.partition("_every")[0],
            selection=selection(row.connectors),
            description=row.why,
        )
    yield dg.define_asset_job(
        "whole_day",
        selection=dg.AssetSelection.all(),
        description="Everything, from the platforms to the publication.",
    )


def schedules(by_name: Mapping[str, Job]) -> Iterator[Schedule]:
    """The timetable as schedules, each on the day that has just ended."""
    for row in TIMETABLE:
        yield dg.build_schedule_from_partitioned_job(
            by_name[row.name.partition("_every")[0]],
            name=row.name,
            hour_of_day=row.hour,
            minute_of_hour=row.minute,
            description=row.why,
        )
