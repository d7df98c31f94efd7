"""Xiaohongshu Ads: records composed from the contract, and the rows that must come of them."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import WINDOW, cleaned, reasons, row

from pipelines.streams.ads import xiaohongshu_ads as objects
from pipelines.streams.ads import xiaohongshu_reports as xhs


def delivery(ad: object = "40000001", **told: object) -> dict:
    record = {
        "time": "2026-11-03",
        "campaign_id": "20000001",
        "campaign_name": "净水器-种草",
        "unit_id": "30000001",
        "unit_name": "人群A",
        "creativity_id": ad,
        "creativity_name": "笔记1",
        "note_id": "65f0c0ffee0000000c01d00d",
        "placement": "1",
        "fee": "1,234.50",
        "impression": "85,210",
        "click": "3,120",
        "ctr": "3.66%",
        "acp": "0.40",
        "cpm": "14.49",
        "like": "210",
        "interaction": "1,386",
        "success_goods_order": "12",
        "purchase_order_gmv_7d": "4,800.00",
    } | told
    return {name: value for name, value in record.items() if value is not ...}


@pytest.mark.parametrize("report", [xhs.ad_report, xhs.wind_report])
def test_commas_and_percents_are_read_and_money_is_yuan(report):
    result = cleaned(report, delivery(), window=WINDOW)
    told = row(result)
    assert (told["spend"], told["impressions"], told["clicks"]) == (Decimal("1234.5"), 85210, 3120)
    assert (told["interactions"], told["paid_orders_7d"], told["paid_value_7d"]) == (1386, 12, 4800)
    assert (told["leads"], told["currency_code"]) == (None, "CNY")
    assert (told["report_date"], told["note_id"]) == (date(2026, 11, 3), "65f0c0ffee0000000c01d00d")
    assert told["platform_conversions"] is None
    assert result.drift == []


def test_ids_may_be_numbers_and_dashes_are_nothing():
    result = cleaned(
        xhs.ad_report, delivery(4000000000000000001, like="-", purchase_order_gmv_7d="")
    )
    told = row(result)
    assert told["ad_id"] == "4000000000000000001"
    assert (told["likes"], told["paid_value_7d"]) == (None, None)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"fee": "-"}, "missing:spend"),
        ({"fee": "-1.00"}, "negative_spend"),
        ({"fee": "1.234,50"}, "unreadable:spend"),
        ({"impression": "85.210,5"}, "unreadable:impressions"),
        ({"time": "2026-11-03 10:00"}, "unreadable:report_date"),
    ],
)
def test_rows_that_cannot_be_are_set_aside(change, reason):
    assert reasons(cleaned(xhs.ad_report, delivery("1"), delivery("2", **change))) == [reason]


def test_a_creative_split_by_placement_is_set_aside_not_added_up():
    split = [delivery(fee="1.00"), delivery(fee="2.00", placement="2")]
    result = cleaned(xhs.ad_report, *split)
    assert reasons(result) == ["duplicate_key", "duplicate_key"]


def test_reports_are_yuan_but_balances_and_budgets_are_fen():
    account = {"advertiser_id": "a1", "total_balance": 1234500, "cash_balance": 1}
    assert row(cleaned(objects.accounts, account))["balance_total"] == Decimal(12345)
    campaign = {"campaign_id": 20000001, "campaign_name": "种草", "campaign_filter_state": 1}
    campaign |= {"campaign_day_budget": 30000, "start_time": "2026-11-01 00:00:00"}
    told = row(cleaned(objects.campaigns, campaign))
    assert (told["daily_budget"], told["start_date"]) == (Decimal(300), date(2026, 11, 1))


@pytest.mark.parametrize("name", ["creative_id", "creativity_id"])
def test_a_creative_is_known_by_either_spelling(name):
    card = {name: 40000001, "creative_name": "笔记1", "unit_id": 30000001, "campaign_id": 20000001}
    told = row(cleaned(objects.ads, card))
    assert (told["ad_id"], told["campaign_id"]) == ("40000001", "20000001")


def test_a_keyword_is_known_by_its_word_in_its_unit():
    record = {"time": "2026-11-03", "campaign_id": "2", "unit_id": "3", "keyword": "净水器"}
    record |= {"fee": "1,234.50", "impression": "85,210", "click": "3,120", "ctr": "3.66%"}
    told = row(
        cleaned(
            xhs.keyword_report, record | {"success_goods_order": "12", "word_avg_location": "-"}
        )
    )
    assert (told["keyword"], told["ad_group_id"], told["spend"]) == (
        "净水器",
        "3",
        Decimal("1234.5"),
    )
    assert (told["paid_orders_7d"], told["average_position"]) == (12, None)


def test_each_product_has_a_day_of_its_own():
    record = {"time": "2026-11-03", "fee": "2.00", "impression": "1,000", "click": "1"}
    days = [record | {"product": product} for product in ("jg", "wind")]
    assert cleaned(xhs.account_report, *days).good["spend"].sum() == Decimal(4)
