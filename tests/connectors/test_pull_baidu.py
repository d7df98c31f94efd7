"""Baidu: its oddities, with replies composed from the contract."""

from typing import Any

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.ads.baidu import baidu
from connectors.core import AccessDenied, BadReply, TryAgain, Window

SECRETS = {"app_id": "app-1", "secret_key": "baidu-secret", "refresh_token": "baidu-refresh-0"}
SECRETS |= {"user_id": "30000001"}
SEARCH = {"products": "search"}
WEEK = Window.of("2026-11-01", "2026-11-07")
REPORT = "/json/sms/service/OpenApiReportService/getReportData"


class Baidu:
    """Rotates the grant; answers what it is given, or pages of a long report."""

    def __init__(self) -> None:
        self.turn = 0
        self.rows = 0
        self.answers: list[Any] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/oauth/refreshToken":
            if asked.json["refreshToken"] != f"baidu-refresh-{self.turn}":
                return Said({"code": 400130, "message": "refreshToken is not valid"})
            self.turn += 1
            pair = {"accessToken": f"baidu-access-{self.turn}", "expiresIn": 86400}
            return Said({"code": 0, "data": {**pair, "refreshToken": f"baidu-refresh-{self.turn}"}})
        if asked.json["header"]["accessToken"] != f"baidu-access-{self.turn}":
            return Said(refused(8102, "Missing token"))
        if self.rows:
            start, most = asked.json["body"]["startRow"], asked.json["body"]["rowCount"]
            here = range(start, min(start + most, self.rows))
            return Said(answer([report(*here, total=self.rows)]))
        return Said(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])


@pytest.fixture
def vendor(stage: Stage) -> Baidu:
    stage.answer = Baidu()
    return stage.answer


def report(*ids: int, total: int | None = None) -> dict:
    rows = [{"date": "2026-11-03", "ideaId": number, "cost": 1.5} for number in ids]
    return {"rowCount": len(rows), "totalRowCount": total or len(rows), "rows": rows,
            "summary": {"cost": 63.42}}  # fmt: skip


def answer(data: Any, **header: Any) -> dict:
    return {"header": {"desc": "success", "failures": [], **header}, "body": {"data": data}}


def refused(code: int, message: str, status: int = 2) -> dict:
    failure = {"code": code, "message": message, "position": ""}
    return {"header": {"status": status, "desc": "failure", "failures": [failure]}, "body": {}}


def test_name_and_token_travel_in_the_body(vendor: Baidu, stage: Stage, puller: Puller):
    vendor.answers = [answer([report(1)])]
    puller(baidu, "ad_report", SECRETS, "shop-account-01", WEEK, options=SEARCH)
    asked = stage.asked[-1]
    assert asked.json["header"] == {"userName": "shop-account-01", "accessToken": "baidu-access-1"}
    assert (asked.path, asked.json["body"]["reportType"]) == (REPORT, 2665235)
    assert "authorization" not in asked.headers


@pytest.mark.parametrize("shape", ["a list with one report", "the report itself"])
def test_the_report_may_stand_in_a_list_or_alone(vendor: Baidu, puller: Puller, shape: str):
    vendor.answers = [answer([report(1, 2)] if "list" in shape else report(1, 2), status=0)]
    [page] = puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)
    assert (len(page.records), page.totals) == (2, {"cost": "63.42"})


def test_two_reports_at_once_are_none(vendor: Baidu, puller: Puller):
    vendor.answers = [answer([report(1), report(2)])]
    with pytest.raises(BadReply, match="has no"):
        puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)


def test_237_rows_are_two_pages(vendor: Baidu, stage: Stage, puller: Puller):
    vendor.rows = 237
    found = records(puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH))
    assert [row["ideaId"] for row in found] == list(range(237))
    bodies = [asked.json["body"] for asked in stage.asked if asked.path == REPORT]
    assert [(body["startRow"], body["rowCount"]) for body in bodies] == [(0, 200), (200, 200)]
    assert all(body["columns"] == bodies[0]["columns"] for body in bodies)


def test_a_report_number_is_a_setting(vendor: Baidu, stage: Stage, puller: Puller):
    vendor.answers = [answer(report(1))]
    puller(baidu, "search_term_report", SECRETS, window=WEEK, options={"query_report": "1900005"})
    assert stage.asked[-1].json["body"]["reportType"] == 1900005


def test_a_partial_failure_is_no_report(vendor: Baidu, puller: Puller):
    partly = refused(901102, "campaign 4 could not be read", status=1)
    partly["body"] = {"data": [report(1)]}
    vendor.answers = [partly]
    with pytest.raises(BadReply, match="901102 campaign 4"):
        puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)


