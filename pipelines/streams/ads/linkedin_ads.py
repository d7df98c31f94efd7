"""LinkedIn Ads, clean. Raw records: `connectors/ads/linkedin_ads.py`.

Campaign group = campaign, campaign = ad group, creative = ad. What a record is about stands in
URNs. Reports: `linkedin_reports.py`.
"""

import polars as pl

from pipelines.streams import shared
from pipelines.streams.columns import boolean, count, lacks, money, text, timestamp
from pipelines.streams.spec import Stream

STAMPS = ("changeAuditStamps", "account", "test", "version", "servingStatuses")


def urn(kind: str, column: str = "_pivots") -> pl.Expr:
    """The number out of the URN of one kind, wherever it stands."""
    return pl.col(column).str.extract(rf"\burn:\w+:{kind}:(\d+)", 1)


accounts = Stream(
    name="linkedin_ads__accounts",
    grain="one row per ad account",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("id"),
        "account_name": text("name"),
        "currency_code": text("currency", required=True),
        "status": text("status"),
    },
    derived={"time_zone": pl.lit("UTC")},
    ignored=(*STAMPS, "type", "reference", "notifiedOnCampaignOptimization"),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="linkedin_ads__campaigns",
    grain="one row per campaign group, removed ones too",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("id"),
        "campaign_name": text("name"),
        "status": text("status"),
        "channel_type": text("objectiveType"),
        "daily_budget": money("dailyBudget.amount", absent=None),
        "_starts_at": timestamp("runSchedule.start", "epoch_ms"),
        "_ends_at": timestamp("runSchedule.end", "epoch_ms"),
    },
    derived={
        "start_date": pl.col("_starts_at").dt.date(),
        "end_date": pl.col("_ends_at").dt.date(),
    },
    quarantine=shared.ends_before_start("start_date", "end_date"),
    ignored=(*STAMPS, "dailyBudget", "totalBudget", "backfilled"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="linkedin_ads__ad_groups",
    grain="one row per LinkedIn campaign, removed ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("id"),
        "ad_group_name": text("name"),
        "status": text("status"),
        "daily_budget": money("dailyBudget.amount", absent=None),
        "_group": text("campaignGroup"),
    },
    derived={"campaign_id": urn("sponsoredCampaignGroup", "_group")},
    ignored=(
        *STAMPS,
        *("dailyBudget", "totalBudget", "unitCost", "costType", "type", "objectiveType"),
        *("runSchedule", "locale", "format", "creativeSelection", "targetingCriteria"),
    ),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="linkedin_ads__ads",
    grain="one row per creative",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "_urn": text("id"),
        "_campaign": text("campaign"),
        "ad_name": text("name"),
        "campaign_id": lacks(pl.String()),
        "status": text("intendedStatus"),
        "landing_url": lacks(pl.String()),
    },
    derived={
        "ad_id": urn("sponsoredCreative", "_urn"),
        "ad_group_id": urn("sponsoredCampaign", "_campaign"),
    },
    ignored=(
        *("account", "content", "createdAt", "createdBy", "lastModifiedAt", "lastModifiedBy"),
        *("isServing", "servingHoldReasons", "review", "isTest"),
    ),
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "ad_id"),
        gxe.ExpectColumnValuesToNotBeNull(column="ad_group_id", mostly=0.99),
    ],
)

conversions = Stream(
    name="linkedin_ads__conversions",
    grain="one row per conversion rule, with its windows",
    keys=("conversion_id",),
    columns={
        "conversion_id": text("id"),
        "conversion_name": text("name"),
        "conversion_type": text("type"),
        "click_window_days": count("postClickAttributionWindowSize", absent=None),
        "view_window_days": count("viewThroughAttributionWindowSize", absent=None),
        "is_enabled": boolean("enabled"),
    },
    ignored=("account", "attributionType", "created", "lastModified", "conversionMethod", "value"),
)
