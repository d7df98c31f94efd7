"""WeCom: its oddities, with replies composed from the contract."""

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, Window
from connectors.crm.wecom import wecom

SECRETS = {"corpid": "ww123", "corpsecret": "wecom-secret-1"}
AT = "/cgi-bin/externalcontact"
DAYS = Window.of("2025-11-17", "2025-11-18")
FIRST = 1763308800  # midnight in China


def refusal(code: int, message: str = "no") -> Said:
    return Said({"errcode": code, "errmsg": message})


def pair(customer: str, staff: str = "zhangsan") -> dict:
    told = {"external_userid": customer, "name": "陈女士", "type": 1, "gender": 2}
    return {"external_contact": told, "follow_info": {"userid": staff, "createtime": 1763172000}}


class Corp:
    """A corp with some staff; every call has its own answers, the last one stays."""

    def __init__(self, *staff: str) -> None:
        self.staff = list(staff or ("zhangsan",))
        self.tokens = 0
        self.refused: list[int] = []
        self.answers: dict[str, list[Said]] = {}

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/cgi-bin/gettoken":
            if asked.params["corpsecret"] != SECRETS["corpsecret"]:
                return refusal(40001, "invalid credential")
            self.tokens += 1
            told = {"access_token": f"token-{self.tokens}", "expires_in": 7200}
            return Said({"errcode": 0, "errmsg": "ok", **told})
        if self.refused and asked.params["access_token"] == f"token-{self.tokens}":
            return refusal(self.refused.pop(0), "access_token expired")
        if asked.path.endswith("get_follow_user_list"):
            return self.fine(follow_user=self.staff)
        queue = self.answers[asked.path.removeprefix(AT)]
        return queue.pop(0) if len(queue) > 1 else queue[0]

    @staticmethod
    def fine(**more: object) -> Said:
        return Said({"errcode": 0, "errmsg": "ok", **more})


@pytest.fixture
def corp(stage: Stage) -> Corp:
    stage.answer = Corp()
    return stage.answer


def bodies(stage: Stage, path: str) -> list[dict]:
    return [one.json for one in stage.asked if one.path == AT + path]


def test_contacts_are_read_to_the_empty_cursor(corp: Corp, stage: Stage, puller: Puller):
    more = Corp.fine(external_contact_list=[pair("a")], next_cursor="r9FqSq")
    last = Corp.fine(external_contact_list=[pair("b")], next_cursor="")
    corp.answers["/batch/get_by_user"] = [more, last]
    found = records(puller(wecom, "contacts", SECRETS))
    assert [one["external_contact"]["external_userid"] for one in found] == ["a", "b"]
    asked = bodies(stage, "/batch/get_by_user")
    assert [one["cursor"] for one in asked] == ["", "r9FqSq"]
    assert {one["limit"] for one in asked} == {100}


@pytest.mark.parametrize("code", [84061, 84074])
def test_staff_without_customers_or_authority_have_none(corp: Corp, puller: Puller, code: int):
    corp.answers["/batch/get_by_user"] = [refusal(code)]
    assert records(puller(wecom, "contacts", SECRETS)) == []


def test_a_list_of_staff_that_is_too_long_is_halved(stage: Stage, puller: Puller):
    corp = stage.answer = Corp(*(f"staff{n}" for n in range(130)))
    page = Corp.fine(external_contact_list=[pair("a")], next_cursor="")
    corp.answers["/batch/get_by_user"] = [refusal(40058), page]
    assert len(records(puller(wecom, "contacts", SECRETS))) == 3
    asked = bodies(stage, "/batch/get_by_user")
    assert [len(one["userid_list"]) for one in asked] == [100, 50, 50, 30]


def test_one_member_of_staff_who_is_refused_is_no_endless_halving(corp: Corp, puller: Puller):
    corp.answers["/batch/get_by_user"] = [refusal(40058)]
    with pytest.raises(Exception, match="40058"):
        puller(wecom, "contacts", SECRETS)


def test_a_pull_that_lost_a_fifth_of_the_pairs_is_refused(corp: Corp, puller: Puller):
    many = [pair(f"c{n}") for n in range(79)]
    corp.answers["/batch/get_by_user"] = [Corp.fine(external_contact_list=many, next_cursor="")]
    with pytest.raises(BadReply, match=r"79 records came, the last complete pull .* had 100"):
        puller(wecom, "contacts", SECRETS, previous=100)
    assert len(records(puller(wecom, "contacts", SECRETS, previous=98))) == 79


def test_an_expired_token_is_fetched_again_once_and_a_second_refusal_needs_a_person(
    corp: Corp, puller: Puller
):
    page = Corp.fine(external_contact_list=[pair("a")], next_cursor="")
    corp.answers["/batch/get_by_user"] = [page]
    corp.refused = [42001]
    assert len(records(puller(wecom, "contacts", SECRETS))) == 1
    assert corp.tokens == 2
    corp.refused = [42001, 42001]
    with pytest.raises(AccessDenied):
        puller(wecom, "contacts", SECRETS)


