"""Reported figures of sites: records composed from the contracts, and the rows of them."""

from datetime import date

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.web import baidu_tongji, matomo


def tongji_day(**told: object) -> dict:
    figures = {"pv_count": 2880, "visit_count": 955, "visitor_count": 911, "ip_count": 905}
    more = {"new_visitor_count": "300", "bounce_ratio": 46.21, "avg_visit_time": 133}
    key = {"source": "all", "simple_date_title": "2026/11/18", "trans_count": "--"}
    return key | figures | more | told


def test_per_cent_become_shares_and_means_become_sums():
    told = row(cleaned(baidu_tongji.days, tongji_day()))
    assert told["report_date"] == date(2026, 11, 18)
    assert (told["bounce_rate"], told["bounces"], told["new_visitors"]) == (0.4621, 441, 300)
    assert told["visit_seconds"] == 133 * 955
    assert told["goal_conversions"] is None


def test_dashes_are_null_and_break_no_rule():
    names = ("visit_count", "visitor_count", "ip_count", "new_visitor_count", "bounce_ratio")
    record = tongji_day(avg_visit_time="--", **dict.fromkeys(names, "--"))
    told = row(cleaned(baidu_tongji.days, record))
    assert told["page_views"] == 2880
    assert {told[name] for name in ("sessions", "visitors", "bounces", "visit_seconds")} == {None}


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"visitor_count": 956}, "more_visitors_than_views"),
        ({"bounce_ratio": 146.2}, "impossible_bounce_rate"),
        ({"pv_count": -1}, "negative_count"),
        ({"simple_date_title": "2026/11/01 - 2026/11/30"}, "unreadable:report_date"),
    ],
)
def test_impossible_days_are_set_aside(told: dict, reason: str):
    assert reasons(cleaned(baidu_tongji.days, tongji_day(**told)))[0].startswith(reason)


def test_a_page_is_known_by_its_address():
    place = {"name": "https://shop.example.cn/p/88", "pageId": "1190"}
    record = {"date": "2026-11-18", "visit_page_title": place, "pv_count": 9, "visitor_count": 7}
    record |= {"visit1_count": 3, "outward_count": 5, "exit_count": 4, "average_stay_time": 20}
    result = cleaned(baidu_tongji.pages, record)
    told = row(result)
    assert (told["page_url"], told["entries"], told["exits"]) == (place["name"], 3, 4)
    assert result.drift == []


def matomo_day(**told: object) -> dict:
    figures = {"nb_visits": "955", "nb_uniq_visitors": 812, "nb_actions": 3120}
    more = {"bounce_count": 410, "sum_visit_length": 148233, "bounce_rate": "43%", "nb_users": 0}
    return {"date": "2026-11-17", "cut": "total", "label": "all"} | figures | more | told


def test_text_and_numbers_false_and_absence_are_counts():
    kind = matomo_day(cut="source", label="Social&nbsp;Networks", bounce_count=False)
    del kind["sum_visit_length"]
    result = cleaned(matomo.days, matomo_day(new_visitors=300, orders=31), kind)
    total, source = row(result), row(result, 1)
    assert (total["sessions"], total["new_visitors"], total["visit_seconds"]) == (955, 300, 148233)
    assert total["gmv_native"] is None
    assert (source["cut_value"], source["bounces"], source["visit_seconds"]) == (
        "Social Networks",
        0,
        0,
    )
    assert source["new_visitors"] is None and source["orders"] is None
    assert result.drift == []


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"nb_uniq_visitors": 956}, "more_visitors_than_views"),
        ({"bounce_count": 956}, "more_bounces_than_visits"),
        ({"order_revenue": "-1.00"}, "negative_revenue"),
    ],
)
def test_impossible_days_of_matomo_are_set_aside(told: dict, reason: str):
    assert reasons(cleaned(matomo.days, matomo_day(**told))) == [reason]


def test_what_the_archive_folded_keeps_its_label():
    page = {"date": "2026-11-17", "nb_hits": 9, "nb_visits": 7, "nb_uniq_visitors": 7}
    known = page | {"label": "/p/88", "url": "https://shop.example.cn/p/88", "entry_nb_visits": 3}
    result = cleaned(matomo.pages, known | {"exit_nb_visits": False}, page | {"label": "Others"})
    told = sorted(result.good.select("page_url", "entries", "exits").rows())
    assert told == [("Others", 0, 0), ("https://shop.example.cn/p/88", 3, 0)]