@pytest.mark.parametrize(("code", "status"), [(421, 2), (405, 2), (800, 2), (7, 3)])
def test_what_passes_is_asked_again(
    vendor: Baidu, puller: Puller, passing: Time, code: int, status: int
):
    vendor.answers = [refused(code, "later", status), answer(report(1))]
    assert len(records(puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH))) == 1
    assert passing.slept[0] >= 0.5


def test_a_system_error_that_stays_is_told(vendor: Baidu, puller: Puller):
    vendor.answers = [refused(7, "system error", 3)]
    with pytest.raises(TryAgain, match="7 system error"):
        puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)


@pytest.mark.parametrize("code", [801, 802])
def test_a_block_is_not_tried_again(vendor: Baidu, stage: Stage, puller: Puller, code: int):
    vendor.answers = [refused(code, "IP blocked")]
    with pytest.raises(AccessDenied, match="prolongs the block"):
        puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)
    assert len([asked for asked in stage.asked if asked.path == REPORT]) == 1


def test_a_token_is_renewed_once_with_the_refresh_token_that_came(
    vendor: Baidu, stage: Stage, puller: Puller
):
    vendor.answers = [answer(report(1))]
    puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)
    vendor.answers = [refused(8102, "Missing token"), answer(report(1))]
    puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)
    used = [asked.json["refreshToken"] for asked in stage.asked if "oauth" in asked.path]
    assert used == ["baidu-refresh-0", "baidu-refresh-1"]


def test_a_dead_grant_asks_for_a_person_and_shows_nothing(vendor: Baidu, puller: Puller):
    vendor.turn = 5
    with pytest.raises(AccessDenied, match="authorise the app again") as caught:
        puller(baidu, "ad_report", SECRETS, window=WEEK, options=SEARCH)
    assert "baidu-refresh-0" not in str(caught.value)


def test_ad_groups_are_asked_for_by_a_hundred_campaigns(
    vendor: Baidu, stage: Stage, puller: Puller
):
    listed = [{"campaignId": number} for number in range(101)]
    groups = [answer([{"adgroupId": 1}]), answer([{"adgroupId": 2}])]
    vendor.answers = [answer(listed), *groups]
    assert len(records(puller(baidu, "ad_groups", SECRETS, options=SEARCH))) == 2
    asked = [one.json["body"] for one in stage.asked if one.path.endswith("getAdgroup")]
    assert [(len(one["ids"]), one["idType"]) for one in asked] == [(100, 3), (1, 3)]


def test_an_account_carries_the_name_it_was_asked_by(vendor: Baidu, puller: Puller):
    vendor.answers = [answer([{"userId": 30000001, "balance": 1.0, "budget": 2.0}])]
    [told] = records(puller(baidu, "accounts", SECRETS, "shop-account-01"))
    assert (told["userName"], told["userId"]) == ("shop-account-01", 30000001)


def test_search_and_feed_are_asked_for_with_columns_of_their_own(
    vendor: Baidu, stage: Stage, puller: Puller
):
    vendor.answers = [answer(report(1)), answer(report(2))]
    pages = puller(baidu, "ad_report", SECRETS, window=WEEK)
    assert [row["ideaId"] for row in records(pages)] == [1, 2]
    search, feed = (one.json["body"] for one in stage.asked if one.path == REPORT)
    assert (search["reportType"], feed["reportType"]) == (2665235, 2094816)
    assert "ocpcConversionsDetail92" in search["columns"]
    assert "ctOcpcConversionsDetail92" in search["columns"]
    assert {"ocpcTargetTrans", "convertTimeOCPCTargetTrans"} < set(feed["columns"])


def test_the_account_tells_each_product_apart(vendor: Baidu, puller: Puller):
    vendor.answers = [answer(report(1))]
    found = records(puller(baidu, "account_report", SECRETS, window=WEEK))
    assert [row["product"] for row in found] == ["search", "feed"]


def test_creatives_of_both_trees_stand_under_their_campaign(
    vendor: Baidu, stage: Stage, puller: Puller
):
    vendor.answers = [
        answer([{"campaignId": 1}]),
        answer([{"adgroupId": 11, "campaignId": 1}]),
        answer([{"creativeId": 111, "adgroupId": 11}]),
        answer([{"campaignFeedId": 2}]),
        answer([{"adgroupFeedId": 22, "campaignFeedId": 2}]),
        answer([{"creativeFeedId": 222, "adgroupFeedId": 22}]),
    ]
    found = records(puller(baidu, "ads", SECRETS))
    assert [row["campaign"] for row in found] == ["1", "2"]
    assert [one.path.rpartition("/")[2] for one in stage.asked if "Creative" in one.path] == [
        "getCreative",
        "getCreativeFeed",
    ]


