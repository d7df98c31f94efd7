"""Douyin: its oddities, with replies composed from the contract."""

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, Api, Token, TryAgain, Window
from connectors.social.douyin import douyin
from connectors.social.douyin_access import consented

KEYS = {"client_key": "douyin-key-1", "refresh_token": "rft.douyin-0"}
WEEK = Window.of("2026-11-07", "2026-11-13")
DAY = 86_400


def wrapped(data: dict, code: object = 0, extra: object = 0, said: str = "") -> dict:
    told = {"error_code": extra, "description": said, "now": 1763519421123}
    return {"data": {"error_code": code, "description": said, **data}, "extra": told}


def card(number: int, plays: object = 5) -> dict:
    return {"item_id": f"@{number}==", "statistics": {"play_count": plays}, "create_time": number}


class Douyin:
    """Gives tokens, and lists of videos by cursor."""

    def __init__(self) -> None:
        self.life = 30 * DAY
        self.renewals = 0
        self.access = 0
        self.pages: list[dict] = []
        self.others: dict[str, dict] = {}

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/oauth/refresh_token/":
            self.access += 1
            told = {"access_token": f"act.douyin-{self.access}", "expires_in": str(15 * DAY)}
            told |= {"refresh_token": asked.form["refresh_token"], "open_id": "1"}
            return Said(wrapped(told | {"refresh_expires_in": self.life}))
        if asked.path == "/oauth/renew_refresh_token/":
            if self.renewals >= 5:
                return Said(wrapped({}, 10020, 10020, "renew limit"))
            self.renewals += 1
            return Said(wrapped({"refresh_token": f"rft.douyin-{self.renewals}"}))
        if asked.headers.get("access-token") != f"act.douyin-{self.access}":
            return Said(wrapped({}, "2190008", "2190008", "access_token过期"))
        if told := self.others.get(asked.path):
            return Said(told)
        return Said(self.pages.pop(0) if len(self.pages) > 1 else self.pages[0])


@pytest.fixture
def platform(stage: Stage) -> Douyin:
    stage.answer = Douyin()
    return stage.answer


def listed(*numbers: int, cursor: int = 0, more: object = False) -> dict:
    cards = [card(number) for number in numbers]
    return wrapped({"list": cards, "cursor": cursor, "has_more": more})


def videos(puller: Puller) -> list[dict]:
    return records(puller(douyin, "videos", KEYS, window=WEEK))


def test_a_list_goes_on_while_it_says_so_whatever_the_size_of_a_page(platform, stage, puller):
    platform.pages = [listed(3, cursor=99, more=True), listed(2, 1, cursor=77)]
    assert [one["item_id"] for one in videos(puller)] == ["@3==", "@2==", "@1=="]
    asked = [one.params["cursor"] for one in stage.asked if "video_list" in one.path]
    assert asked == ["0", "99"]


def test_a_video_says_up_to_which_day_its_totals_go(platform, puller):
    platform.pages = [listed(1)]
    assert [one["stat_date"] for one in videos(puller)] == ["2026-11-13"]


def test_days_come_by_kind_for_the_last_thirty(platform, stage, puller):
    row = {"date": "2026-11-13", "new_fans": "96"}
    platform.pages = [wrapped({"result_list": [row]})]
    found = records(puller(douyin, "account_days", KEYS, window=WEEK))
    assert [one["kind"] for one in found] == ["item", "fans", "like", "comment", "share", "profile"]
    assert {one.params.get("date_type") for one in stage.asked if "external" in one.path} == {"30"}


YOUNG = 1_794_400_000  # 11 November 2026


def day(number: int, **figures: object) -> dict:
    return {"date": f"2026-11-{number}"} | figures


def test_a_young_video_has_days_each_with_every_figure(platform, stage, puller):
    platform.pages = [listed(YOUNG, 7)]
    item = "/data/external/item/"
    platform.others = {
        f"{item}base/": wrapped({"result": {"total_play": 9, "avg_play_duration": 14.5}}),
        f"{item}play/": wrapped({"result_list": [day(12, play="9"), day(11, play=0)]}),
        f"{item}like/": wrapped({"result_list": [day(12, like=1)]}),
        f"{item}comment/": wrapped({"result_list": []}),
        f"{item}share/": wrapped({}),
    }
    young, old = videos(puller)
    assert young["days"] == [day(11, play=0), day(12, play="9", like=1)]
    assert young["base"]["avg_play_duration"] == 14.5
    assert not {"days", "base"} & set(old)
    asked = [one for one in stage.asked if item in one.path]
    assert {one.params["item_id"] for one in asked} == {f"@{YOUNG}=="}
    assert "item_id=%40" in asked[0].raw_query
    assert asked[0].raw_query.endswith("%3D%3D")


