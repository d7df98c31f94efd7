"""Tencent Ads: records composed from the contract, and the rows that must come of them."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.ads import tencent_ads, tencent_reports


def creative(number: int = 9100000001, **told: object) -> dict:
    keys = {"date": "2026-11-03", "adgroup_id": 9000000001, "dynamic_creative_id": number}
    figures = {"view_count": 10432, "valid_click_count": 187, "cost": 12850}
    claims = {"conversions_count": 6, "deep_conversions_count": 1, "order_amount": 99999}
    return keys | figures | claims | told


def test_fen_become_yuan_exactly():
    result = cleaned(
        tencent_reports.ad_report, creative(), creative(2, cost=1), creative(3, cost=0)
    )
    assert result.good["spend"].to_list() == [Decimal("128.5"), Decimal("0.01"), Decimal(0)]
    told = result.good.row(0, named=True)
    assert (told["campaign_id"], told["ad_id"]) == ("9000000001", "9100000001")
    assert (told["report_date"], told["currency_code"]) == (date(2026, 11, 3), "CNY")
    assert (told["platform_conversions"], told["deep_conversions"]) == (6, 1)
    assert told["platform_conversion_value"] == 999.99
    assert result.drift == []


def test_other_clocks_have_a_table_of_their_own():
    record = creative(time_line="REPORTING_TIME")
    for name in ("view_count", "valid_click_count", "cost"):
        del record[name]
    other = record | {"time_line": "ACTIVE_TIME", "conversions_count": 4}
    good = cleaned(tencent_reports.clock_report, record, other).good.sort("time_line")
    assert "spend" not in good.columns
    assert good["platform_conversions"].to_list() == [4, 6]


def test_a_day_of_the_account_is_fen_too():
    record = {"date": "2026-11-03", "view_count": 10, "valid_click_count": 1, "cost": 12850}
    told = row(cleaned(tencent_reports.account_report, record | {"time_line": "REQUEST_TIME"}))
    assert told["spend"] == Decimal("128.5")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"cost": -1}, "negative_spend"),
        ({"valid_click_count": -1}, "negative_count"),
        ({"cost": "12,850"}, "unreadable:spend"),
        ({"date": "20261103"}, "unreadable:report_date"),
    ],
)
def test_rows_that_cannot_be_are_set_aside(change, reason):
    result = cleaned(tencent_reports.ad_report, creative(1), creative(2, **change))
    assert reasons(result) == [reason]


def test_an_adgroup_is_a_campaign_and_its_budget_is_fen():
    record = {"adgroup_id": 9000000001, "adgroup_name": "朋友圈-净水器", "daily_budget": 500000}
    record |= {"configured_status": "AD_STATUS_NORMAL", "is_deleted": True, "end_date": ""}
    record |= {"begin_date": "2026-11-01", "marketing_goal": "MARKETING_GOAL_PRODUCT_SALES"}
    told = row(cleaned(tencent_ads.campaigns, record))
    assert (told["campaign_id"], told["daily_budget"]) == ("9000000001", Decimal(5000))
    assert (told["is_deleted"], told["end_date"]) == (True, None)