@pytest.mark.parametrize(
    ("code", "step"), [(48002, "可调用接口的应用"), (60011, "visible"), (60020, "trusted IPs")]
)
def test_a_missing_permission_says_what_to_do(corp: Corp, puller: Puller, code: int, step: str):
    corp.answers["/batch/get_by_user"] = [refusal(code)]
    with pytest.raises(AccessDenied, match=step):
        puller(wecom, "contacts", SECRETS)


def test_a_wrong_secret_is_told_and_not_shown(corp: Corp, puller: Puller):
    wrong = {**SECRETS, "corpsecret": "another-secret"}
    with pytest.raises(AccessDenied, match="secret is wrong") as caught:
        puller(wecom, "contacts", wrong)
    assert "another-secret" not in str(caught.value)


def test_the_minute_limit_is_waited_for(corp: Corp, puller: Puller, passing: Time):
    page = Corp.fine(external_contact_list=[pair("a")], next_cursor="")
    corp.answers["/batch/get_by_user"] = [refusal(45009), page]
    puller(wecom, "contacts", SECRETS)
    assert 60 <= passing.slept[0] <= 80


@pytest.mark.parametrize("words", ["api freq out of limit, per hour", "接口每小时调用超限"])
def test_the_hour_limit_is_waited_for_where_the_words_say_so(
    corp: Corp, puller: Puller, passing: Time, words: str
):
    page = Corp.fine(external_contact_list=[pair("a")], next_cursor="")
    corp.answers["/batch/get_by_user"] = [refusal(45009, words), page]
    puller(wecom, "contacts", SECRETS)
    assert 3600 <= passing.slept[0] <= 3700


def test_too_many_people_at_once_are_asked_for_in_halves(stage: Stage, puller: Puller):
    corp = stage.answer = Corp("zhangsan", "lisi")
    corp.answers["/groupchat/list"] = [refusal(81017), Corp.fine(group_chat_list=[])]
    assert records(puller(wecom, "group_chats", SECRETS)) == []
    owners = [one["owner_filter"]["userid_list"] for one in bodies(stage, "/groupchat/list")]
    assert owners == [["zhangsan", "lisi"], ["zhangsan"], ["lisi"]]


def test_a_group_comes_with_its_members(corp: Corp, stage: Stage, puller: Puller):
    listed = [{"chat_id": "wr1", "status": 0}, {"chat_id": "wr2", "status": 0}]
    corp.answers["/groupchat/list"] = [Corp.fine(group_chat_list=listed, next_cursor="")]
    group = {"chat_id": "wr1", "owner": "zhangsan", "member_list": [{"userid": "a", "type": 2}]}
    corp.answers["/groupchat/get"] = [Corp.fine(group_chat=group)]
    found = records(puller(wecom, "group_chats", SECRETS))
    assert found == [group, group]
    assert [one["chat_id"] for one in bodies(stage, "/groupchat/get")] == ["wr1", "wr2"]
    assert bodies(stage, "/groupchat/list")[0]["owner_filter"] == {"userid_list": ["zhangsan"]}


def test_statistics_are_asked_for_one_by_one_in_seconds_of_china(stage: Stage, puller: Puller):
    corp = stage.answer = Corp("zhangsan", "lisi")
    rows = [{"stat_time": FIRST + n * 86_400, "chat_cnt": n} for n in range(3)]
    corp.answers["/get_user_behavior_data"] = [Corp.fine(behavior_data=rows)]
    found = records(puller(wecom, "staff_days", SECRETS, window=DAYS))
    asked = bodies(stage, "/get_user_behavior_data")
    assert [one["userid"] for one in asked] == [["zhangsan"], ["lisi"]]
    assert {(one["start_time"], one["end_time"]) for one in asked} == {(FIRST, FIRST + 172_800)}
    told = [(one["userid"], one["chat_cnt"]) for one in found]
    assert told == [("zhangsan", 0), ("zhangsan", 1), ("lisi", 0), ("lisi", 1)]


def test_days_of_groups_are_asked_for_by_owner(corp: Corp, stage: Stage, puller: Puller):
    item = {"stat_time": FIRST, "data": {"chat_total": 3, "msg_total": 9}}
    corp.answers["/groupchat/statistic_group_by_day"] = [Corp.fine(items=[item])]
    assert records(puller(wecom, "group_days", SECRETS, window=DAYS)) == [
        {"userid": "zhangsan", **item}
    ]
    (asked,) = bodies(stage, "/groupchat/statistic_group_by_day")
    assert asked["owner_filter"] == {"userid_list": ["zhangsan"]}


def test_a_wrong_unit_of_time_is_our_mistake(corp: Corp, puller: Puller):
    corp.answers["/get_user_behavior_data"] = [refusal(600018)]
    with pytest.raises(BadReply, match="600018"):
        puller(wecom, "staff_days", SECRETS, window=DAYS)


LINKS = "/customer_acquisition"


