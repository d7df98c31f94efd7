"""Ocean Engine: its oddities, with replies composed from the contract."""

import json
from datetime import UTC, date, datetime

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.ads.ocean_engine import ocean_engine
from connectors.core import AccessDenied, BadReply, Window

OCEAN = {"app_id": "app-1", "secret": "ocean-secret", "refresh_token": "ocean-refresh-0"}
WEEK = Window.of("2026-11-01", "2026-11-07")


class Ocean:
    """Rotates the grant; reports in pages of a hundred."""

    def __init__(self) -> None:
        self.turn = 0
        self.access = ""
        self.answers: list[dict] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/open_api/oauth2/refresh_token/":
            if asked.json["refresh_token"] != f"ocean-refresh-{self.turn}":
                return Said({"code": 40107, "message": "refresh_token无效", "data": {}})
            self.turn += 1
            self.access = f"ocean-access-{self.turn}"
            pair = {"access_token": self.access, "refresh_token": f"ocean-refresh-{self.turn}"}
            return Said({"code": 0, "data": {**pair, "expires_in": 86400}})
        if asked.headers.get("access-token") != self.access:
            return Said({"code": 40102, "message": "access_token已过期", "data": {}})
        return Said(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])


@pytest.fixture
def ocean(stage: Stage) -> Ocean:
    stage.answer = Ocean()
    return stage.answer


def ocean_page(*ids: str, page: int = 1, pages: int = 1, total: int | None = None) -> dict:
    rows = [{"dimensions": {"cdp_promotion_id": i}, "metrics": {"stat_cost": "1.50"}} for i in ids]
    info = {"page": page, "page_size": 100, "total_page": pages, "total_number": total or len(ids)}
    totals = {"stat_cost": "3.00", "show_cnt": "10"}
    data = {"rows": rows, "page_info": info, "total_metrics": totals}
    return {"code": 0, "message": "OK", "data": data}


def test_the_platforms_own_totals_come_along_once(ocean: Ocean, puller: Puller):
    ocean.answers = [
        ocean_page("1", page=1, pages=2, total=2),
        ocean_page("2", page=2, pages=2, total=2),
    ]
    pages = puller(ocean_engine, "ad_report", OCEAN, window=WEEK)
    assert [page.totals for page in pages] == [{"stat_cost": "3.00", "show_cnt": "10"}, None]


def test_the_rotated_refresh_token_is_used_next_time(ocean: Ocean, stage: Stage, puller: Puller):
    ocean.answers = [ocean_page("1")]
    puller(ocean_engine, "ad_report", OCEAN, window=WEEK)
    ocean.access = "killed"
    puller(ocean_engine, "ad_report", OCEAN, window=WEEK)
    used = [a.json["refresh_token"] for a in stage.asked if "refresh_token" in a.path]
    assert used == ["ocean-refresh-0", "ocean-refresh-1"]


def test_a_dead_grant_asks_for_a_person_and_shows_nothing(ocean: Ocean, puller: Puller):
    ocean.turn = 5
    with pytest.raises(AccessDenied, match="authorise the app again") as caught:
        puller(ocean_engine, "ad_report", OCEAN)
    assert "ocean-refresh-0" not in str(caught.value)


def test_waits_as_long_as_the_header_says(
    ocean: Ocean, stage: Stage, puller: Puller, passing: Time
):
    ocean.answers = [ocean_page("1")]
    puller(ocean_engine, "ad_report", OCEAN)
    busy = Said({"code": 40110, "message": "QPS", "data": {}}, headers={"X-RateLimit-RetryIn": "2"})
    stage.play(busy, ocean_page("1"))
    puller(ocean_engine, "ad_report", OCEAN)
    assert 2 <= passing.slept[0] <= 3


def test_more_promotions_than_can_be_paged_are_refused_not_cut(ocean: Ocean, puller: Puller):
    listed = {"list": [{"promotion_id": 1}], "page_info": {"page": 1, "total_page": 501}}
    ocean.answers = [{"code": 0, "data": listed}]
    with pytest.raises(BadReply, match="501 pages"):
        puller(ocean_engine, "ads", OCEAN)


def list_page(*cards: dict) -> dict:
    info = {"page": 1, "page_size": 100, "total_page": 1, "total_number": len(cards)}
    return {"code": 0, "message": "OK", "data": {"list": list(cards), "page_info": info}}


def asked_of(stage: Stage) -> list[tuple[str, str | None]]:
    """Which lists were asked of whom."""
    told = [(a.path.removeprefix("/open_api/"), a.params.get("advertiser_id")) for a in stage.asked]
    return [one for one in told if "oauth2" not in one[0]]


def test_the_bill_is_asked_of_every_advertiser_of_the_company(
    ocean: Ocean, stage: Stage, puller: Puller
):
    ocean.answers = [list_page({"date": "2026-11-03", "cost": 12.5})]
    options = {"qianchuan_advertiser_ids": "2, 3", "billed_advertiser_ids": "4"}
    found = records(puller(ocean_engine, "account_report", OCEAN, account="1", options=options))
    path = "2/advertiser/fund/daily_stat/"
    assert asked_of(stage) == [(path, "1"), (path, "2"), (path, "3"), (path, "4")]
    assert [record["asked_of"] for record in found] == ["1", "2", "3", "4"]


def test_qianchuan_is_asked_for_only_where_it_is_named(ocean: Ocean, stage: Stage, puller: Puller):
    ocean.answers = [list_page({"ad_id": 1})]
    assert records(puller(ocean_engine, "qianchuan_report", OCEAN)) == []
    assert stage.asked == []
    options = {"qianchuan_advertiser_ids": "2"}
    puller(ocean_engine, "qianchuan_report", OCEAN, window=WEEK, options=options)
    puller(ocean_engine, "ads", OCEAN, account="1", options=options)
    assert asked_of(stage) == [
        ("v1.0/qianchuan/report/ad/get/", "2"),
        ("v3.0/promotion/list/", "1"),
        ("v1.0/qianchuan/ad/get/", "2"),
    ]
    assert stage.asked[1].params["time_granularity"] == "TIME_GRANULARITY_DAILY"
    assert json.loads(stage.asked[-1].params["filtering"]) == {"status": "ALL"}


@pytest.mark.parametrize(
    ("hour", "parts"),
    [(9, [("2027-01-12", "2027-01-13", False), ("2027-01-14", "2027-01-14", True)]),
     (10, [("2027-01-12", "2027-01-14", False)])],
)  # fmt: skip
def test_yesterday_stays_open_until_ten_in_china(
    ocean: Ocean, puller: Puller, passing: Time, hour: int, parts: list
):
    passing.now = datetime(2027, 1, 15, hour - 8, 30, tzinfo=UTC).timestamp()
    ocean.answers = [ocean_page("1")]
    days = Window.of("2027-01-12", "2027-01-14")
    pages = puller(ocean_engine, "ad_report", OCEAN, window=days, now=date(2027, 1, 15))
    told = [(str(p.window.start), str(p.window.end), p.provisional) for p in pages if p.window]
    assert told == parts
