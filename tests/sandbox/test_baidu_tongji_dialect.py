"""Baidu Tongji as the sandbox plays it."""

import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http
SITE = "16020260"
SPAN = {"start_date": "20261101", "end_date": "20261113"}


@pytest.fixture
def ask(play):
    sandbox = play("baidu_tongji")
    form = {"grant_type": "refresh_token"}
    form |= {n: SECRETS[f"BAIDU_TONGJI_{n.upper()}"] for n in ("client_id", "client_secret")}
    form["refresh_token"] = SECRETS["BAIDU_TONGJI_REFRESH_TOKEN"]
    url = sandbox.url("baidu_tongji", "token") + "/oauth/2.0/token"
    token = requests.post(url, data=form, timeout=10).json()["access_token"]
    again = requests.post(url, data=form, timeout=10)
    assert again.json()["error"] == "invalid_grant"

    def get(method="trend/time/a", token=token, **asked):
        url = sandbox.url("baidu_tongji") + "/rest/2.0/tongji/report/getData"
        params = {"access_token": token, "site_id": SITE, "method": method, **SPAN, **asked}
        return requests.get(url, params=params, timeout=10).json()

    return get


def test_a_trend_is_aligned_newest_first_and_sums_itself(ask):
    result = ask(gran="day", metrics="pv_count,visit_count,visitor_count", max_results=100)[
        "result"
    ]
    cells, figures, *empty = result["items"]
    assert len(cells) == len(figures) == result["total"] == 13 and empty == [[], []]
    assert (cells[0], cells[-1]) == (["2026/11/13"], ["2026/11/01"])
    assert result["sum"][0][0] == sum(row[0] for row in figures) > 100
    assert all(pv >= visits >= people for pv, visits, people in figures)


def test_days_before_the_counter_stood_there_are_not_told(ask):
    result = ask(gran="day", metrics="pv_count", start_date="20261020", max_results=100)["result"]
    assert result["items"][1][-1] == ["--"]


def test_pages_come_by_their_views_page_after_page(ask):
    one, two = (
        ask("visit/toppage/a", metrics="pv_count", start_index=n, max_results=2)["result"]
        for n in (0, 2)
    )
    names = [cell[0]["name"] for part in (one, two) for cell in part["items"][0]]
    views = [row[0] for part in (one, two) for row in part["items"][1]]
    assert len(set(names)) == 4 and views == sorted(views, reverse=True)
    assert names[0].startswith("https://www.qinghe.example/")


def test_refusals_are_http_200_with_a_code(ask):
    assert ask(token="121.other")["error_code"] == 110
    assert ask(site_id="9", gran="day", metrics="pv_count")["error_code"] == 3
    assert "metrics" in ask(gran="day", metrics="likes")["error_msg"]
