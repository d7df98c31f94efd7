"""Salesforce: its oddities, with replies composed from the contract."""

import base64
import json
import re

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from stage import DAY, Asked, Puller, Said, Stage, Time, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.crm.salesforce import salesforce
from connectors.crm.salesforce_org import FIELDS

SECRETS = {"client_id": "3MVG9-1", "client_secret": "sf-secret-1", "refresh_token": "sf-refresh-0"}
WEEK = Window.of("2026-11-01", "2026-11-07")
BOUND = re.compile(r"SystemModstamp >= (\S+) AND SystemModstamp < (\S+) ORDER BY")


def refusal(code: str, status: int = 400) -> Said:
    return Said([{"message": "no", "errorCode": code}], status)


def lead(number: int, **more: object) -> dict:
    url = f"/services/data/v61.0/sobjects/Lead/{number}"
    stamp = "2026-11-03T03:00:13.000+0000"
    told = {"Id": f"00Q{number:015d}", "IsDeleted": False, "SystemModstamp": stamp}
    return {"attributes": {"type": "Lead", "url": url}, **told, **more}


def listed(*rows: dict, following: str = "", total: int | None = None) -> dict:
    body = {"totalSize": len(rows) if total is None else total, "done": not following}
    return body | ({"nextRecordsUrl": following} if following else {}) | {"records": list(rows)}


class Org:
    """An org: gives sessions, describes its objects, and answers queries by `answer`."""

    def __init__(self, url: str) -> None:
        self.instances, self.sessions, self.refresh = [url], 0, "sf-refresh-0"
        self.rotates = False
        self.used, self.jobs = 10, 5
        self.formulas: set[str] = set()
        self.spoken = ["60.0", "61.0"]
        self.fields = list(FIELDS["Lead"])
        self.answers: list[Said] = []
        self.job = ["InProgress", "JobComplete"]
        self.parts: list[Said] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/services/oauth2/token":
            return self.token(asked)
        if asked.headers.get("authorization") != f"Bearer session-{self.sessions}":
            return refusal("INVALID_SESSION_ID", 401)
        if asked.path.endswith("/limits"):
            left = {"Max": 1000, "Remaining": 1000 - self.used}
            jobs = {"Max": 10_000, "Remaining": 10_000 - self.jobs}
            return Said({"DailyApiRequests": left, "DailyBulkV2QueryJobs": jobs})
        if asked.path == "/services/data":
            return Said([{"version": one} for one in self.spoken])
        if asked.path.endswith("/describe"):
            fields = [{"name": n, "calculated": n in self.formulas} for n in self.fields]
            return Said({"fields": fields, "queryable": True})
        if asked.path.endswith("/results"):
            return self.parts.pop(0)
        if "/jobs/query/" in asked.path:
            state = self.job.pop(0) if len(self.job) > 1 else self.job[0]
            return Said({"id": "750", "state": state, "errorMessage": "too many retries"})
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def token(self, asked: Asked) -> Said:
        if asked.form["grant_type"] != "refresh_token":
            self.sessions += 1
            told = {"access_token": f"session-{self.sessions}"}
            return Said(told | {"instance_url": self.instances[0]})
        if asked.form["refresh_token"] != self.refresh:
            said = "expired access/refresh token"
            return Said({"error": "invalid_grant", "error_description": said}, 400)
        self.sessions += 1
        url = self.instances.pop(0) if len(self.instances) > 1 else self.instances[0]
        told = {"access_token": f"session-{self.sessions}", "instance_url": url}
        if self.rotates:
            self.refresh = told["refresh_token"] = f"sf-refresh-{self.sessions}"
        return Said(told)


@pytest.fixture
def org(stage: Stage) -> Org:
    stage.answer = Org(stage.url)
    return stage.answer


def csv_part(text: str, rows: int, locator: str = "null") -> Said:
    headers = {"Content-Type": "text/csv", "Sforce-Locator": locator}
    return Said(text.encode(), headers=headers | {"Sforce-NumberOfRecords": str(rows)})


