"""巨量星图 and 小红书蒲公英: their oddities, with replies composed from the contract."""

import json

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.social.pugongying import pugongying
from connectors.social.xingtu import xingtu

GRANT = {"app_id": "5500", "secret": "s-xingtu", "refresh_token": "r-seed-token"}
DAY = Window.of("2026-11-13")
WEEK = Window.of("2026-11-01", "2026-11-13")
TOKEN = {"access_token": "a-token", "expires_in": 86400, "refresh_token": "r-next-token"}
BIG = 7012345678901234567
REPORT = {
    "creative": {"finish_rate": 1830},
    "cost_effectiveness": {"price": 1200000, "cpm": 2489},
}


def star(data: object, code: int = 0, message: str = "OK") -> Said:
    return Said({"code": code, "message": message, "request_id": "2026", "data": data})


def listed(*items: dict) -> Said:
    info = {"page": 1, "page_size": 50, "total_number": len(items), "total_page": 1}
    return star({"list": list(items), "page_info": info})


def order(released: str | None, number: int = BIG) -> dict:
    return {"order_id": number, "release_time": released, "item_id": 7434000000000000001}


class Star:
    """A demand of the newest month, its orders, a report for each."""

    def __init__(self, newest: str, *orders: dict) -> None:
        self.newest, self.orders = newest, orders

    def __call__(self, asked: Asked) -> Said:
        if "oauth2" in asked.path:
            return star(TOKEN)
        if "overview" in asked.path:
            return star(REPORT)
        if "order" in asked.path:
            return listed(*self.orders)
        span = json.loads(asked.params["filtering"])["query_time_range"]
        demand = {"demand_id": 7011000000000000001, "demand_name": "Q4"}
        return listed(*[demand] * span["end_time"].startswith(self.newest))


def orders(stage: Stage, puller: Puller, *known: dict, day: str = "2026-11-13") -> list[dict]:
    stage.answer = Star(day, *known)
    return records(puller(xingtu, "orders", GRANT, account="1790", window=Window.of(day)))


def asked(stage: Stage, word: str) -> list[Asked]:
    return [one for one in stage.asked if word in one.path]


def test_demands_of_half_a_year_are_asked_month_by_month(stage: Stage, puller: Puller):
    [one] = orders(stage, puller, order("2026-11-06 19:00:02"))
    spans = [
        json.loads(a.params["filtering"])["query_time_range"] for a in asked(stage, "demand/l")
    ]
    assert next(span["start_time"][:10] for span in spans) == "2026-05-17"
    assert len(spans) == 7
    assert all(set(span) == {"start_time", "end_time"} for span in spans)
    assert (one["demand_name"], one["stat_date"], one["report"]) == ("Q4", "2026-11-13", REPORT)
    assert one["order_id"] == BIG


@pytest.mark.parametrize(
    ("released", "day", "is_read"),
    [
        ("2026-10-14 08:00:00", "2026-11-13", True),
        ("2026-10-13 08:00:00", "2026-11-13", False),
        ("2026-10-13 08:00:00", "2026-11-15", True),  # a Sunday
        ("2026-08-01 08:00:00", "2026-11-15", False),
        (None, "2026-11-13", False),
    ],
)
def test_old_reports_are_read_on_sundays(stage, puller, released, day, is_read):
    [one] = orders(stage, puller, order(released), day=day)
    assert ("report" in one) == is_read


@pytest.mark.parametrize(
    ("code", "error", "said"),
    [
        (40002, AccessDenied, "星图"),
        (40107, AccessDenied, "authorise"),
        (50000, TryAgain, "不行"),
        (40001, BadReply, "不行"),
    ],
)
def test_refusals_of_xingtu(stage: Stage, puller: Puller, code, error, said):
    stage.answer = lambda asked: star(TOKEN) if "oauth2" in asked.path else star({}, code, "不行")
    with pytest.raises(error, match=said):
        puller(xingtu, "orders", GRANT, account="1790", window=DAY)


def red(data: object, **verdict: object) -> Said:
    return Said({"code": 0, "success": True, "msg": "成功", "data": data} | verdict)


def notes_page(page: int = 1, pages: int = 1, **note: object) -> Said:
    one = {"date_key": "20261113", "note_id": f"69{page}", "kol_id": "5c21", **note}
    info = {"total": pages, "page_num": page, "page_size": 100, "total_page": pages}
    return red(info | {"datas": [one]})


def notes(stage: Stage, puller: Puller, creators: Said, *pages: Said) -> list[dict]:
    queue = list(pages)

    def answer(asked: Asked) -> Said:
        if "oauth2" in asked.path:
            own = {"access_token_expires_in": 86400, "refresh_token_expires_in": 604800}
            return red({k: v for k, v in TOKEN.items() if k != "expires_in"} | own)
        return creators if "kol" in asked.path else queue.pop(0)

    stage.answer = answer
    return records(puller(pugongying, "notes", GRANT, account="5f3a", window=WEEK))


KOL = red({"datas": [{"kol_id": "5c21", "mcn_name": "山川文化"}]})


def test_notes_are_asked_by_publication_and_bring_their_creators(stage: Stage, puller: Puller):
    found = notes(stage, puller, KOL, notes_page(1, 2), notes_page(2, 2))
    assert [one["note_id"] for one in found] == ["691", "692"]
    assert {one["kol"]["mcn_name"] for one in found} == {"山川文化"}
    body = asked(stage, "note/post")[0].json
    assert body == {
        "user_id": "5f3a", "date_type": 2, "start_time": "2026-11-01", "end_time": "2026-11-13",
        "page_num": 1, "page_size": 100,
    }  # fmt: skip
    assert asked(stage, "oauth2")[0].json["app_id"] == 5500
    headers = asked(stage, "note/post")[0].headers
    assert (headers["access-token"], headers["authorization"]) == ("a-token", "Bearer a-token")


def test_without_the_permission_for_creators_notes_still_come(stage: Stage, puller: Puller):
    denied = red(None, code=4003, success=False, msg="暂无权限")
    [one] = notes(stage, puller, denied, notes_page())
    assert one["kol"] is None


@pytest.mark.parametrize(
    ("verdict", "error"),
    [
        ({"code": 1002, "success": False, "msg": "access token 已过期"}, AccessDenied),
        ({"code": 0, "success": False, "msg": "请求过于频繁"}, TryAgain),
        ({"code": 0, "msg": "", "errorCode": 5001, "errorMsg": "触发限流"}, TryAgain),
        ({"code": 77, "success": False, "msg": "什么"}, BadReply),
    ],
)
def test_refusals_of_pugongying(stage: Stage, puller: Puller, verdict, error):
    with pytest.raises(error):
        notes(stage, puller, KOL, *[red(None, **verdict)] * 20)


def test_an_older_answer_calls_the_lifetime_by_its_older_name(stage: Stage, puller: Puller):
    stage.play(red(TOKEN), notes_page(), KOL)
    assert records(puller(pugongying, "notes", GRANT, account="5f3a", window=WEEK))
