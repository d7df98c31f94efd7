"""Fxiaoke: its oddities, with replies composed from the contract."""

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply
from connectors.crm.fxiaoke import fxiaoke

SECRETS = {"app_id": "FSAID_1", "app_secret": "fxiaoke-secret-1"}
SECRETS |= {"permanent_code": "fxiaoke-code-1", "service_mobile": "13312345678"}
QUERY = "/cgi/crm/v2/data/query"


def refusal(code: int, message: str) -> Said:
    return Said({"traceId": "E-O.demo.1", "errorCode": code, "errorMessage": message})


def fine(**more: object) -> Said:
    return Said({"traceId": "E-O.demo.2", "errorCode": 0, "errorMessage": "OK", **more})


class Crm:
    """A CRM whose leads each changed in one millisecond of the third of November."""

    def __init__(self, *stamps: int) -> None:
        self.stamps = stamps
        self.tokens, self.expired = 0, 0
        self.employees = [{"openUserId": "FSUID_9", "name": "数据"}]
        self.refused: list[Said] = []
        self.hidden: set[str] = set()

    def __call__(self, asked: Asked) -> Said:
        body = asked.json
        if asked.path == "/cgi/corpAccessToken/get/V2":
            if body["appSecret"] != SECRETS["app_secret"]:
                return refusal(10001, "appSecret错误")
            self.tokens += 1
            return fine(
                corpAccessToken=f"corp-token-{self.tokens}", corpId="FSCID_A1", expiresIn=7200
            )
        if body["corpAccessToken"] != f"corp-token-{self.tokens}" or self.expired:
            self.expired = max(0, self.expired - 1)
            return refusal(20016, "corpAccessToken已过期")
        if asked.path == "/cgi/user/getByMobile":
            return fine(empList=self.employees if body["mobile"] == "13312345678" else [])
        if asked.path == "/cgi/crm/v2/object/describe":
            return self.described(body["data"]["apiName"])
        return self.refused.pop(0) if self.refused else self.found(body["data"])

    def described(self, name: str) -> Said:
        if name in self.hidden:
            return refusal(20005, f"没有对象 {name} 的权限")
        options = [{"value": "1", "label": "户外"}, {"value": 2, "label": "家居"}, {"label": "空"}]
        fields = {"industry_level1": {"type": "select_one", "options": options}, "name": {}}
        return fine(data={"describe": {"api_name": name, "fields": fields}})

    def found(self, data: dict) -> Said:
        query = data["search_query_info"]
        low, high = (int(one["field_values"][0]) for one in query["filters"])
        rows = [
            {"_id": f"{n:04d}", "last_modified_time": stamp}
            for n, stamp in enumerate(self.stamps)
            if low <= stamp < high
        ]
        page = rows[query["offset"] : query["offset"] + query["limit"]]
        return fine(data={"total": len(rows), "offset": query["offset"], "dataList": page})


DAY = 1793664000000  # 2026-11-03T00:00Z


@pytest.fixture
def crm(stage: Stage) -> Crm:
    stage.answer = Crm(*(DAY + n for n in range(250)))
    return stage.answer


def queries(stage: Stage) -> list[dict]:
    asked = [one.json for one in stage.asked if one.path == QUERY]
    return [one["data"]["search_query_info"] for one in asked]


def test_offsets_go_on_until_the_total_is_reached(crm: Crm, stage: Stage, puller: Puller):
    found = records(puller(fxiaoke, "leads", SECRETS, account="FSCID_A1"))
    assert [one["_id"] for one in found] == [f"{n:04d}" for n in range(250)]
    assert [one["offset"] for one in queries(stage)] == [0, 100, 200]
    assert {one["limit"] for one in queries(stage)} == {100}
    filters = queries(stage)[0]["filters"]
    assert [(one["operator"], one["field_values"]) for one in filters] == [
        ("GTE", [str(DAY)]),
        ("LT", [str(DAY + 86_400_000)]),
    ]


def test_every_call_carries_corp_token_and_user(crm: Crm, stage: Stage, puller: Puller):
    puller(fxiaoke, "leads", SECRETS, account="FSCID_A1")
    body = stage.asked[-1].json
    told = (body["corpId"], body["corpAccessToken"], body["currentOpenUserId"])
    assert told == ("FSCID_A1", "corp-token-1", "FSUID_9")
    assert body["data"]["dataObjectApiName"] == "LeadsObj"


def test_a_long_answer_is_cut_by_time_and_no_offset_goes_deep(stage: Stage, puller: Puller):
    stage.answer = Crm(*(DAY + n * 30_000 for n in range(2_500)))
    found = records(puller(fxiaoke, "leads", SECRETS))
    assert len({one["_id"] for one in found}) == len(found) == 2_500
    assert max(one["offset"] for one in queries(stage)) < 2_000