def asked_for(stage: Stage, end: str) -> list[Asked]:
    return [one for one in stage.asked if one.path.endswith(end)]


def test_only_done_ends_a_list_however_short_its_pages_are(org: Org, stage: Stage, puller: Puller):
    following = "/services/data/v61.0/query/01g5g00000XyZaBAAV-1"
    first = Said(listed(lead(1), following=following, total=3))
    org.answers = [first, Said(listed(lead(2), lead(3), total=3))]
    found = records(puller(salesforce, "leads", SECRETS))
    assert [one["Id"][-1] for one in found] == ["1", "2", "3"]
    assert stage.asked[-1].path == following
    assert stage.asked[-1].params == {}


def test_a_list_that_is_not_done_and_names_no_way_on_is_refused(org: Org, puller: Puller):
    org.answers = [Said({"totalSize": 1, "done": False, "records": [lead(1)]})]
    with pytest.raises(BadReply, match="no next address"):
        puller(salesforce, "leads", SECRETS)


def test_a_way_on_to_another_host_is_not_followed(
    org: Org, stage: Stage, puller: Puller, canary: Stage
):
    org.answers = [Said(listed(lead(1), following=f"{canary.url}/query/1", total=2))]
    with pytest.raises(BadReply, match="another host"):
        puller(salesforce, "leads", SECRETS)
    assert canary.asked == []


def test_a_query_asks_for_deleted_ones_in_order_of_their_stamps(
    org: Org, stage: Stage, puller: Puller
):
    org.answers = [Said(listed())]
    puller(salesforce, "leads", SECRETS, window=WEEK)
    (query,) = asked_for(stage, "/queryAll")
    found = BOUND.search(query.params["q"])
    assert found and found.groups() == ("2026-11-01T00:00:00.000Z", "2026-11-08T00:00:00.000Z")
    assert query.params["q"].endswith("ORDER BY SystemModstamp, Id")


def test_a_query_that_takes_too_long_is_halved_down_to_hours_without_gap_or_double(
    org: Org, stage: Stage, puller: Puller
):
    slow = refusal("QUERY_TIMEOUT")
    org.answers = [slow, slow, Said(listed(lead(1))), Said(listed(lead(2))), Said(listed(lead(3)))]
    found = records(puller(salesforce, "leads", SECRETS))
    assert [one["Id"][-1] for one in found] == ["1", "2", "3"]
    spans = BOUND.findall(" ".join(one.params["q"] for one in asked_for(stage, "/queryAll")))
    told = [(low[11:16], high[8:16].replace("T", " ")) for low, high in spans]
    assert told[2:] == [("00:00", "03 06:00"), ("06:00", "03 12:00"), ("12:00", "04 00:00")]


def test_an_hour_that_still_takes_too_long_is_refused(org: Org, puller: Puller):
    org.answers = [refusal("QUERY_TIMEOUT")]
    with pytest.raises(Exception, match="QUERY_TIMEOUT"):
        puller(salesforce, "leads", SECRETS)


def test_a_session_that_ends_in_the_middle_goes_on_at_the_new_instance(
    org: Org, stage: Stage, puller: Puller, canary: Stage
):
    moved = Org(canary.url)
    moved.sessions, moved.answers = 2, [Said(listed(lead(2), total=2))]
    canary.answer = moved
    org.instances = [stage.url, canary.url]
    following = "/services/data/v61.0/query/01g-1"
    org.answers = [
        Said(listed(lead(1), following=following, total=2)),
        refusal("INVALID_SESSION_ID", 401),
    ]
    found = records(puller(salesforce, "leads", SECRETS))
    assert [one["Id"][-1] for one in found] == ["1", "2"]
    assert len(asked_for(stage, "/token")) == 2
    assert [one.path for one in canary.asked] == [following]


