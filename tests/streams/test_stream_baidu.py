"""Baidu: records composed from the contract, and the rows that must come of them."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.ads import baidu as objects
from pipelines.streams.ads import baidu_reports as baidu
from pipelines.streams.ads import baidu_words

DAY = date(2026, 11, 3)
PLACE = {"date": "2026-11-03", "userId": 30000001, "campaignId": 400001}
PLACE |= {"campaignNameStatus": "品牌词", "adGroupId": 500001, "adGroupNameStatus": "通用[已删除]"}
FIGURES = {"impression": 530, "click": 21, "cost": 63.42, "ocpcConversions": 2}


def creative(number: int = 700001, **told: object) -> dict:
    idea = {"ideaId": number, "ideaInfo": {"ideaTitle": "净水器 “立减”"}}
    claims = {"ocpcConversionsDetail14": 1, "ocpcConversionsDetail18": 1}
    claims |= {"ctOcpcConversionsDetail14": 0, "ctOcpcConversionsDetail18": 2}
    return PLACE | idea | FIGURES | claims | told


def keyword(**told: object) -> dict:
    word = {"wInfoId": 600001, "wInfoNameStatus": "净水器", "mixWmatchEnum": "精确匹配"}
    return PLACE | word | {"device": "移动设备", "avgRank": 1.5} | FIGURES | told


def test_a_creatives_day_has_yuan_and_two_clocks():
    result = cleaned(baidu.ad_report, creative(), totals={"cost": "63.42"})
    told = row(result)
    assert (told["report_date"], told["ad_id"], told["campaign_id"]) == (DAY, "700001", "400001")
    assert (told["spend"], told["currency_code"]) == (Decimal("63.42"), "CNY")
    assert (told["platform_conversions"], told["platform_conversion_value"]) == (2, None)
    assert (told["orders_submitted"], told["orders_submitted_when_converted"]) == (1, 0)
    assert (told["leads_left"], told["leads_left_when_converted"]) == (1, 2)
    assert result.controls[0].agrees
    assert result.drift == []


def test_doubles_add_up_to_the_cent():
    records = [creative(1, cost=0.1), creative(2, cost=0.2)]
    result = cleaned(baidu.ad_report, *records, totals={"cost": "0.3"})
    assert result.good["spend"].sum() == Decimal("0.3")
    assert result.controls[0].agrees


@pytest.mark.parametrize("name", ["ideaTitle", "title"])
def test_a_report_names_the_creatives_it_tells_of(name: str):
    told = row(cleaned(baidu.ad_report, creative(ideaInfo={name: "new[已删除]"})))
    assert (told["ad_id"], told["ad_name"], told["ad_group_id"]) == ("700001", "new", "500001")


def test_every_kind_of_conversion_is_counted_by_both_clocks():
    told = row(cleaned(baidu.ad_report, creative(ocpcConversionsDetail79=3)))
    assert (told["wechats_added"], told["wechats_added_when_converted"]) == (3, 0)
    assert (told["consult_clicks"], told["leads_left_when_converted"]) == (0, 2)


def test_the_feed_counts_under_other_names():
    gone = ("ocpcConversions", *(f"ocpcConversionsDetail{n}" for n in (14, 18)))
    record = {name: value for name, value in creative().items() if name not in gone}
    record |= {"ocpcTargetTrans": 5, "convertTimeOCPCTargetTrans": 4}
    told = row(cleaned(baidu.ad_report, record | {"aggrOrderSubmitSuccess": 3}))
    assert (told["platform_conversions"], told["conversions_when_converted"]) == (5, 4)
    assert (told["orders_submitted"], told["leads_left"]) == (3, 0)


def test_search_and_feed_stand_in_one_list():
    records = [
        {"campaignId": 1, "campaignName": "品牌词", "budget": 50.5, "status": 21},
        {"campaignFeedId": 2, "campaignFeedName": "信息流", "status": 0, "starttime": "2026-11-01"},
    ]
    good = cleaned(objects.campaigns, *records).good.sort("campaign_id")
    assert good["campaign_name"].to_list() == ["品牌词", "信息流"]
    assert good["channel_type"].to_list() == [None, "FEED"]
    assert good["daily_budget"].to_list() == [Decimal("50.5"), None]


@pytest.mark.parametrize(
    ("codes", "match_type"), [((1, 1), "EXACT"), ((2, 1), "PHRASE"), ((2, 3), "BROAD")]
)
def test_a_keyword_is_bought_with_a_bid_or_by_that_of_its_group(codes, match_type):
    card = {"keywordId": 600001, "keyword": "净水器", "adgroupId": 1, "campaignId": 2, "status": 41}
    card |= {"matchType": codes[0], "phraseType": codes[1], "pause": True, "quality": 7}
    told = row(cleaned(objects.keywords, card))
    assert (told["match_type"], told["bid"], told["is_paused"]) == (match_type, None, True)
    assert row(cleaned(objects.keywords, card | {"price": 5.2}))["bid"] == Decimal("5.2")


@pytest.mark.parametrize(
    ("field", "written", "column", "value"),
    [
        ("wInfoNameStatus", "净水器[已删除]", "keyword", "净水器"),
        ("wInfoNameStatus", "净水器[已删除]", "is_deleted", True),
        ("wInfoNameStatus", "净水器", "is_deleted", False),
        ("device", "计算机", "device", "computer"),
        ("device", "移动设备", "device", "mobile"),
        ("device", 0, "device", "computer"),
        ("device", "车机", "device", "车机"),
        ("mixWmatchEnum", "短语匹配", "match_type", "PHRASE"),
        ("mixWmatchEnum", 48, "match_type", "EXACT"),
        ("mixWmatchEnum", "智能匹配核心词", "match_type", "BROAD"),
        ("mixWmatchEnum", 127, "match_type", "127"),
        ("mixWmatchEnum", None, "match_type", "UNKNOWN"),
        ("avgRank", 1.7976931348623158e303, "average_position", None),
        ("avgRank", 1.5, "average_position", 1.5),
    ],
)
def test_a_keyword_is_read_from_labels_codes_and_marks(field, written, column, value):
    assert row(cleaned(baidu_words.keyword_report, keyword(**{field: written})))[column] == value


def test_two_devices_are_two_rows_of_a_keyword():
    result = cleaned(baidu_words.keyword_report, keyword(), keyword(device="计算机", cost=9.15))
    assert result.good["spend"].sum() == Decimal("72.57")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"date": "2026-11-01至2026-11-30"}, "unreadable:report_date"),
        ({"cost": -1}, "negative_spend"),
        ({"click": -1}, "negative_count"),
    ],
)
def test_rows_that_cannot_be_are_set_aside(change, reason):
    result = cleaned(baidu_words.keyword_report, keyword(), keyword(wInfoId=2, **change))
    assert reasons(result) == [reason]


def test_what_was_typed_stands_under_its_keyword():
    record = keyword(queryWord="净水器 价格")
    told = row(cleaned(baidu_words.search_term_report, record))
    assert (told["search_term"], told["keyword"], told["keyword_id"]) == (
        "净水器 价格",
        "净水器",
        "600001",
    )
