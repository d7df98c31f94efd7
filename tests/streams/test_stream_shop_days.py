"""Days of shops out of sellers' back ends, clean."""

from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.commerce.shop_days import shop_days

DAY = {
    "_report": "生意参谋店铺日报", "_platform": "taobao_tmall_top", "_account": "60412345",
    "_exported_on": "2026-11-18", "_file": "x", "_sheet": "", "_row": "2", "_is_short": "",
    "day": "2026-11-17", "cut": "total", "cut_value": "all", "cut_group": "", "cut_name": "",
    "uv": "12,408", "pv": "38,115", "buyers": "403", "paid_amount": "116,467.00",
    "pay_rate": "3.25%", "aov": "289.00", "refund_amount": "￥4,046.00元 ",
    "definition": "uv: …", "masked": "", "more": "",
}  # fmt: skip


def day(**more: str) -> dict[str, str]:
    return DAY | more


def test_a_day_is_as_the_back_end_shows_it():
    told = row(cleaned(shop_days, day(gmv="1.2万", uv="１２,408", _is_short="1")))
    assert (told["visitors"], told["page_views"], told["buyers"]) == (12408, 38115, 403)
    assert (told["paid_amount"], told["gmv"]) == (Decimal(116467), Decimal(12000))
    assert (told["refund_amount"], told["stock_units"]) == (Decimal(4046), None)
    assert (told["pay_rate"], str(told["report_date"])) == (0.0325, "2026-11-17")
    wan = row(cleaned(shop_days, day(paid_amount="11.6467", _unit="万元", _unit_factor="10000")))
    assert wan["paid_amount"] == Decimal(116467)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"pay_rate": "3.30%"}, "rate_is_not_of_its_figures"),
        ({"aov": "289.02"}, "mean_is_not_of_its_figures"),
        ({"uv": "400", "pay_rate": "", "pv": ""}, "more_buyers_than_visitors"),
        ({"pv": "12,000"}, "more_visitors_than_views"),
        ({"day": "2026-11-19"}, "told_before_it_was"),
        ({"day": "昨天"}, "unreadable:report_date"),
        ({"paid_amount": "many", "aov": ""}, "unreadable:_paid_amount"),
        ({"buyers": "-3", "pay_rate": "", "aov": ""}, "negative_count"),
    ],
)
def test_a_day_that_its_own_figures_deny_is_set_aside(more, reason):
    assert reasons(cleaned(shop_days, day(**more))) == [reason]


@pytest.mark.parametrize(
    "more",
    [
        {"pay_rate": "3.26%", "aov": "289.01"},  # rounded
        {"uv": "1.2万", "_is_short": "1"},  # a shortened figure proves nothing
        {"uv": "", "buyers": "", "masked": '{"uv": {"text": "1万+", "low": "10000"}}'},
        {"buyers": "0", "pay_rate": "0.00%", "aov": "-", "paid_amount": "0.00"},
    ],
)
def test_what_cannot_be_worked_out_again_is_no_fault(more):
    result = cleaned(shop_days, day(**more))
    assert (reasons(result), result.good.height) == ([], 1)
    assert row(result)["masked"] == (more.get("masked") or None)
