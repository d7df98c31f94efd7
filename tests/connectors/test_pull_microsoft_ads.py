"""Microsoft Advertising: its oddities, with replies composed from the contract."""

import io
import json
import threading
import zipfile
from collections.abc import Callable
from datetime import date

import pytest
from stage import Asked, Puller, Said, Stage

from connectors.ads.microsoft_ads import microsoft_ads
from connectors.core import AccessDenied, BadReply, Engine, Job, TryAgain, Window, pull_all

SECRETS = {
    "client_id": "app-1",
    "client_secret": "microsoft-secret",
    "refresh_token": "refresh-0",
    "developer_token": "developer-1",
}
TODAY = date(2026, 11, 14)
WEEK = Window.of("2026-11-01", "2026-11-07")
CARD = {
    "Id": 150000001,
    "Name": "Bing US",
    "CurrencyCode": "USD",
    "TimeZone": "EasternTimeUSCanada",
    "ParentCustomerId": 77,
}
HEAD = '"TimePeriod","AccountId","AdId","Impressions","Ctr","Spend"'
LINE = '"2026-11-03","150000001","836001","1,040","2.21%","18.42"'


def packed(*lines: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as folder:
        folder.writestr("report.csv", b"\xef\xbb\xbf" + "\r\n".join([HEAD, *lines]).encode())
    return file.getvalue()


class Microsoft:
    """Rotates the grant, finds the card, and plays a report through its states."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.turn = stage, 0
        self.states: list[dict] = []
        self.files: list[Said] = []
        self.lists: dict[str, list[dict]] = {}
        self.submits: list[Said] = []
        self.cards: list[list[dict]] = [[{"Id": 1, "TimeZone": "x", "ParentCustomerId": 1}, CARD]]

    def link(self, number: int = 1) -> str:
        return f"{self.stage.url}/reports/{number}.zip?sig=x"

    def __call__(self, asked: Asked) -> Said:
        call = asked.path.rpartition("/")[2]
        if call == "token":
            if asked.form["refresh_token"] != f"refresh-{self.turn}":
                return Said({"error": "invalid_grant"}, 400)
            self.turn += 1
            told = {"access_token": f"access-{self.turn}", "refresh_token": f"refresh-{self.turn}"}
            return Said({**told, "expires_in": 3600})
        if asked.path.startswith("/reports/"):
            return self.files.pop(0) if len(self.files) > 1 else self.files[0]
        if asked.headers.get("authorization") != f"Bearer access-{self.turn}":
            return Said({"Errors": [{"Code": 109, "Message": "expired"}]}, 401)
        if call == "Query":
            return Said({"User": {"Id": 880011}})
        if call == "Search":
            return Said({"Accounts": self.cards[asked.json["PageInfo"]["Index"]]})
        if call == "Submit":
            return self.submits.pop(0) if self.submits else Said({"ReportRequestId": "30000_1"})
        if call == "Poll":
            state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
            return Said({"ReportRequestStatus": state})
        key = next(iter(asked.json))
        return Said({call_of(call): self.lists.get(f"{key}={asked.json[key]}")})

    def calls(self, ending: str) -> list[Asked]:
        return [asked for asked in self.stage.asked if asked.path.endswith(ending)]


def call_of(call: str) -> str:
    return {"QueryByAccountId": "Campaigns", "QueryByCampaignId": "AdGroups"}.get(call, "Ads")


def pending() -> dict:
    return {"Status": "Pending", "ReportDownloadUrl": None}


@pytest.fixture
def microsoft(stage: Stage) -> Microsoft:
    stage.answer = played = Microsoft(stage)
    played.files = [Said(packed(LINE))]
    played.states = [{"Status": "Success", "ReportDownloadUrl": played.link()}]
    return played


@pytest.fixture
def pulled(puller: Puller) -> Callable[[str], list[bytes]]:
    def records(feed: str) -> list[bytes]:
        pages = puller(microsoft_ads, feed, SECRETS, account="150000001", window=WEEK)
        return [bytes(record) for page in pages for record in page.records]

    return records


def test_a_report_is_waited_for_and_read_out_of_its_archive(microsoft: Microsoft, pulled):
    microsoft.states = [pending(), pending(), *microsoft.states]
    [record] = pulled("ad_report")
    assert b'"TimePeriod":"2026-11-03"' in record
    assert b'"Impressions":"1,040"' in record
    assert len(microsoft.calls("Poll")) == 3


def test_days_are_asked_for_in_the_accounts_own_zone_and_the_list_of_ids_is_flat(
    microsoft: Microsoft, pulled
):
    pulled("ad_report")
    [submit] = microsoft.calls("Submit")
    asked = submit.json["ReportRequest"]
    assert asked["Type"] == "AdPerformanceReportRequest"
    assert asked["Scope"] == {"AccountIds": [150000001]}
    assert asked["Time"]["ReportTimeZone"] == "EasternTimeUSCanada"
    assert asked["Time"]["CustomDateRangeEnd"] == {"Day": 7, "Month": 11, "Year": 2026}
    assert asked["ReturnOnlyCompleteData"] is False
    assert (submit.headers["customerid"], submit.headers["customeraccountid"]) == (
        "77",
        "150000001",
    )
    assert submit.headers["developertoken"] == "developer-1"


def test_success_without_a_link_is_an_empty_report(microsoft: Microsoft, pulled):
    microsoft.states = [{"Status": "Success", "ReportDownloadUrl": None}]
    assert pulled("ad_report") == []


def test_a_link_that_went_stale_is_asked_for_anew(microsoft: Microsoft, pulled):
    microsoft.files = [Said(b"expired", 403), Said(packed(LINE))]
    assert len(pulled("ad_report")) == 1
    assert len(microsoft.calls("Poll")) == 2


def test_the_token_stays_with_the_platform(microsoft: Microsoft, pulled):
    pulled("ad_report")
    for asked in microsoft.calls(".zip"):
        assert {"authorization", "developertoken"}.isdisjoint(asked.headers)


def test_a_link_to_another_host_is_not_followed(microsoft: Microsoft, pulled):
    foreign = "http://127.0.0.1:9/reports/1.zip"
    microsoft.states = [{"Status": "Success", "ReportDownloadUrl": foreign}]
    with pytest.raises(BadReply, match="another host"):
        pulled("ad_report")


def test_a_report_that_ends_in_error_brings_nothing(microsoft: Microsoft, pulled):
    microsoft.states = [pending(), {"Status": "Error", "ReportDownloadUrl": None}]
    with pytest.raises(BadReply, match="ended as Error"):
        pulled("ad_report")


def test_a_damaged_archive_is_asked_for_again_and_then_refused(microsoft: Microsoft, pulled):
    microsoft.files = [Said(packed(LINE)[:60]), Said(packed(LINE))]
    assert len(pulled("ad_report")) == 1
    microsoft.files = [Said(b"PK no archive")]
    with pytest.raises(TryAgain, match="archive is damaged"):
        pulled("ad_report")


@pytest.mark.parametrize("number", [0, 117, 207])
def test_busy_waits_and_goes_on(microsoft: Microsoft, pulled, number: int):
    microsoft.submits = [Said({"OperationErrors": [{"Code": number, "Message": "wait"}]}, 400)]
    assert len(pulled("ad_report")) == 1


def test_an_account_of_somebody_else_needs_a_person(microsoft: Microsoft, pulled):
    microsoft.submits = [Said({"Errors": [{"Code": 106, "Message": "not authorized"}]}, 403)]
    with pytest.raises(AccessDenied, match="Give the user access"):
        pulled("ad_report")


def test_an_unlisted_account_needs_a_person(microsoft: Microsoft, puller: Puller):
    with pytest.raises(AccessDenied, match="does not see account 42"):
        puller(microsoft_ads, "accounts", SECRETS, account="42", window=WEEK)


def test_a_user_of_many_accounts_is_read_to_the_end(microsoft: Microsoft, puller: Puller):
    full = [{"Id": 1000 + number} for number in range(1000)]
    microsoft.cards = [full, [CARD]]
    [page] = puller(microsoft_ads, "accounts", SECRETS, account="150000001", window=WEEK)
    assert json.loads(bytes(page.records[0])) == CARD
    pages = [asked.json["PageInfo"]["Index"] for asked in microsoft.calls("Search")]
    assert pages == [0, 1]


def test_a_token_that_ran_out_is_refreshed_with_the_newest_grant(microsoft: Microsoft, pulled):
    pulled("accounts")
    microsoft.turn = 1
    microsoft.stage.asked.clear()
    pulled("accounts")
    assert microsoft.calls("token") == []  # an hour has not passed


def test_campaigns_of_every_type_are_asked_for(microsoft: Microsoft, pulled):
    microsoft.lists = {"AccountId=150000001": [{"Id": "301", "CampaignType": "PerformanceMax"}]}
    assert len(pulled("campaigns")) == 1
    [asked] = microsoft.calls("QueryByAccountId")
    assert "PerformanceMax" in asked.json["CampaignType"]


def test_campaigns_come_with_what_the_account_says_it_spent(microsoft: Microsoft, puller: Puller):
    microsoft.files = [Said(packed(LINE, LINE.replace("18.42", "1,000.08"))), Said(packed(LINE))]
    pages = puller(microsoft_ads, "campaign_report", SECRETS, account="150000001", window=WEEK)
    assert [(page.totals, len(page.records)) for page in pages] == [({"spend": "1018.50"}, 1)]
    asked = [asked.json["ReportRequest"]["Type"] for asked in microsoft.calls("Submit")]
    assert asked == ["AccountPerformanceReportRequest", "CampaignPerformanceReportRequest"]


def test_days_the_platform_no_longer_has_are_not_asked_for(microsoft: Microsoft, puller: Puller):
    def asked_for(window: Window) -> list[bytes]:
        pages = puller(
            microsoft_ads, "ad_report", SECRETS, account="150000001", window=window, now=TODAY
        )
        return [bytes(record) for page in pages for record in page.records]

    assert asked_for(Window.of("2023-11-01", "2023-11-30"))
    [job] = microsoft.calls("Submit")
    assert job.json["ReportRequest"]["Time"]["CustomDateRangeStart"]["Day"] == 15
    assert asked_for(Window.of("2022-01-01", "2022-01-31")) == []
    assert len(microsoft.calls("Submit")) == 1


def test_three_reports_of_a_customer_are_in_work_at_a_time(microsoft: Microsoft, engine: Engine):
    place = engine.pace.slots(("microsoft_ads", "reports of 77"), 3)
    urls = dict.fromkeys(microsoft_ads.urls, microsoft.stage.url)
    jobs = [
        Job(microsoft_ads, feed, "150000001", WEEK, SECRETS, urls=urls)
        for feed in ("ad_report", "campaign_report", "keyword_report", "search_term_report")
    ]
    for _ in range(3):
        assert place.acquire(blocking=False)
    held = threading.Timer(0.2, lambda: [place.release() for _ in range(3)])
    held.start()
    done = list(pull_all(jobs, lambda job, pages: len(list(pages)), engine=engine))
    assert [one.error for one in done] == [None] * 4
    assert place.acquire(blocking=False)


def test_an_app_without_a_secret_signs_in(microsoft: Microsoft, puller: Puller):
    public = {name: value for name, value in SECRETS.items() if name != "client_secret"}
    puller(microsoft_ads, "accounts", public, account="150000001", window=WEEK)
    assert "client_secret" not in microsoft.calls("token")[0].form


def test_groups_and_ads_say_where_they_belong(microsoft: Microsoft, pulled):
    microsoft.lists = {
        "AccountId=150000001": [{"Id": "301"}, {"Id": "302"}],
        "CampaignId=301": [{"Id": "401"}],
        "AdGroupId=401": [{"Id": "501", "Status": "Active"}],
    }
    [group] = [json.loads(record) for record in pulled("ad_groups")]
    assert group == {"CampaignId": "301", "Id": "401"}
    [ad] = [json.loads(record) for record in pulled("ads")]
    assert (ad["CampaignId"], ad["AdGroupId"], ad["Id"]) == ("301", "401", "501")
