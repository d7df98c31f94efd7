"""The house's own sheet of rates."""

import pytest
from dropped import csv, rows, workbook

from connectors.core import BadReply


def test_a_rate_per_day_and_currency(tmp_path):
    path = csv(
        tmp_path / "汇率_2026.csv", "日期,币种,汇率", "2026-11-01,USD,7.1234", encoding="gbk"
    )
    found = rows("exchange_rates", "rates", path)
    assert [found[0][name] for name in ("rate_date", "currency_code", "cny_per_unit")] == [
        "2026-11-01",
        "USD",
        "7.1234",
    ]


def test_the_heading_may_say_what_a_rate_is(tmp_path):
    content = [["日期", "币种", "汇率 (1 单位外币兑人民币)"], ["2026-11-01", "USD", 7.1234]]
    found = rows("exchange_rates", "rates", workbook(tmp_path / "汇率_2026.xlsx", content))
    assert found[0]["cny_per_unit"] == "7.1234"


def test_rates_the_other_way_round_are_refused(tmp_path):
    path = csv(tmp_path / "汇率_2026.csv", "日期,币种,1元兑外币", "2026-11-01,USD,0.14")
    with pytest.raises(BadReply, match="missing: 汇率"):
        rows("exchange_rates", "rates", path)
