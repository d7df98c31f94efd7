"""Google Ads, clean. Raw records: `connectors/ads/google_ads.py`.

Money is micros; a metric of zero may be left out of a row. Performance Max has no ads: what no ad
of a campaign tells is the campaign's day less those of its ads. Words and claims:
`google_details.py`.
"""

from pipelines.streams import shared
from pipelines.streams.columns import MONEY, count, day, lacks, lasting, money, number, text
from pipelines.streams.spec import Stream

NAMES = (
    "customer.resourceName",
    "campaign.resourceName",
    "campaignBudget",
    "campaign.campaignBudget",
    "adGroup.resourceName",
    "adGroupAd.resourceName",
    "adGroupAd.ad.resourceName",
    "adGroupCriterion.resourceName",
    "keywordView",
    "searchTermView.resourceName",
)
UNREAD = (*NAMES, "customer.id", "metrics.allConversions", "metrics.viewThroughConversions")
FIGURES = {
    "impressions": lasting(count("metrics.impressions", absent=0), proof="clicks"),
    "clicks": count("metrics.clicks", absent=0),
    "spend": lasting(money("metrics.costMicros", per=1_000_000, absent=0), proof="clicks"),
    "currency_code": text("customer.currencyCode", required=True),
    "platform_conversions": number("metrics.conversions", absent=0),
    "platform_conversion_value": number("metrics.conversionsValue", absent=0),
}

accounts = Stream(
    name="google_ads__accounts",
    grain="one row per account",
    keys=("account_id",),
    history=shared.ACCOUNT_HISTORY,
    columns={
        "account_id": text("customer.id"),
        "account_name": text("customer.descriptiveName"),
        "currency_code": text("customer.currencyCode", required=True),
        "time_zone": text("customer.timeZone"),
        "status": text("customer.status"),
    },
    ignored=("customer",),
    expectations=shared.accounts,
)

campaigns = Stream(
    name="google_ads__campaigns",
    grain="one row per campaign",
    keys=("campaign_id",),
    history=shared.CAMPAIGN_HISTORY,
    columns={
        "campaign_id": text("campaign.id"),
        "campaign_name": text("campaign.name"),
        "status": text("campaign.status"),
        "channel_type": text("campaign.advertisingChannelType"),
        "start_date": day("campaign.startDate"),
        "end_date": day("campaign.endDate"),
        "daily_budget": money("campaignBudget.amountMicros", per=1_000_000, absent=None),
    },
    quarantine=shared.ends_before_start("start_date", "end_date"),
    ignored=(*NAMES, "customer"),
    expectations=shared.campaigns,
)

ad_groups = Stream(
    name="google_ads__ad_groups",
    grain="one row per ad group, removed ones too",
    keys=("ad_group_id",),
    history=shared.AD_GROUP_HISTORY,
    columns={
        "ad_group_id": text("adGroup.id"),
        "ad_group_name": text("adGroup.name"),
        "campaign_id": text("campaign.id"),
        "status": text("adGroup.status"),
        "daily_budget": lacks(MONEY),
    },
    ignored=(*NAMES, "customer", "adGroup.type", "adGroup.campaign"),
    expectations=shared.ad_groups,
)

ads = Stream(
    name="google_ads__ads",
    grain="one row per ad",
    keys=("ad_id",),
    history=shared.AD_HISTORY,
    columns={
        "ad_id": text("adGroupAd.ad.id"),
        "ad_name": text("adGroupAd.ad.name"),
        "ad_group_id": text("adGroup.id"),
        "campaign_id": text("campaign.id"),
        "status": text("adGroupAd.status"),
        "landing_url": text("adGroupAd.ad.finalUrls", join=" "),
    },
    ignored=(*NAMES, "customer", "adGroupAd.ad.type", "adGroupAd.adGroup"),
    expectations=shared.ads,
)

ad_report = Stream(
    name="google_ads__ad_report",
    grain="one row per ad per day, in the account's currency and time zone",
    keys=("report_date", "ad_id"),
    load="window",
    day="report_date",
    versions=True,
    columns={
        "report_date": day("segments.date"),
        "ad_id": text("adGroupAd.ad.id"),
        "ad_group_id": text("adGroup.id"),
        "campaign_id": text("campaign.id"),
        **FIGURES,
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=UNREAD,
    expectations=lambda gxe: shared.ads_daily(gxe, "ad_id"),
)

campaign_report = Stream(
    name="google_ads__campaign_report",
    grain="one row per campaign per day, with ads or without",
    keys=("report_date", "campaign_id"),
    load="window",
    day="report_date",
    versions=True,
    controls={"spend": "cost"},
    columns={
        "report_date": day("segments.date"),
        "campaign_id": text("campaign.id"),
        **FIGURES,
    },
    quarantine=shared.impossible_figures("impressions", "clicks"),
    ignored=UNREAD,
    expectations=lambda gxe: [
        *shared.some_rows(gxe, "report_date", "campaign_id"),
        *shared.spend_in_reason(gxe),
    ],
)
