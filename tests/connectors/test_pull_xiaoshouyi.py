"""Xiaoshouyi: its oddities, with replies composed from the contract."""

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, TryAgain
from connectors.crm.xiaoshouyi import xiaoshouyi

SECRETS = {"client_id": "neocrm-client", "client_secret": "neocrm-secret-1"}
SECRETS |= {"username": "data@example.com", "password": "neocrm-password-1"}
SCROLL = "/rest/data/v2.0/query/xoqlScroll"


def found(*ids: str, locator: str = "", code: object = "200", **data: object) -> Said:
    told = {
        "totalSize": 9,
        "count": len(ids),
        **({"records": [{"id": i} for i in ids]} if ids else {}),
    }
    return Said({"code": code, "msg": "OK", "data": {**told, **data}, "queryLocator": locator})


class Tenant:
    """Gives tokens, at any path that ends so, and plays its answers in turn."""

    def __init__(self, *answers: Said) -> None:
        self.tokens, self.expired, self.host = 0, 0, ""
        self.token: dict[str, object] = {"expires_in": 7200}
        self.answers = list(answers)

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("/oauth2/token"):
            if asked.form["password"] != SECRETS["password"]:
                return Said({"error_code": "20000105", "message": "invalid user or password"}, 400)
            self.tokens += 1
            host = {"instance_uri": self.host} if self.host else {}
            return Said({"access_token": f"neo-{self.tokens}", **self.token, **host})
        sent = asked.headers.get("authorization", "").removeprefix("Bearer ")
        if sent != f"neo-{self.tokens}" or self.expired:
            self.expired = max(0, self.expired - 1)
            return Said({"code": "401", "msg": "access_token invalid"}, 401)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def tenant(stage: Stage) -> Tenant:
    stage.answer = Tenant(found("1"))
    return stage.answer


def scrolls(stage: Stage) -> list[dict[str, str]]:
    return [one.form for one in stage.asked if one.path == SCROLL]


def test_a_scroll_goes_on_until_its_locator_is_empty(tenant: Tenant, stage: Stage, puller: Puller):
    tenant.answers = [found("1", "2", locator="a"), found("3", locator="b", code=200), found("4")]
    told = records(puller(xiaoshouyi, "leads", SECRETS))
    assert [one["id"] for one in told] == ["1", "2", "3", "4"]
    assert [one.get("queryLocator", "") for one in scrolls(stage)] == ["", "a", "b"]
    xoql = scrolls(stage)[0]["xoql"]
    assert "from lead where updatedAt >= 1793664000000 and updatedAt < 1793750400000" in xoql
    assert scrolls(stage)[0]["batchCount"] == "2000"


@pytest.mark.parametrize("code", ["200", 200])
def test_no_records_at_all_are_none_whatever_kind_the_code_is(
    tenant: Tenant, puller: Puller, code: object
):
    tenant.answers = [found(code=code)]
    assert records(puller(xiaoshouyi, "leads", SECRETS)) == []


def test_an_id_of_64_bits_keeps_its_digits(tenant: Tenant, puller: Puller):
    body = b'{"code":"200","data":{"count":1,"records":[{"id":9223372036854775807}]}}'
    tenant.answers = [Said(body)]
    (page,) = puller(xiaoshouyi, "leads", SECRETS)
    assert bytes(page.records[0]) == b'{"id":9223372036854775807}'


def test_fields_of_the_tenants_own_are_asked_for_by_name(
    tenant: Tenant, stage: Stage, puller: Puller
):
    puller(xiaoshouyi, "leads", SECRETS, options={"lead_fields": "mqlAt__c, sqlAt__c"})
    assert ",updatedAt,mqlAt__c,sqlAt__c from lead" in scrolls(stage)[0]["xoql"]


def test_the_host_of_the_token_reply_is_used(
    tenant: Tenant, stage: Stage, puller: Puller, canary: Stage
):
    moved = Tenant(found("2"))
    moved.tokens, canary.answer = 1, moved
    tenant.host = canary.url + "/"
    told = records(puller(xiaoshouyi, "leads", SECRETS))
    assert [one["id"] for one in told] == ["2"]
    assert [one.path for one in canary.asked] == [SCROLL]


@pytest.mark.parametrize(("bare", "sent"), [("", "Bearer neo-1"), ("yes", "neo-1")])
def test_the_token_goes_out_with_its_scheme_or_bare(
    tenant: Tenant, stage: Stage, puller: Puller, bare: str, sent: str
):
    puller(xiaoshouyi, "leads", SECRETS, options={"bare_token": bare})
    assert stage.asked[-1].headers["authorization"] == sent


def test_the_older_login_is_a_setting_and_no_lifetime_is_needed(
    tenant: Tenant, stage: Stage, puller: Puller
):
    tenant.token = {}
    puller(xiaoshouyi, "leads", SECRETS, options={"token_path": "/oauth2/token"})
    assert stage.asked[0].path == "/oauth2/token"
    assert stage.asked[0].form["grant_type"] == "password"