def test_one_millisecond_is_paged_to_its_end(stage: Stage, puller: Puller):
    stage.answer = Crm(*[DAY + 5] * 2_100)
    found = records(puller(fxiaoke, "leads", SECRETS))
    assert len({one["_id"] for one in found}) == 2_100


def test_a_token_that_ends_is_fetched_again_once(crm: Crm, puller: Puller):
    crm.expired = 1
    assert len(records(puller(fxiaoke, "leads", SECRETS))) == 250
    assert crm.tokens == 2
    crm.expired = 9
    with pytest.raises(AccessDenied, match="corpAccessToken"):
        puller(fxiaoke, "leads", SECRETS)


def test_too_often_is_waited_for_a_minute(crm: Crm, puller: Puller, passing: Time):
    crm.refused = [refusal(20018, "接口调用频率超限")]
    assert len(records(puller(fxiaoke, "leads", SECRETS))) == 250
    assert 60 <= passing.slept[0] <= 80


@pytest.mark.parametrize(
    ("message", "error", "told"),
    [
        ("没有该对象的权限", AccessDenied, "role that sees this object"),
        ("参数错误: limit", BadReply, "traceId E-O.demo.1"),
    ],
)
def test_who_must_act_stands_in_the_vendors_words(
    crm: Crm, puller: Puller, message: str, error: type[Exception], told: str
):
    crm.refused = [refusal(1, message)] * 9
    with pytest.raises(error, match=told):
        puller(fxiaoke, "leads", SECRETS)


def test_a_wrong_secret_and_an_unknown_mobile_need_a_person_and_are_not_shown(
    crm: Crm, puller: Puller
):
    with pytest.raises(AccessDenied, match="企业自建应用"):
        puller(fxiaoke, "leads", {**SECRETS, "app_secret": "another"})
    with pytest.raises(AccessDenied, match="service mobile") as caught:
        puller(fxiaoke, "leads", {**SECRETS, "service_mobile": "13300009999"})
    assert "13300009999" not in str(caught.value)


def test_ids_are_listed_for_every_object_and_nothing_else_of_a_record(stage: Stage, puller: Puller):
    stage.answer = Crm(DAY, 1)
    found = records(puller(fxiaoke, "record_ids", SECRETS))
    assert found == [
        {"object": name, "_id": number}
        for name in (
            *("LeadsObj", "NewOpportunityObj", "AccountObj", "CampaignMembersObj"),
            "SalesOrderObj",
        )
        for number in ("0000", "0001")
    ]


def test_fewer_records_than_the_total_are_refused(crm: Crm, puller: Puller):
    short = fine(data={"total": 3, "dataList": [{"_id": "1"}]})
    crm.refused = [short] * 9
    with pytest.raises(Exception, match="1 records came, the platform counts 3"):
        puller(fxiaoke, "leads", SECRETS)


@pytest.mark.parametrize(
    ("feed", "name"),
    [
        ("accounts", "AccountObj"),
        ("contacts", "ContactObj"),
        ("campaigns", "MarketingEventObj"),
        ("campaign_members", "CampaignMembersObj"),
    ],
)
def test_each_feed_asks_for_its_object(
    crm: Crm, stage: Stage, puller: Puller, feed: str, name: str
):
    puller(fxiaoke, feed, SECRETS, account="FSCID_A1")
    assert stage.asked[-1].json["data"]["dataObjectApiName"] == name


def test_what_members_are_called_is_a_setting(crm: Crm, stage: Stage, puller: Puller):
    options = {"member_object": "CampaignMemberObj__c"}
    puller(fxiaoke, "campaign_members", SECRETS, account="FSCID_A1", options=options)
    assert stage.asked[-1].json["data"]["dataObjectApiName"] == "CampaignMemberObj__c"


def test_what_codes_say_is_asked_of_the_objects(crm: Crm, puller: Puller):
    crm.hidden = {"SalesOrderObj"}
    told = records(puller(fxiaoke, "choices", SECRETS))
    named = {"object": "AccountObj", "field": "industry_level1"}
    assert told == [
        {**named, "code": "1", "label": "户外"},
        {**named, "code": "2", "label": "家居"},
    ]


@pytest.mark.parametrize(
    ("options", "name", "path"),
    [
        ({}, "SalesOrderObj", QUERY),
        ({"order_object": "OrderObj"}, "OrderObj", QUERY),
        ({"order_object": "orders__c"}, "orders__c", "/cgi/crm/custom/v2/data/query"),
        ({"order_object": "orders__c", "custom_path": QUERY}, "orders__c", QUERY),
    ],
)
def test_a_kind_may_be_kept_in_an_object_of_the_corps_own(
    crm: Crm, stage: Stage, puller: Puller, options: dict, name: str, path: str
):
    puller(fxiaoke, "orders", SECRETS, options=options)
    last = stage.asked[-1]
    assert (last.path, last.json["data"]["dataObjectApiName"]) == (path, name)