def test_links_are_listed_to_the_empty_cursor_and_each_is_asked_for(
    corp: Corp, stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    corp.answers["/customer_acquisition_quota"] = [Corp.fine(total=10, balance=0)]
    more = Corp.fine(link_id_list=["a", "b"], next_cursor="next")
    corp.answers[f"{LINKS}/list_link"] = [more, Corp.fine(link_id_list=["c"], next_cursor="")]
    corp.answers[f"{LINKS}/get"] = [Corp.fine(link={"link_id": n}, range={}) for n in "abc"]
    found = records(puller(wecom, "acquisition_links", SECRETS))
    assert [one["link_id"] for one in found] == ["a", "b", "c"]
    assert [one["link_id"] for one in bodies(stage, f"{LINKS}/get")] == ["a", "b", "c"]
    assert "quota of acquisition links is used up" in caplog.text


def test_a_list_of_links_that_goes_round_is_refused(corp: Corp, puller: Puller):
    corp.answers[f"{LINKS}/list_link"] = [Corp.fine(link_id_list=["a"], next_cursor="same")]
    corp.answers[f"{LINKS}/customer"] = [Corp.fine(customer_list=[], next_cursor="")]
    with pytest.raises(BadReply, match="loop"):
        puller(wecom, "acquisition_customers", SECRETS)


def test_a_link_is_asked_for_one_day_at_a_time(corp: Corp, stage: Stage, puller: Puller):
    corp.answers[f"{LINKS}/list_link"] = [Corp.fine(link_id_list=["a"], next_cursor="")]
    corp.answers[f"{LINKS}/statistic"] = [
        Corp.fine(click_link_customer_cnt=n, new_customer_cnt=0) for n in (3, 4)
    ]
    found = records(puller(wecom, "acquisition_days", SECRETS, window=DAYS))
    told = [(one["link_id"], one["stat_time"], one["click_link_customer_cnt"]) for one in found]
    assert told == [("a", str(FIRST), 3), ("a", str(FIRST + 86_400), 4)]
    spans = [(one["start_time"], one["end_time"]) for one in bodies(stage, f"{LINKS}/statistic")]
    assert spans == [(FIRST, FIRST + 86_399), (FIRST + 86_400, FIRST + 172_799)]


def test_a_corp_without_tags_has_none(corp: Corp, stage: Stage, puller: Puller):
    corp.answers["/get_corp_tag_list"] = [Corp.fine()]
    assert records(puller(wecom, "corp_tags", SECRETS)) == []
    assert bodies(stage, "/get_corp_tag_list") == [{}]


def test_customers_one_by_one_are_the_same_records_as_in_a_batch(
    corp: Corp, stage: Stage, puller: Puller
):
    follow = {"userid": "zhangsan", "createtime": 1763172000, "state": "q4"}
    customer = {"external_userid": "a", "type": 1}
    whole = follow | {"tags": [{"group_name": "来源", "tag_name": "门店", "tag_id": "et1"}]}
    corp.answers["/list"] = [Corp.fine(external_userid=["a", "gone"])]
    corp.answers["/get"] = [
        Corp.fine(external_contact=customer, follow_user=[whole], next_cursor="more"),
        Corp.fine(external_contact=customer, follow_user=[follow | {"userid": "lisi"}]),
        refusal(40096, "invalid external userid"),
    ]
    corp.answers["/batch/get_by_user"] = [
        Corp.fine(
            external_contact_list=[
                {"external_contact": customer, "follow_info": follow | {"tag_id": ["et1"]}},
                {
                    "external_contact": customer,
                    "follow_info": follow | {"userid": "lisi", "tag_id": []},
                },
            ],
            next_cursor="",
        )
    ]
    singly = records(puller(wecom, "contacts", SECRETS, options={"contacts": "single"}))
    assert singly == records(puller(wecom, "contacts", SECRETS))
    asked = [one.params for one in stage.asked if one.path == f"{AT}/get"]
    assert [(one["external_userid"], one.get("cursor", "")) for one in asked] == [
        *(("a", ""), ("a", "more")),
        ("gone", ""),
    ]


def test_staff_without_a_licence_are_named(corp: Corp, puller: Puller):
    corp.staff = ["zhangsan", "xinren"]
    told = {"unlicensed_userid_list": ["xinren"]}
    corp.answers["/batch/get_by_user"] = [Corp.fine(external_contact_list=[], fail_info=told)]
    found = records(puller(wecom, "staff_list", SECRETS))
    assert found == [
        {"userid": "zhangsan", "is_licensed": True},
        {"userid": "xinren", "is_licensed": False},
    ]


def test_the_days_of_all_owners_may_come_at_once(corp: Corp, stage: Stage, puller: Puller):
    item = {"owner": "zhangsan", "data": {"chat_total": 3}}
    corp.answers["/groupchat/statistic"] = [Corp.fine(total=1, next_offset=1, items=[item])]
    by_owner = {"group_days": "by_owner"}
    found = records(puller(wecom, "group_days", SECRETS, window=DAYS, options=by_owner))
    assert [(one["userid"], one["stat_time"]) for one in found] == [
        ("zhangsan", FIRST),
        ("zhangsan", FIRST + 86_400),
    ]
    asked = bodies(stage, "/groupchat/statistic")
    assert [(one["day_begin_time"], one["offset"], one["limit"]) for one in asked] == [
        (FIRST, 0, 1000),
        (FIRST + 86_400, 0, 1000),
    ]