def test_a_refresh_token_that_rotates_is_used_next_time(org: Org, stage: Stage, puller: Puller):
    org.rotates, org.answers = True, [Said(listed(lead(1)))]
    puller(salesforce, "leads", SECRETS)
    org.sessions += 1
    puller(salesforce, "leads", SECRETS)
    used = [one.form["refresh_token"] for one in asked_for(stage, "/token")]
    assert used == ["sf-refresh-0", "sf-refresh-1"]


def test_a_dead_grant_asks_for_a_person_and_shows_nothing(org: Org, puller: Puller):
    org.refresh = "another"
    with pytest.raises(AccessDenied, match="Authorise the connected app") as caught:
        puller(salesforce, "leads", SECRETS)
    assert "sf-refresh-0" not in str(caught.value)


def test_the_daily_limit_ends_the_day_and_others_keep_their_share(
    org: Org, stage: Stage, puller: Puller
):
    org.answers = [refusal("REQUEST_LIMIT_EXCEEDED", 403)]
    with pytest.raises(TryAgain, match="tomorrow"):
        puller(salesforce, "leads", SECRETS)
    org.used = 800
    with pytest.raises(TryAgain, match=r"800 of the org's 1000 calls .* 80%"):
        puller(salesforce, "leads", SECRETS)
    org.answers = [Said(listed(lead(1)))]
    assert puller(salesforce, "leads", SECRETS, options={"daily_share": "0.9"})


@pytest.mark.parametrize("code", ["INVALID_QUERY_LOCATOR", "INVALID_FIELD"])
def test_what_only_a_new_question_mends_starts_again(
    org: Org, stage: Stage, puller: Puller, passing: Time, code: str
):
    org.answers = [refusal(code), Said(listed(lead(1)))]
    assert len(records(puller(salesforce, "leads", SECRETS))) == 1
    assert len(asked_for(stage, "/describe")) == 2
    assert passing.slept == []


def test_a_field_hidden_from_our_user_is_left_out_and_told(
    org: Org, stage: Stage, puller: Puller, caplog: pytest.LogCaptureFixture
):
    org.fields.remove("Sales_Team__c")
    org.answers = [Said(listed(lead(1)))]
    puller(salesforce, "leads", SECRETS)
    assert "Sales_Team__c" not in asked_for(stage, "/queryAll")[0].params["q"]
    assert "no field Sales_Team__c" in caplog.text


def test_a_number_that_json_does_not_know_is_left_to_the_row(org: Org, puller: Puller):
    body = b'{"totalSize":1,"done":true,"records":[{"Id":"1","Score":NaN}]}'
    org.answers = [Said(body)]
    assert records(puller(salesforce, "leads", SECRETS)) == [{"Id": "1", "Score": "NaN"}]


BULK = {"bulk_rows": "1"}


def bulk(org: Org, *parts: Said) -> None:
    many = Said(listed(lead(1), following="/services/data/v61.0/query/1-1", total=2))
    org.answers = [many, Said({"id": "750", "state": "UploadComplete"})]
    org.parts = list(parts)


def test_a_large_answer_comes_by_a_job_until_the_locator_says_null(
    org: Org, stage: Stage, puller: Puller, passing: Time
):
    first = '"Id","Company","IsDeleted"\n"1","Lin, Mei ""M""\nShanghai","false"\n'
    bulk(
        org, csv_part(first, 1, "MTAw"), csv_part('"Id","Company","IsDeleted"\n"2","","true"\n', 1)
    )
    found = records(puller(salesforce, "leads", SECRETS, options=BULK))
    assert found == [
        {"Id": "1", "Company": 'Lin, Mei "M"\nShanghai', "IsDeleted": "false"},
        {"Id": "2", "Company": "", "IsDeleted": "true"},
    ]
    made = asked_for(stage, "/jobs/query")[0].json
    assert (made["operation"], made["contentType"]) == ("queryAll", "CSV")
    assert [one.params.get("locator") for one in asked_for(stage, "/results")] == [None, "MTAw"]
    assert passing.slept


