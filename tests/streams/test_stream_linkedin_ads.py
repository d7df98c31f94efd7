"""LinkedIn Ads: records composed from the contract, and the rows that must come of them."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import WINDOW, cleaned, reasons, row

from pipelines.streams.ads import linkedin_ads, linkedin_reports
from pipelines.streams.clean import ContractBroken

START = {"year": 2026, "month": 11, "day": 3}
CREATIVE = "urn:li:sponsoredCreative:287513206"


def element(*pivots: str, **told: object) -> dict:
    day = {"start": START, "end": START}
    record = {"pivotValues": list(pivots), "dateRange": day, "impressions": 19464} | told
    return {name: value for name, value in record.items() if value is not ...}


def delivery(creative: str = CREATIVE, **told: object) -> dict:
    parents = ("urn:li:sponsoredCampaign:252074216", "urn:li:sponsoredCampaignGroup:62006")
    figures = {"clicks": 106, "landingPageClicks": 106, "costInLocalCurrency": "99.99999999999996"}
    figures |= {"externalWebsiteConversions": 2, "oneClickLeads": 3}
    return element(creative, *parents, **(figures | told))


def test_noise_of_doubles_is_rounded_away_and_urns_are_read_by_kind():
    result = cleaned(linkedin_reports.ad_report, delivery(), window=WINDOW)
    assert row(result) == {
        "report_date": date(2026, 11, 3),
        "ad_id": "287513206",
        "ad_group_id": "252074216",
        "campaign_id": "62006",
        "currency_code": None,
        "impressions": 19464,
        "clicks": 106,
        "spend": Decimal(100),
        "platform_conversions": 2,
        "platform_conversion_value": 0,
        "leads": 3,
    }
    assert result.drift == []


@pytest.mark.parametrize(
    ("cost", "reason"),
    [("-2E-18", None), ("0.00000000000000001", None), ("-0.5", "negative_spend"), ("", "missing")],
)
def test_next_to_nothing_is_nothing_but_less_than_nothing_is_set_aside(cost, reason):
    other = delivery("urn:li:sponsoredCreative:1")
    result = cleaned(linkedin_reports.ad_report, other, delivery(costInLocalCurrency=cost))
    found = [told.partition(":")[0] for told in reasons(result)]
    assert found == ([reason] if reason else [])
    if not reason:
        assert result.good["spend"].to_list() == [Decimal(100), Decimal(0)]


def test_metrics_left_out_are_nothing_and_a_day_left_out_is_a_missing_key():
    quiet = delivery("urn:li:sponsoredCreative:1", clicks=..., externalWebsiteConversions=...)
    assert row(cleaned(linkedin_reports.ad_report, quiet))["clicks"] == 0
    lost = delivery("urn:li:sponsoredCreative:2", dateRange=...)
    assert reasons(cleaned(linkedin_reports.ad_report, quiet, lost)) == ["missing_key:report_date"]
    with pytest.raises(ContractBroken, match="pivotValues"):
        cleaned(linkedin_reports.ad_report, *(delivery(pivotValues=...) for _ in range(3)))


def test_a_day_that_was_not_asked_for_is_set_aside():
    window = (date(2026, 11, 4), date(2026, 11, 7))
    assert reasons(cleaned(linkedin_reports.ad_report, delivery(), window=window)) == [
        "outside_window"
    ]


def test_conversions_are_told_by_rule_and_by_click_or_view():
    rule = "urn:lla:llaPartnerConversion:104004"
    told = {
        "impressions": ...,
        "externalWebsiteConversions": 3,
        "conversionValueInLocalCurrency": "60",
    }
    parts = {"externalWebsitePostClickConversions": 2, "externalWebsitePostViewConversions": 1}
    result = cleaned(linkedin_reports.conversion_report, element(CREATIVE, rule, **told, **parts))
    assert row(result) == {
        "report_date": date(2026, 11, 3),
        "ad_id": "287513206",
        "conversion_id": "104004",
        "conversions": 3,
        "click_conversions": 2,
        "view_conversions": 1,
        "conversion_value": 60,
    }


def test_reach_reads_the_newer_estimate_and_refuses_the_impossible():
    group = "urn:li:sponsoredCampaignGroup:62006"
    month = {"start": {**START, "day": 1}, "end": {**START, "day": 30}}
    both = {"approximateMemberReach": 9000, "approximateUniqueImpressions": 9100}
    told = row(cleaned(linkedin_reports.reach, element(group, dateRange=month, **both)))
    assert (told["reach"], told["period_start_date"]) == (9000, date(2026, 11, 1))
    assert told["period_end_date"] == date(2026, 11, 30)
    old = element(group, approximateUniqueImpressions=20000)
    assert reasons(cleaned(linkedin_reports.reach, old)) == ["more_people_than_impressions"]


def test_entities_keep_plain_numbers_and_moments_become_days():
    group: dict[str, object] = {
        "id": 62006,
        "name": "QH_US",
        "status": "ACTIVE",
        "account": "urn:li:sponsoredAccount:5",
    }
    group |= {"runSchedule": {"start": 1_793_664_000_000}, "changeAuditStamps": {"created": {}}}
    campaign = cleaned(linkedin_ads.campaigns, group)
    assert row(campaign)["start_date"] == date(2026, 11, 3)
    assert campaign.drift == []
    told: dict[str, object] = {
        "id": 252074216,
        "name": "g",
        "campaignGroup": "urn:li:sponsoredCampaignGroup:62006",
    }
    told |= {"dailyBudget": {"amount": "50.00", "currencyCode": "USD"}, "status": "PAUSED"}
    of_group = cleaned(linkedin_ads.ad_groups, told)
    assert row(of_group)["campaign_id"] == "62006"
    assert row(of_group)["daily_budget"] == Decimal(50)
    creative = {"id": CREATIVE, "campaign": "urn:li:sponsoredCampaign:252074216", "name": "灯 💡"}
    ad = row(cleaned(linkedin_ads.ads, creative))
    assert (ad["ad_id"], ad["ad_group_id"], ad["ad_name"]) == ("287513206", "252074216", "灯 💡")


def test_a_rule_carries_its_two_windows():
    rule = {"id": 104004, "name": "Order", "type": "PURCHASE", "enabled": True}
    rule |= {"postClickAttributionWindowSize": 30, "viewThroughAttributionWindowSize": 7}
    told = row(cleaned(linkedin_ads.conversions, rule))
    assert (told["click_window_days"], told["view_window_days"], told["is_enabled"]) == (
        30,
        7,
        True,
    )
