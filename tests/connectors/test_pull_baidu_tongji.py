"""Baidu Tongji: its oddities, with replies composed from the contract."""

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.web.baidu_tongji import ON_A_PAGE, VISITS, baidu_tongji

OAUTH = {"client_id": "c", "client_secret": "s-1", "refresh_token": "122.first"}
BUSINESS = {"username": "shop", "password": "pass-word-1", "token": "export-1"}
TOKEN = {"access_token": "121.a", "refresh_token": "122.second", "expires_in": 2592000}
DAYS = Window.of("2026-11-17", "2026-11-18")
FIGURES = [2880, 955, 911, 905, 300, 46.21, 133, "--"]


def told(rows: list, figures: list, fields=("simple_date_title", *VISITS), **more) -> dict:
    total = more.pop("total", len(rows))
    result = {"offset": 0, "fields": list(fields), "total": total, "items": [rows, figures, [], []]}
    return {"result": {**result, "sum": [["--"] * (len(fields) - 1), []], **more}}


def two_days(**more) -> dict:
    untold = [3011, *["--"] * (len(VISITS) - 1)]
    return told([["2026/11/18"], ["2026/11/17"]], [FIGURES, untold], **more)


def days(puller: Puller, secrets=OAUTH, **how) -> list[dict]:
    return records(puller(baidu_tongji, "days", secrets, "16020260", DAYS, **how))


def data_only(stage: Stage, answer) -> None:
    """Tokens are given to whoever asks; data as the test says."""
    stage.answer = lambda asked: Said(TOKEN) if "token" in asked.path else Said(answer(asked))


def test_rows_are_zipped_out_of_aligned_arrays(stage: Stage, puller: Puller):
    data_only(stage, lambda asked: two_days())
    found = days(puller)
    assert [one["source"] for one in found[::2]] == ["all", "through", "search", "link"]
    assert found[0] == {
        "source": "all",
        "simple_date_title": "2026/11/18",
        **dict(zip(VISITS, FIGURES, strict=True)),
    }
    assert found[1]["visitor_count"] == "--"
    asked = [one.params for one in stage.asked[1:]]
    assert [one.get("source") for one in asked] == [None, "through", "search,0", "link"]
    assert (asked[0]["start_date"], asked[0]["end_date"]) == ("20261117", "20261118")
    assert {one["access_token"] for one in asked} == {"121.a"}


def test_the_business_door_shows_its_words_in_the_header(stage: Stage, puller: Puller):
    body = {"data": [two_days()]}
    stage.play({"header": {"desc": "success", "status": 0}, "body": body})
    found = days(puller, BUSINESS, options={"grant": "business"})
    assert found[0]["pv_count"] == 2880
    asked = stage.asked[0]
    assert asked.path == "/json/tongji/v1/ReportService/getData"
    assert asked.json["header"] == {"account_type": 1, **BUSINESS}
    assert asked.json["body"]["site_id"] == "16020260"


def test_pages_are_asked_day_by_day_and_stamped(stage: Stage, puller: Puller):
    fields = ("visit_page_title", *ON_A_PAGE)
    page = [{"name": "https://shop.example.cn/p/88", "pageId": "1190"}]
    sums = {"sum": [[9, 7, 3, 5, 4, "--"], []]}
    data_only(stage, lambda asked: told([page], [[9, 7, 3, 5, 4, 20]], fields, **sums))
    pages = puller(baidu_tongji, "pages", OAUTH, "1", DAYS)
    assert [one["date"] for one in records(pages)] == ["2026-11-17", "2026-11-18"]
    assert [one.totals for one in pages] == [{"pv_count": "9"}] * 2
    assert records(pages)[0]["visit_page_title"]["name"] == page[0]["name"]


def test_a_long_report_is_read_to_the_count_that_it_states(stage: Stage, puller: Puller):
    def answer(asked: Asked) -> dict:
        day = "2026/11/18" if asked.params["start_index"] == "0" else "2026/11/17"
        return told([[day]], [FIGURES], total=2)

    data_only(stage, answer)
    assert [one["simple_date_title"] for one in days(puller)][:2] == ["2026/11/18", "2026/11/17"]


@pytest.mark.parametrize(
    ("answer", "error", "said"),
    [
        (told([["2026/11/18"]], []), BadReply, "1 rows have a name, 0 have figures"),
        (told([["2026/11/18"]], [FIGURES]), BadReply, "1 days are missing, 2026-11-17"),
        (told([], [], total=3), TryAgain, "0 rows came, the platform counts 3"),
        (told([["2026/11/18"]], [[1]], ["d", "pv_count"]), BadReply, "lacks avg_visit_time"),
        ({"error_code": 110, "error_msg": "Access token invalid"}, AccessDenied, "110"),
        ({"error_code": 17, "error_msg": "daily request limit reached"}, TryAgain, "limit"),
        ({"error_code": 4, "error_msg": "request limit reached"}, TryAgain, "limit"),
        ({"error_code": 3, "error_msg": "no permission to site"}, AccessDenied, "site id"),
        ({"error_code": 2, "error_msg": "bad parameter"}, BadReply, "bad parameter"),
    ],
)
def test_what_is_wrong_with_an_answer_says_who_acts(stage, puller, answer, error, said):
    data_only(stage, lambda asked: answer)
    with pytest.raises(error, match=said):
        days(puller)


def test_the_business_door_refuses_in_words_of_its_own(stage: Stage, puller: Puller):
    failure = {"code": 9105, "message": "wrong password"}
    header = {"desc": "failure", "failures": [failure], "status": 2}
    stage.play({"header": header, "body": {}})
    with pytest.raises(AccessDenied, match="9105 wrong password") as caught:
        days(puller, BUSINESS, options={"grant": "business"})
    assert not any(word in f"{caught.value!r}" for word in BUSINESS.values())


def test_a_refresh_token_that_was_used_up_needs_a_person(stage: Stage, puller: Puller):
    stage.play({"error": "invalid_grant", "error_description": "refresh token has been used"})
    with pytest.raises(AccessDenied, match="authorise the app again"):
        days(puller)


def test_the_next_refresh_token_is_the_one_that_came(stage: Stage, puller: Puller):
    turns = iter(range(9))

    def answer(asked: Asked) -> Said:
        if "token" in asked.path:
            return Said({**TOKEN, "refresh_token": f"122.next-{next(turns)}"})
        is_first = not any(one.params for one in stage.asked[:-1])
        return Said({"error_code": 111, "error_msg": "expired"} if is_first else two_days())

    stage.answer = answer
    days(puller)
    shown = [one.form["refresh_token"] for one in stage.asked if "token" in one.path]
    assert shown == ["122.first", "122.next-0"]


def test_own_sums_are_kept_only_where_every_report_tells_them(stage: Stage, puller: Puller):
    summed = {"sum": [[5891, 955, 911, 905, 300, 46.21, 133, "--"], []]}
    data_only(stage, lambda asked: two_days(**summed))
    told_sums = [page.totals for page in puller(baidu_tongji, "days", OAUTH, "1", DAYS)]
    assert told_sums == [{"pv_count": "5891", "visit_count": "955"}] * 4
    data_only(stage, lambda asked: two_days(**({} if asked.params.get("source") else summed)))
    assert not any(page.totals for page in puller(baidu_tongji, "days", OAUTH, "1", DAYS))