def test_a_job_without_rows_gives_a_header_only(org: Org, puller: Puller):
    bulk(org, csv_part('"Id","IsDeleted"\n', 0))
    assert records(puller(salesforce, "leads", SECRETS, options=BULK)) == []


def test_an_object_that_bulk_refuses_comes_by_rest(org: Org, stage: Stage, puller: Puller):
    many = Said(listed(lead(1), lead(2)))
    org.answers = [many, refusal("INVALIDENTITY"), many]
    found = records(puller(salesforce, "leads", SECRETS, options=BULK))
    assert len(found) == 2


@pytest.mark.parametrize(
    "part", [csv_part('"Id"\n"1"\n', 2), Said(b"", 204), csv_part('"Id"\n"1"\n"2"\n', 1)]
)
def test_a_part_that_is_not_whole_is_asked_for_again_and_then_refused(
    org: Org, puller: Puller, part: Said
):
    org.answers = [Said(listed(lead(1), lead(2))), Said({"id": "750", "state": "x"})] * 3
    org.parts = [part] * 3
    with pytest.raises(TryAgain, match=r"came|not there yet"):
        puller(salesforce, "leads", SECRETS, options=BULK)


def test_a_job_that_fails_or_never_ends_is_told_and_called_off(
    org: Org, stage: Stage, puller: Puller
):
    answers = [Said(listed(lead(1), lead(2))), Said({"id": "750", "state": "x"})]
    org.answers, org.job = answers * 3, ["Failed"]
    with pytest.raises(TryAgain, match="ended as Failed: too many retries"):
        puller(salesforce, "leads", SECRETS, options=BULK)
    org.answers, org.job = list(answers), ["InProgress"]
    with pytest.raises(TryAgain, match="not done after 120 minutes"):
        puller(salesforce, "leads", SECRETS, window=Window(DAY, DAY), options=BULK)
    assert (stage.asked[-1].method, stage.asked[-1].json) == ("PATCH", {"state": "Aborted"})


def test_the_app_itself_asks_with_its_client_credentials(org: Org, stage: Stage, puller: Puller):
    org.answers = [Said(listed(lead(1)))]
    own = {name: SECRETS[name] for name in ("client_id", "client_secret")}
    puller(salesforce, "leads", own, options={"grant": "client_credentials"})
    assert stage.asked[0].form == own | {"grant_type": "client_credentials"}


