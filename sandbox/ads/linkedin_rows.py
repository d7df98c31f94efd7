"""LinkedIn's records: objects of the account, and elements of a report."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.telling import AdFigures, plain

Row = dict[str, Any]
NOISE = Decimal("4E-14")
STATUS = {"active": "ACTIVE", "paused": "PAUSED", "ended": "COMPLETED"}
# Conversion rules of the account: number, name, type, days after a click, days after a view.
RULES = ((104001, "Order", "PURCHASE", 30, 7), (104002, "Newsletter", "SIGN_UP", 30, 1))
PEOPLE = {"approximateMemberReach", "approximateUniqueImpressions"}
EVERY = {"DAILY": "1d", "MONTHLY": "1mo"}
FIELDS = {
    *("pivotValues", "dateRange", "impressions", "clicks", "landingPageClicks", "oneClickLeads"),
    *("costInLocalCurrency", "costInUsd", "conversionValueInLocalCurrency"),
    *("externalWebsiteConversions", "externalWebsitePostClickConversions"),
    *("externalWebsitePostViewConversions", "approximateMemberReach"),
    "approximateUniqueImpressions",
}


def cards(figures: AdFigures, account: str, kind: str) -> list[Row]:
    """The objects of one kind."""
    of_account = figures.of(figures.campaigns, account)
    groups = {c["campaign_id"]: c for c in of_account}
    if kind == "adCampaignGroups":
        return [_group(c, account) for c in of_account]
    if kind == "adCampaigns":
        mine = [g for g in figures.ad_groups if g["campaign_id"] in groups]
        return [_campaign(g, groups[g["campaign_id"]], account) for g in mine]
    if kind == "creatives":
        return [_creative(ad, account) for ad in figures.of(figures.ads, account)]
    return [_rule(rule, account) for rule in RULES]


def account_card(account: Row) -> Row:
    """One ad account."""
    return {
        "id": int(account["account_id"]),
        "name": account["account_name"],
        "currency": account["currency_code"],
        "status": "ACTIVE",
        "type": "BUSINESS",
        "test": False,
        **_stamps(date(2025, 6, 1)),
    }


def _group(campaign: Row, account: str) -> Row:
    schedule = {"start": _milliseconds(campaign["start_date"])}
    if campaign["end_date"]:
        schedule["end"] = _milliseconds(campaign["end_date"])
    return {
        "id": int(campaign["campaign_id"]),
        "name": campaign["campaign_name"],
        "status": STATUS.get(campaign["status"], "ACTIVE"),
        "account": f"urn:li:sponsoredAccount:{account}",
        "runSchedule": schedule,
        "dailyBudget": _money(campaign["daily_budget"]),
        **_stamps(campaign["start_date"]),
    }


def _campaign(group: Row, campaign: Row, account: str) -> Row:
    return {
        "id": int(group["ad_group_id"]),
        "name": f"{campaign['campaign_name']} / {group['ad_group_id']}",
        "status": STATUS.get(campaign["status"], "ACTIVE"),
        "account": f"urn:li:sponsoredAccount:{account}",
        "campaignGroup": f"urn:li:sponsoredCampaignGroup:{campaign['campaign_id']}",
        "costType": "CPC",
        "type": "SPONSORED_UPDATES",
        **_stamps(campaign["start_date"]),
    }


def _creative(ad: Row, account: str) -> Row:
    return {
        "id": f"urn:li:sponsoredCreative:{ad['ad_id']}",
        "name": ad["ad_name"],
        "account": f"urn:li:sponsoredAccount:{account}",
        "campaign": f"urn:li:sponsoredCampaign:{ad['ad_group_id']}",
        "intendedStatus": "PAUSED" if ad["status"] == "paused" else "ACTIVE",
        "content": {"reference": f"urn:li:share:{ad['ad_id']}"},
        "createdAt": _milliseconds(date(2026, 8, 1)),
    }


def _rule(rule: tuple, account: str) -> Row:
    number, name, kind, click, view = rule
    return {
        "id": number,
        "name": name,
        "type": kind,
        "enabled": True,
        "account": f"urn:li:sponsoredAccount:{account}",
        "attributionType": "LAST_TOUCH_BY_CAMPAIGN",
        "postClickAttributionWindowSize": click,
        "viewThroughAttributionWindowSize": view,
    }


@dataclass(frozen=True)
class Report:
    """One question of `adAnalytics`."""

    account: str
    start: date
    end: date
    pivots: tuple[str, ...]
    each: str
    fields: tuple[str, ...]

    def elements(self, figures: AdFigures, today: date) -> Iterator[Row]:
        """The answer, whole; what was not asked for is left out."""
        rows = (
            self._reach(figures, today) if PEOPLE & set(self.fields) else self._days(figures, today)
        )
        for pivots, first, last, told in rows:
            told |= {"pivotValues": pivots, "dateRange": {"start": _day(first), "end": _day(last)}}
            yield {field: told[field] for field in self.fields if field in told}

    def _days(self, figures: AdFigures, today: date) -> Iterator[tuple]:
        frame = figures.window(today, self.account, self.start, self.end)
        for number, row in enumerate(frame.iter_rows(named=True)):
            day, urns = row["day"], _urns(row)
            if "CONVERSION" in self.pivots:
                for rule, told in _by_rule(row):
                    own = urns | {"CONVERSION": f"urn:lla:llaPartnerConversion:{rule}"}
                    yield [own[pivot] for pivot in self.pivots], day, day, told
            else:
                yield [urns[pivot] for pivot in self.pivots], day, day, _delivery(row, number)

    def _reach(self, figures: AdFigures, today: date) -> Iterator[tuple]:
        frame = figures.world.reach_as_of(today, EVERY[self.each]).filter(
            (pl.col("platform") == figures.platform) & (pl.col("account_id") == self.account)
        )
        for row in frame.iter_rows(named=True):
            first = row["period_start"]
            last = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
            last = last if self.each == "MONTHLY" else first
            if self.start <= first and last <= self.end:
                urn = f"urn:li:sponsoredCampaignGroup:{row['campaign_id']}"
                told = {"impressions": row["impressions"], "approximateMemberReach": row["reach"]}
                told["approximateUniqueImpressions"] = row["reach"]
                yield [urn], first, last, told


def _urns(row: Row) -> dict[str, str]:
    return {
        "CREATIVE": f"urn:li:sponsoredCreative:{row['ad_id']}",
        "CAMPAIGN": f"urn:li:sponsoredCampaign:{row['ad_group_id']}",
        "CAMPAIGN_GROUP": f"urn:li:sponsoredCampaignGroup:{row['campaign_id']}",
        "ACCOUNT": f"urn:li:sponsoredAccount:{row['account_id']}",
    }


def _delivery(row: Row, number: int) -> Row:
    """A creative's day; every third amount has the noise of a double."""
    spend = Decimal(row["spend"])
    cost = f"{spend - NOISE:f}" if spend and number % 3 == 0 else plain(spend)
    return {
        "impressions": row["impressions"],
        "clicks": row["clicks"],
        "landingPageClicks": row["clicks"],
        "costInLocalCurrency": cost if spend else "-2E-18",
        "costInUsd": cost if spend else "-2E-18",
        "externalWebsiteConversions": int(row["conversions"]),
        "oneClickLeads": row["clicks"] // 3,
        "conversionValueInLocalCurrency": plain(round(row["conversion_value"], 2)),
    }


def _by_rule(row: Row) -> Iterator[tuple[int, Row]]:
    """A creative's conversions, a third of them newsletters; some came after a view."""
    total = int(row["conversions"])
    parts = (total - total // 3, total // 3)
    for (rule, *_), share, value in zip(RULES, parts, (row["conversion_value"], 0), strict=True):
        if share:
            yield (
                rule,
                {
                    "externalWebsiteConversions": share,
                    "externalWebsitePostClickConversions": share - share // 4,
                    "externalWebsitePostViewConversions": share // 4,
                    "conversionValueInLocalCurrency": plain(round(value, 2)),
                },
            )


def _money(amount: Decimal) -> Row:
    return {"amount": plain(amount, 2), "currencyCode": "USD"}


def _stamps(day: date) -> Row:
    at = {"time": _milliseconds(day), "actor": "urn:li:person:sandbox"}
    return {"changeAuditStamps": {"created": at, "lastModified": at}}


def _day(day: date) -> Row:
    return {"year": day.year, "month": day.month, "day": day.day}


def _milliseconds(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() * 1000)
