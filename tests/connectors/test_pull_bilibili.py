"""Bilibili: its oddities, with replies composed from the contract."""

import hashlib
import hmac

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, TryAgain, Window
from connectors.social.bilibili import bilibili

APP = {
    "client_id": "bili-client-1",
    "client_secret": "bili-secret-1",
    "refresh_token": "bili-refresh-0",
}
FRIDAY, SUNDAY = Window.of("2026-11-13"), Window.of("2026-11-15")
YOUNG, OLD = 1_793_800_000, 1_700_000_000


class Bilibili:
    """Checks nothing but the token; figures are the number of the video."""

    def __init__(self) -> None:
        self.turn = 0
        self.refusals: list[dict] = []
        self.others: dict[str, dict] = {}

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("/refresh_token"):
            if asked.params["refresh_token"] != f"bili-refresh-{self.turn}":
                return Said({"code": -101, "message": "refresh_token无效"})
            self.turn += 1
            pair = {
                "access_token": f"bili-{self.turn}",
                "refresh_token": f"bili-refresh-{self.turn}",
            }
            return Said({"code": 0, "data": pair | {"expires_in": 7200}})
        if self.refusals:
            return Said(self.refusals.pop(0))
        if asked.headers["access-token"] != f"bili-{self.turn}":
            return Said({"code": -101, "message": "账号未登录"})
        if told := self.others.get(asked.path.rpartition("/fn/")[2]):
            return Said(told)
        if asked.path.endswith("viewlist"):
            found = [{"resource_id": "BV1", "ptime": YOUNG}, {"resource_id": "BV2", "ptime": OLD}]
            info = {"pn": 1, "ps": 50, "total": 2}
            return Said({"code": 0, "data": {"page": info, "list": found}})
        return Said({"code": 0, "data": {"view": 7, "ptime": YOUNG}})


@pytest.fixture
def platform(stage: Stage) -> Bilibili:
    stage.answer = Bilibili()
    return stage.answer


def videos(puller: Puller, window: Window = FRIDAY) -> list[dict]:
    return records(puller(bilibili, "videos", APP, window=window))


def test_every_call_is_signed_over_its_own_number(platform, stage, puller):
    videos(puller)
    signed = [one.headers for one in stage.asked if "arcopen" in one.path]
    assert len({one["x-bili-signature-nonce"] for one in signed}) == len(signed) == 2
    for one in signed:
        names = sorted(name for name in one if name.startswith("x-bili-"))
        text = "\n".join(f"{name}:{one[name]}" for name in names)
        right = hmac.new(b"bili-secret-1", text.encode(), hashlib.sha256).hexdigest()
        assert one["authorization"] == right
        assert one["x-bili-content-md5"] == hashlib.md5(b"").hexdigest()
        assert len(names) == 6


def test_old_videos_are_read_on_sundays(platform, puller):
    assert [one["resource_id"] for one in videos(puller)] == ["BV1"]
    assert [one["resource_id"] for one in videos(puller, SUNDAY)] == ["BV1", "BV2"]


def test_a_video_keeps_its_number_its_day_and_what_was_said(platform, puller):
    [one] = videos(puller)
    assert (one["resource_id"], one["stat_date"], one["data"]["view"]) == ("BV1", "2026-11-13", 7)


def test_an_account_keeps_what_stands_beside_it_and_what_it_may_not_read(platform, puller, caplog):
    platform.others = {
        "user/account/info": {"code": 0, "data": {"name": "青禾"}},
        "user/account/scopes": {"code": 0, "data": {"scopes": ["USER_DATA"]}},
        "data/arc/inc-stats": {"code": 0, "data": {"inc_click": 5210, "icn_reply": 41}},
        "data/art/inc-stats": {"code": -403, "message": "权限不足"},
    }
    [one] = records(puller(bilibili, "account", APP, window=FRIDAY))
    assert one["video_increments"] == {"inc_click": 5210, "icn_reply": 41}
    assert (one["profile"], one["granted"]) == ({"name": "青禾"}, {"scopes": ["USER_DATA"]})
    assert "article_increments" not in one
    assert "art/inc-stats: not told without its scope" in caplog.text


FIGURES = {"view": 7, "ptime": YOUNG}


@pytest.mark.parametrize("told", [FIGURES, {"12": FIGURES}, {"list": [FIGURES]}, [FIGURES]])
def test_articles_are_those_that_are_named_however_they_come(platform, stage, puller, told):
    platform.others = {"data/art/stat": {"code": 0, "data": told}}
    named = {"article_ids": "cv12, 12"}
    found = records(puller(bilibili, "articles", APP, window=FRIDAY, options=named))
    assert [(one["resource_id"], one["data"]) for one in found] == [
        ("cv12", FIGURES),
        ("12", FIGURES),
    ]
    assert records(puller(bilibili, "articles", APP, window=FRIDAY)) == []
    platform.others = {"data/art/stat": {"code": -400, "message": "请求错误"}}
    assert records(puller(bilibili, "articles", APP, window=FRIDAY, options=named)) == []


def test_a_refresh_token_is_used_once(platform, stage, puller):
    videos(puller)
    platform.turn, killed = 1, platform.turn
    assert killed == 1
    videos(puller)
    platform.refusals = [{"code": -101, "message": "账号未登录"}]
    videos(puller)
    used = [a.params["refresh_token"] for a in stage.asked if a.path.endswith("refresh_token")]
    assert used == ["bili-refresh-0", "bili-refresh-1"]


def test_a_dead_grant_needs_the_creator_and_shows_nothing(platform, puller):
    platform.turn = 9
    with pytest.raises(AccessDenied, match="creator must authorise") as caught:
        videos(puller)
    assert "bili-refresh-0" not in str(caught.value)


def test_a_refused_signature_is_made_anew(platform, puller):
    platform.refusals = [{"code": 123003, "message": "时间戳已过期"}]
    assert len(videos(puller)) == 1
    platform.refusals = [{"code": 123002, "message": "签名错误"}] * 9
    with pytest.raises(TryAgain, match="set this machine's clock"):
        videos(puller)


@pytest.mark.parametrize(("code", "said"), [(-403, "ARC_DATA"), (-412, "blocks this address")])
def test_what_only_a_person_can_mend(platform, puller, code, said):
    platform.refusals = [{"code": code, "message": "no"}]
    with pytest.raises(AccessDenied, match=said):
        videos(puller)