def decoded(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


@pytest.fixture(scope="module")
def key() -> RSAPrivateKey:
    return generate_private_key(public_exponent=65537, key_size=2048)


@pytest.mark.parametrize("framed", [True, False])
def test_a_signed_claim_says_who_for_whom_and_until_when(
    org: Org, stage: Stage, puller: Puller, passing: Time, key: RSAPrivateKey, framed: bool
):
    org.answers = [Said(listed(lead(1)))]
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    line = pem.replace("\n", "\\n") if framed else "".join(pem.split("\n")[1:-2])
    own = {"client_id": "3MVG9-1", "private_key": line, "username": "data@acme.example"}
    puller(salesforce, "leads", own, options={"grant": "jwt_bearer"})
    form = stage.asked[0].form
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    head, claims, signature = form["assertion"].split(".")
    told = json.loads(decoded(claims))
    assert json.loads(decoded(head)) == {"alg": "RS256"}
    assert (told["iss"], told["sub"], told["aud"]) == ("3MVG9-1", "data@acme.example", stage.url)
    assert 0 < told["exp"] - passing.clock.wall() <= 300
    signed = f"{head}.{claims}".encode()
    key.public_key().verify(decoded(signature), signed, PKCS1v15(), SHA256())


def test_a_key_that_cannot_be_read_needs_a_person_and_is_not_shown(org: Org, puller: Puller):
    own = {"client_id": "3MVG9-1", "private_key": "not-a-key-at-all", "username": "d@acme.example"}
    with pytest.raises(AccessDenied, match="private key cannot be read") as refused:
        puller(salesforce, "leads", own, options={"grant": "jwt_bearer"})
    assert "not-a-key" not in str(refused.value)


def test_activities_are_tasks_and_events(org: Org, stage: Stage, puller: Puller):
    org.fields = [*FIELDS["Task"], *FIELDS["Event"]]
    org.answers = [Said(listed(lead(1))), Said(listed(lead(2)))]
    found = records(puller(salesforce, "activities", SECRETS))
    assert [one["object"] for one in found] == ["Task", "Event"]
    asked = [one.params["q"] for one in asked_for(stage, "/queryAll")]
    assert ["FROM Task" in asked[0], "FROM Event" in asked[1]] == [True, True]
    assert "Subject" not in " ".join(asked)


def test_an_object_that_our_user_may_not_see_stops_only_its_feed(org: Org, puller: Puller):
    org.answers = [refusal("INSUFFICIENT_ACCESS", 403)]
    org.fields = list(FIELDS["Campaign"])
    with pytest.raises(AccessDenied, match="INSUFFICIENT_ACCESS"):
        puller(salesforce, "campaigns", SECRETS)


def test_an_object_the_org_does_not_show_stops_only_its_feed(stage: Stage, puller: Puller):
    org = Org(stage.url)
    stage.answer = lambda asked: (
        refusal("NOT_FOUND", 404) if asked.path.endswith("/describe") else org(asked)
    )
    with pytest.raises(AccessDenied, match="read permission on this object"):
        puller(salesforce, "campaign_member_statuses", SECRETS)


@pytest.mark.parametrize("status", [400, 412])
def test_a_result_asked_for_too_early_is_asked_for_again(org: Org, puller: Puller, status: int):
    many = Said(listed(lead(1), lead(2)))
    made = Said({"id": "750", "state": "x"})
    org.answers = [many, made, many, made]
    org.parts = [refusal("JOB_NOT_COMPLETE", status), csv_part('"Id"\n"1"\n"2"\n', 2)]
    assert len(records(puller(salesforce, "leads", SECRETS, options=BULK))) == 2


def test_jobs_of_the_day_are_shared_too(org: Org, stage: Stage, puller: Puller):
    org.jobs = 9_000
    org.answers = [Said(listed(lead(1), lead(2)))]
    with pytest.raises(TryAgain, match=r"9000 of the org's 10000 jobs"):
        puller(salesforce, "leads", SECRETS, options=BULK)
    assert not asked_for(stage, "/jobs/query")


def test_a_formula_is_told_for_it_moves_no_stamp(
    org: Org, puller: Puller, caplog: pytest.LogCaptureFixture
):
    org.formulas, org.answers = {"SQL_At__c"}, [Said(listed(lead(1)))]
    puller(salesforce, "leads", SECRETS)
    assert "SQL_At__c is a formula" in caplog.text


@pytest.mark.parametrize(("spoken", "is_told"), [(["60.0", "61.0"], False), (["66.0"], True)])
def test_a_version_that_the_org_no_longer_speaks_is_told(
    org: Org, puller: Puller, caplog: pytest.LogCaptureFixture, spoken: list[str], is_told: bool
):
    org.spoken, org.fields = spoken, list(FIELDS["OpportunityStage"])
    org.answers = [Said(listed())]
    puller(salesforce, "opportunity_stages", SECRETS)
    assert ("no longer speaks v61.0" in caplog.text) == is_told


def test_ids_of_an_object_the_org_does_not_have_are_passed_over(
    org: Org, puller: Puller, caplog: pytest.LogCaptureFixture
):
    there = Said(listed({"Id": "1"}))
    org.answers = [there, there, there, there, refusal("INSUFFICIENT_ACCESS", 403)]
    told = records(puller(salesforce, "record_ids", SECRETS))
    assert [one["object"] for one in told] == ["Lead", "Contact", "Account", "Opportunity"]
    assert "CampaignMember is not told" in caplog.text
