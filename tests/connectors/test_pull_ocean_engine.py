"""Ocean Engine: its oddities, with replies composed from the contract."""

import pytest
from stage import Asked, Puller, Said, Stage, Time

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