def test_keywords_are_asked_for_by_fifty_groups(vendor: Baidu, stage: Stage, puller: Puller):
    groups = [{"adgroupId": number} for number in range(51)]
    vendor.answers = [answer([{"campaignId": 1}]), answer(groups), answer([{"keywordId": 7}])]
    assert len(records(puller(baidu, "keywords", SECRETS))) == 2
    asked = [one.json["body"] for one in stage.asked if one.path.endswith("getWord")]
    assert [(len(one["ids"]), one["idType"], one["getTemp"]) for one in asked] == [
        (50, 5, 0),
        (1, 5, 0),
    ]


BY_TASK = SEARCH | {"reports": "task"}
DONE = {"taskStatus": "SUCCESS", "dataStartRow": 2, "tableHeader": ["date", "wInfoId", "cost"]}
FILE = "关键词报告\n日期,关键词ID,消费\n2026-11-03,600001,63.42\n"


class AsTask(Baidu):
    """Tells a report by task and file."""

    def __init__(self, states: list[dict], file: bytes = FILE.encode("gb18030")) -> None:
        super().__init__()
        self.states, self.file = states, file

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/file":
            return Said(self.file)
        if "oauth" in asked.path:
            return super().__call__(asked)
        if asked.path.endswith("createReportTask"):
            return Said(answer({"taskId": "t1"}))
        if asked.path.endswith("getTaskStatus"):
            state = self.states.pop(0)
            link = f"http://{asked.headers['host']}/file"
            return Said(answer([state | ({"fileUrl": link} if state is DONE else {})]))
        return Said(answer([report(1)]))


def test_a_task_runs_then_its_file_is_read_below_the_lines_above(stage: Stage, puller: Puller):
    stage.answer = AsTask([{"taskStatus": "SUBMITTED"}, {"taskStatus": "RUNNING"}, DONE])
    [page] = puller(baidu, "keyword_report", SECRETS, window=WEEK, options=BY_TASK)
    assert records([page]) == [{"date": "2026-11-03", "wInfoId": "600001", "cost": "63.42"}]
    assert page.totals == {"cost": "63.42"}


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("title\nheads\n", "0 rows in the file, the platform counts 1"),
        ("title\nheads\n2026-11-03,63.42\n", "2 columns, but the task names date, wInfoId"),
    ],
)
def test_a_file_that_is_not_whole_is_refused(stage: Stage, puller: Puller, file: str, words: str):
    stage.answer = AsTask([DONE] * 9, file.encode())
    with pytest.raises((TryAgain, BadReply), match=words):
        puller(baidu, "keyword_report", SECRETS, window=WEEK, options=BY_TASK)


def test_a_task_that_fails_is_asked_for_half(stage: Stage, puller: Puller):
    stage.answer = AsTask([{"taskStatus": "FAIL"}, DONE, DONE])
    pages = puller(baidu, "keyword_report", SECRETS, window=WEEK, options=BY_TASK)
    assert [page.window.days for page in pages if page.window] == [3, 4]


class Managed(Baidu):
    """A manager's grant that reaches two accounts, told one by one."""

    def __call__(self, asked: Asked) -> Said:
        if asked.path != "/oauth/getUserInfo":
            return super().__call__(asked)
        assert asked.json["accessToken"] == f"baidu-access-{self.turn}"
        first = asked.json["lastPageMaxUcId"] < 41
        listed = [{"ucId": 41, "ucName": "a"}] if first else [{"ucId": 42, "ucName": "b"}]
        return Said({"code": 0, "data": {"subUserList": listed, "hasNext": first}})


MANAGED = SEARCH | {"manager": "boss", "open_id": "777"}


def test_a_manager_asks_for_an_account_by_its_number(stage: Stage, puller: Puller):
    stage.answer = Managed()
    stage.answer.answers = [answer(report(1))]
    puller(baidu, "ad_report", SECRETS, "b", WEEK, options=MANAGED)
    asked = stage.asked[-1].json
    assert (asked["header"]["userName"], asked["body"]["userIds"]) == ("boss", [42])


def test_an_account_the_grant_lost_is_named(stage: Stage, puller: Puller):
    stage.answer = Managed()
    with pytest.raises(AccessDenied, match="does not reach c"):
        puller(baidu, "accounts", SECRETS, "c", WEEK, options=MANAGED)