def test_a_session_that_ends_is_renewed_once(tenant: Tenant, puller: Puller):
    tenant.expired = 1
    assert len(records(puller(xiaoshouyi, "leads", SECRETS))) == 1
    assert tenant.tokens == 2
    tenant.expired = 9
    with pytest.raises(AccessDenied):
        puller(xiaoshouyi, "leads", SECRETS)


def test_a_wrong_password_needs_a_person_and_is_not_shown(tenant: Tenant, puller: Puller):
    with pytest.raises(AccessDenied, match="user and password") as caught:
        puller(xiaoshouyi, "leads", {**SECRETS, "password": "another-password"})
    assert "another-password" not in str(caught.value)


def refusal(message: str) -> Said:
    return Said({"code": "1010003", "msg": message, "data": None})


def test_too_often_is_waited_for_and_a_used_up_day_ends(
    tenant: Tenant, puller: Puller, passing: Time
):
    tenant.answers = [refusal("访问频率超限"), found("1")]
    assert len(records(puller(xiaoshouyi, "leads", SECRETS))) == 1
    assert 60 <= passing.slept[0] <= 80
    tenant.answers = [refusal("当日调用次数已用完")]
    with pytest.raises(TryAgain):
        puller(xiaoshouyi, "leads", SECRETS)
    assert len(passing.slept) == 1


def test_a_wrong_question_is_ours_and_shows_code_and_words(tenant: Tenant, puller: Puller):
    tenant.answers = [refusal("字段 mqlAt__c 不存在")]
    with pytest.raises(BadReply, match="1010003 字段 mqlAt__c 不存在"):
        puller(xiaoshouyi, "leads", SECRETS)


def test_a_scroll_that_lost_records_or_goes_round_is_refused(tenant: Tenant, puller: Puller):
    tenant.answers = [found("1", count=2)]
    with pytest.raises(TryAgain, match="1 records came, the platform counts 2"):
        puller(xiaoshouyi, "leads", SECRETS)
    tenant.answers = [found("1", locator="a")]
    with pytest.raises(BadReply, match="loop"):
        puller(xiaoshouyi, "leads", SECRETS)


def test_ids_of_all_objects_are_listed(tenant: Tenant, stage: Stage, puller: Puller):
    told = records(puller(xiaoshouyi, "record_ids", SECRETS))
    names = ("lead", "opportunity", "account", "activity")
    assert told == [{"object": name, "id": "1"} for name in names]
    asked = [one["xoql"] for one in scrolls(stage)]
    assert asked == [f"select id from {name}" for name in (*names[:3], "activityRecord")]


def test_ids_of_an_object_our_user_may_not_see_are_passed_over_and_told(
    tenant: Tenant, puller: Puller, caplog: pytest.LogCaptureFixture
):
    tenant.answers = [found("1"), refusal("没有商机的权限"), found("2"), found("3")]
    told = records(puller(xiaoshouyi, "record_ids", SECRETS))
    assert [one["object"] for one in told] == ["lead", "account", "activity"]
    assert "opportunity is not told" in caplog.text
    tenant.answers = [refusal("没有权限")]
    with pytest.raises(AccessDenied):
        puller(xiaoshouyi, "record_ids", SECRETS)


def test_users_and_activities_are_asked_for_by_the_names_the_tenant_has(
    tenant: Tenant, stage: Stage, puller: Puller
):
    puller(xiaoshouyi, "users", SECRETS)
    own = {"activity_object": "customEntity7__c", "activity_fields": "leadId"}
    for options in ({}, own):
        puller(xiaoshouyi, "activities", SECRETS, options=options)
    asked = [one["xoql"].partition(" where ")[0] for one in scrolls(stage)]
    assert asked == [
        "select id,createdAt,updatedAt,dimDepart from user",
        "select id,ownerId,createdAt,updatedAt,itemId,startTime,type from activityRecord",
        "select id,ownerId,createdAt,updatedAt,leadId from customEntity7__c",
    ]


def test_what_campaigns_and_members_are_called_is_a_setting(
    tenant: Tenant, stage: Stage, puller: Puller
):
    puller(xiaoshouyi, "campaigns", SECRETS)
    puller(xiaoshouyi, "campaign_members", SECRETS)
    options = {"member_object": "campaignMember__c", "member_fields": "campaign,lead"}
    puller(xiaoshouyi, "campaign_members", SECRETS, options=options)
    stamps = "createdAt,updatedAt"
    assert [one["xoql"] for one in scrolls(stage)] == [
        f"select id,{stamps},name,type,status,startDate,endDate from campaign",
        f"select id,{stamps},campaignId,leadId,contactId,status from campaignMember",
        f"select id,{stamps},campaign,lead from campaignMember__c",
    ]
