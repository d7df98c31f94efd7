"""Kuaishou Ads: records composed from the contract, and the rows that must come of them."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import WINDOW, cleaned, reasons, row

from pipelines.streams.ads import kuaishou_ads as objects
from pipelines.streams.ads import kuaishou_reports as kuaishou_ads


def delivery(creative: object = 42353334, **told: object) -> dict:
    record = {
        "stat_date": "2026-11-03",
        "stat_hour": 0,
        "campaign_id": 2343304,
        "campaign_name": "提升应用安装",
        "unit_id": 2960851,
        "unit_name": "u1",
        "creative_id": creative,
        "creative_name": "c1",
        "ad_scene": "全部",
        "charge": 76.0,
        "show": 5120,
        "aclick": 3980,
        "bclick": 4100,
        "photo_click": 510,
        "activation": 10,
        "form_count": 3,
        "submit": 3,
        "event_form_submit": 2,
        "event_pay": 4,
        "event_pay_purchase_amount": 100.0,
        "event_pay_purchase_amount_week_by_conversion": 180.0,
    } | told
    return {name: value for name, value in record.items() if value is not ...}


def test_actions_may_outnumber_exposures_and_covers_stand_apart():
    result = cleaned(kuaishou_ads.ad_report, delivery(), window=WINDOW)
    told = row(result)
    assert (told["impressions"], told["clicks"], told["cover_impressions"]) == (3980, 4100, 5120)
    assert (told["spend"], told["currency_code"]) == (Decimal(76), "CNY")
    assert (told["ad_id"], told["campaign_id"]) == ("42353334", "2343304")
    assert (told["forms"], told["forms_by_callback"], told["forms_by_billing_1d"]) == (3, 2, None)
    assert told["payment_value_7d_after_activation"] == 180
    assert told["payment_value_30d_after_activation"] is None
    assert told["platform_conversions"] is None
    assert result.drift == []


def test_doubles_do_not_drift():
    records = [delivery(1, charge=76.1), delivery(2, charge=0.2), delivery(3, charge=76.1 + 0.2)]
    spend = cleaned(kuaishou_ads.ad_report, *records).good["spend"].to_list()
    assert spend == [Decimal("76.1"), Decimal("0.2"), Decimal("76.3")]


@pytest.mark.parametrize("name", ["ad_scene", "adScene"])
def test_a_row_of_one_scene_is_never_added_to_the_row_of_all(name):
    part = delivery(ad_scene=..., **{}) | {name: "信息流广告"}
    assert reasons(cleaned(kuaishou_ads.ad_report, delivery(2), part)) == ["one_of_several_scenes"]
    assert reasons(cleaned(kuaishou_ads.ad_report, delivery(2), delivery(ad_scene=...))) == []


def test_levels_are_tables_of_their_own():
    nothing = {"unit_id": ..., "unit_name": ..., "creative_id": ..., "creative_name": ...}
    campaign = cleaned(kuaishou_ads.campaign_report, delivery(**nothing))
    assert row(campaign)["campaign_id"] == "2343304"
    account = delivery(**nothing, campaign_id=..., campaign_name=...)
    whole = cleaned(kuaishou_ads.account_report, account)
    assert row(whole)["report_date"] == date(2026, 11, 3)
    assert campaign.drift == whole.drift == []


def test_a_task_tells_the_same_as_text():
    file = {"stat_date": "2026-11-03", "campaign_id": "2343304", "charge": "76.1"}
    told = row(cleaned(kuaishou_ads.campaign_report, file | {"aclick": "3980", "bclick": "410"}))
    assert (told["spend"], told["clicks"]) == (Decimal("76.1"), 410)


@pytest.mark.parametrize(
    ("budget", "schedule", "told"),
    [
        (300_000, [], Decimal(300)),
        (0, [], None),
        (300_000, [0, 500_500, 0, 0, 0, 0, 0], Decimal("500.5")),
        (0, [0] * 7, None),
    ],
)
def test_budgets_are_thousandths_and_the_schedule_wins(budget, schedule, told):
    card = {"campaign_id": 1, "campaign_name": "x", "put_status": 1, "day_budget": budget}
    card |= {"day_budget_schedule": schedule, "create_time": "2026-11-03 09:00:00"}
    campaign = row(cleaned(objects.campaigns, card))
    assert (campaign["daily_budget"], campaign["start_date"]) == (told, date(2026, 11, 3))


@pytest.mark.parametrize(("said", "match_type"), [(1, "EXACT"), (3, "BROAD"), (None, "UNKNOWN")])
def test_a_word_stands_in_its_unit_with_what_was_typed(said, match_type):
    word: dict = {"stat_date": "2026-11-03", "campaign_id": 1, "unit_id": 2, "word_info_id": 3}
    word |= {"word": "帐篷", "charge": 76.1, "aclick": 9, "bclick": 2, "event_pay": 1}
    told = row(cleaned(kuaishou_ads.keyword_report, word | {"match_type": said}))
    assert (told["keyword"], told["match_type"]) == ("帐篷", match_type)
    typed = word | {"trigger_type": said, "query": "双人帐篷"}
    told = row(cleaned(kuaishou_ads.search_term_report, typed))
    assert (told["search_term"], told["match_type"], told["spend"]) == (
        "双人帐篷",
        match_type,
        Decimal("76.1"),
    )


def test_the_same_word_of_two_units_is_two_rows():
    word: dict = {"stat_date": "2026-11-03", "campaign_id": 1, "word_info_id": 3, "word": "帐篷"}
    word |= {"charge": 1.0, "aclick": 9, "bclick": 2, "match_type": 1}
    result = cleaned(kuaishou_ads.keyword_report, word | {"unit_id": 1}, word | {"unit_id": 2})
    assert (result.good.height, reasons(result)) == (2, [])
