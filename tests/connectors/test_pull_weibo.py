"""Weibo: its oddities, with replies composed from the contract."""

import pytest
from stage import Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.social.weibo import weibo

TOKEN = {"access_token": "2.00weibo-token"}
DAY = Window.of("2026-11-13")
NEW, OLD = "Wed Nov 11 20:05:12 +0800 2026", "Sat Aug 01 08:00:00 +0800 2026"


def post(number: int, at: str = NEW) -> dict:
    return {"id": number, "idstr": str(number), "created_at": at, "attitudes_count": 5}


def page(*posts: dict) -> dict:
    return {"statuses": list(posts), "next_cursor": 0, "total_number": 15320}


def posts(puller: Puller, **how) -> list[dict]:
    return records(puller(weibo, "posts", TOKEN, window=DAY, **how))


def test_a_timeline_is_read_backwards_to_its_empty_end(stage: Stage, puller: Puller):
    first, second = page(post(5234567890123456), post(5234567890123400)), page(post(52345))
    stage.play(first, second, page())
    assert [one["id"] for one in posts(puller)] == [5234567890123456, 5234567890123400, 52345]
    asked = [one.params.get("max_id") for one in stage.asked]
    assert asked == [None, "5234567890123399", "52344"]


def test_it_ends_ninety_days_back(stage: Stage, puller: Puller):
    stage.play(page(post(9)), page(post(8), post(7, OLD)), page(post(6, OLD)))
    assert [one["id"] for one in posts(puller)] == [9, 8, 7]


def test_the_token_travels_in_a_header_and_posts_say_their_day(stage: Stage, puller: Puller):
    stage.play(page(post(1)), page())
    assert posts(puller)[0]["stat_date"] == "2026-11-13"
    assert stage.asked[0].headers["authorization"] == "OAuth2 2.00weibo-token"
    assert "access_token" not in stage.asked[0].params


@pytest.mark.parametrize(
    ("option", "path"),
    [
        ("", "/2/statuses/user_timeline/biz.json"),
        ("basic", "/2/statuses/user_timeline.json"),
    ],
)
def test_without_the_commercial_interface_there_is_the_basic_one(stage, puller, option, path):
    stage.play(page())
    posts(puller, options={"path": option} if option else {})
    assert [one.path for one in stage.asked] == [path]


@pytest.mark.parametrize(
    ("code", "status", "error", "said"),
    [
        ("21327", 403, AccessDenied, "log in again"),
        (21314, 403, AccessDenied, "log in again"),
        ("10006", 400, AccessDenied, "log in again"),
        ("10014", 403, AccessDenied, "commercial API"),
        (20003, 400, AccessDenied, "no such account"),
        ("21321", 403, AccessDenied, "registered testers"),
        ("10023", 403, TryAgain, "rate limit"),
        (10017, 400, BadReply, "10017"),
    ],
)
def test_codes_say_who_acts(stage, puller, code, status, error, said):
    words = "User requests out of rate limit!"
    stage.play(Said({"request": "/2/", "error_code": code, "error": words}, status))
    with pytest.raises(error, match=said):
        posts(puller)


def test_a_busy_platform_is_asked_again(stage: Stage, puller: Puller):
    busy = Said({"error_code": "10009", "error": "system is busy"}, 400)
    stage.play(busy, page(post(1)), page())
    assert len(posts(puller)) == 1
