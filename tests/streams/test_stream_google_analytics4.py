"""Google Analytics' reported figures: records composed from the contract, and the rows of them."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.web import google_analytics4


def a_day(**told: object) -> dict:
    figures = {"sessions": "412", "engagedSessions": "287", "totalUsers": "390", "newUsers": "40"}
    more = {"screenPageViews": "900", "keyEvents": "21", "transactions": "3"}
    flags = {"_currency": "CNY", "_is_folded": False, "_is_withheld": False, "_sampled": 0}
    flags = {**flags, "_is_restricted": False, "totalRevenue": "6184.5"}
    by = {"sessionDefaultChannelGroup": "Paid Search", "sessionSourceMedium": "google / cpc"}
    return {"date": "20261117", "cut": "source"} | by | figures | more | flags | told


def test_texts_become_figures_and_a_source_is_named_by_group_and_medium():
    told = row(cleaned(google_analytics4.days, a_day()))
    assert told["report_date"] == date(2026, 11, 17)
    assert told["cut_value"] == "Paid Search | google / cpc"
    assert (told["sessions"], told["key_events"]) == (412, 21.0)
    assert told["revenue"] == Decimal("6184.5")
    assert row(cleaned(google_analytics4.days, a_day(cut="total")))["cut_value"] == "all"


def test_money_that_may_not_be_seen_is_unknown_and_not_zero():
    told = row(cleaned(google_analytics4.days, a_day(_is_restricted=True, totalRevenue="0")))
    assert told["revenue"] is None


def test_an_empty_cell_is_null_and_a_word_is_set_aside():
    assert row(cleaned(google_analytics4.days, a_day(newUsers="")))["new_visitors"] is None
    aside = cleaned(google_analytics4.days, a_day(), a_day(cut="total", sessions="many"))
    assert reasons(aside) == ["unreadable:sessions"]


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"engagedSessions": "413"}, "more_engaged_than_sessions"),
        ({"sessions": "-1", "engagedSessions": "-2"}, "negative_count"),
        ({"_sampled": 1.2}, "impossible_sampled_share"),
    ],
)
def test_what_cannot_be_is_set_aside(told, reason):
    aside = cleaned(google_analytics4.days, a_day(**told), a_day(cut="total"))
    assert reasons(aside) == [reason]


def test_a_landing_page_is_one_row_a_day():
    record = a_day(landingPage="/spring-sale")
    result = cleaned(google_analytics4.landing_pages, record, record | {"landingPage": "/x"})
    assert result.good["page_path"].to_list() == ["/spring-sale", "/x"]