def test_without_the_scope_of_single_videos_the_list_stays(platform, puller, caplog):
    platform.pages = [listed(YOUNG)]
    platform.others = {"/data/external/item/base/": wrapped({}, 28001014, 28001014, "无权限")}
    [video] = videos(puller)
    assert (video["stat_date"], "days" in video) == ("2026-11-13", False)
    assert "no days of single videos" in caplog.text


@pytest.mark.parametrize("inner", ["fans_data", ""])
def test_fans_come_by_group_wherever_they_stand(platform, puller, inner):
    groups = {
        "all_fans_num": 5212,
        "age_distributions": [{"item": "24-30", "value": 5210}],
        "gender_distributions": [{"item": "1", "value": "2"}],
        "device_distributions": None,
    }
    path = "/api/douyin/v1/user/fans_data/"
    platform.others = {path: wrapped({inner: groups} if inner else groups)}
    found = records(puller(douyin, "audience", KEYS, window=WEEK))
    assert [(one["breakdown"], one["item"], one["value"]) for one in found] == [
        ("age", "24-30", 5210),
        ("gender", "1", "2"),
    ]
    platform.others = {path: wrapped({inner: {}})}
    assert records(puller(douyin, "audience", KEYS, window=WEEK)) == []


def test_a_refresh_token_in_its_last_week_is_renewed_and_kept(platform, stage, puller):
    platform.pages, platform.life = [listed(1)], 6 * DAY
    videos(puller)
    platform.access += 1
    videos(puller)
    used = [a.form["refresh_token"] for a in stage.asked if a.path == "/oauth/refresh_token/"]
    assert used == ["rft.douyin-0", "rft.douyin-1"]


def test_after_five_renewals_the_old_token_serves_to_its_end(platform, puller):
    platform.pages, platform.life, platform.renewals = [listed(1)], 2 * DAY, 5
    assert videos(puller)


@pytest.mark.parametrize("place", ["data", "extra"])
@pytest.mark.parametrize("code", [10010, "10010"])
def test_a_dead_grant_needs_the_creator_wherever_the_code_stands(stage, puller, place, code):
    codes = (code, 0) if place == "data" else (0, code)
    stage.play(wrapped({}, *codes, "refresh_token过期"))
    with pytest.raises(AccessDenied, match="creator must authorise") as caught:
        videos(puller)
    assert "rft.douyin-0" not in str(caught.value)


@pytest.mark.parametrize(
    ("code", "error", "said"),
    [
        (28001014, AccessDenied, "scope is missing"),
        (2190015, AccessDenied, "open_id is not the one"),
        (28003017, TryAgain, "run the same pull tomorrow"),
    ],
)
def test_codes_say_who_acts(platform, puller, code, error, said):
    platform.pages = [wrapped({}, code, code, "no")]
    with pytest.raises(error, match=said):
        videos(puller)


def test_a_busy_platform_is_asked_again(platform, puller):
    platform.pages = [wrapped({}, 2100004, 2100004, "系统繁忙"), listed(1)]
    assert len(videos(puller)) == 1


def test_extra_may_be_missing(platform, puller):
    page = listed(1)
    del page["extra"]
    platform.pages = [page]
    assert len(videos(puller)) == 1


@pytest.mark.parametrize(
    ("done", "life", "days"),
    [(0, 30, 30 + 5 * 23), (3, 5, 30 + 1 * 23), (4, 5, 30), (5, 5, 5)],
)
def test_how_long_the_consent_still_holds_is_known(platform, stage, engine, done, life, days):
    """From the fourth renewal on it is less than the 60 days of a warning."""
    platform.life, platform.renewals = life * DAY, done
    now = engine.clock.wall()
    api = Api(douyin, "1", KEYS, urls={"api": stage.url}, engine=engine)
    grant = consented(KEYS)
    token = grant.fetch(api, Token("act.old", 0.0, KEYS["refresh_token"], renewals=done))
    assert round((token.consent_ends_at - now) / DAY) == days
    assert (days < 60) == (token.renewals >= 4)
