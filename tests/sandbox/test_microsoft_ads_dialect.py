"""Microsoft Advertising as the sandbox plays it."""

import csv
import io
import zipfile
from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

ACCOUNT = "150000001"
COLUMNS = ["TimePeriod", "AccountId", "CampaignId", "AdGroupId", "AdId", "Clicks", "Spend"]


class Client:
    def __init__(self, sandbox) -> None:
        self.sandbox = sandbox
        self.refresh_token = SECRETS["MICROSOFT_ADS_REFRESH_TOKEN"]
        self.token = self.refresh()["access_token"]

    def refresh(self, token=None):
        form = {
            "client_id": SECRETS["MICROSOFT_ADS_CLIENT_ID"],
            "client_secret": SECRETS["MICROSOFT_ADS_CLIENT_SECRET"],
            "grant_type": "refresh_token",
            "refresh_token": token or self.refresh_token,
            "scope": "https://ads.microsoft.com/msads.manage offline_access",
        }
        url = self.sandbox.url("microsoft_ads", "token") + "/oauth2/v2.0/token"
        reply = requests.post(url, data=form, timeout=10).json()
        self.refresh_token = reply.get("refresh_token", self.refresh_token)
        return reply

    def post(self, host, path, body, **headers):
        known = {
            "Authorization": f"Bearer {self.token}",
            "DeveloperToken": SECRETS["MICROSOFT_ADS_DEVELOPER_TOKEN"],
            "CustomerId": str(int(ACCOUNT) + 9_000_000),
            "CustomerAccountId": ACCOUNT,
        }
        url = self.sandbox.url("microsoft_ads", host) + path
        return requests.post(url, json=body, headers=known | headers, timeout=10)

    def report(self, zone="PacificTimeUSCanadaTijuana", **changes):
        asked = {
            "Type": "AdPerformanceReportRequest",
            "Format": "Csv",
            "Aggregation": "Daily",
            "ExcludeReportHeader": True,
            "ExcludeReportFooter": True,
            "Columns": COLUMNS,
            "Scope": {"AccountIds": [int(ACCOUNT)]},
            "Time": {
                "CustomDateRangeStart": {"Day": 15, "Month": 10, "Year": 2026},
                "CustomDateRangeEnd": {"Day": 13, "Month": 11, "Year": 2026},
                "ReportTimeZone": zone,
            },
        }
        path = "/Reporting/v13/GenerateReport/"
        submitted = self.post("reporting", path + "Submit", {"ReportRequest": asked | changes})
        if submitted.status_code != 200:
            return submitted.json(), []
        number, states = submitted.json()["ReportRequestId"], []
        while not states or states[-1]["Status"] == "Pending":
            polled = self.post("reporting", path + "Poll", {"ReportRequestId": number})
            states.append(polled.json()["ReportRequestStatus"])
        return states[-1], [state["Status"] for state in states]


def lines_of(link):
    body = requests.get(link, timeout=10).content
    text = zipfile.ZipFile(io.BytesIO(body)).read("report.csv")
    assert text.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


@pytest.fixture
def client(play):
    return Client(play("microsoft_ads"))


def test_a_report_is_the_world_to_the_cent(client, company):
    state, seen = client.report()
    assert seen == ["Pending", "Pending", "Success"]
    lines = lines_of(state["ReportDownloadUrl"])
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    assert len(lines) == len(shown) > 0
    assert sum(Decimal(line["Spend"]) for line in lines) == shown["spend"].sum()
    assert {line["TimePeriod"] for line in lines} == {str(day) for day in shown["day"]}


def test_what_the_platform_composes_is_told_per_campaign_only(client, company):
    owner = "150000002"
    scope = {"AccountIds": [int(owner)]}
    sums = {}
    for kind, name in (("Ad", "AdId"), ("Campaign", "CampaignId"), ("Account", "AccountId")):
        state, _ = client.report(
            "AmsterdamBerlinBernRomeStockholmVienna",
            Type=f"{kind}PerformanceReportRequest",
            Columns=list(dict.fromkeys(["TimePeriod", "AccountId", name, "Spend"])),
            Scope=scope,
        )
        lines = lines_of(state["ReportDownloadUrl"])
        sums[kind] = sum(Decimal(line["Spend"].replace(",", "")) for line in lines)
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == owner)
    assert sums["Campaign"] == sums["Account"] == shown["spend"].sum() > sums["Ad"]


def test_keywords_and_search_terms_add_up_to_the_same(client, company):
    sums = []
    own = {
        "KeywordPerformanceReportRequest": ["KeywordId", "Keyword", "BidMatchType"],
        "SearchQueryPerformanceReportRequest": ["KeywordId", "SearchQuery", "DeliveredMatchType"],
    }
    for kind, columns in own.items():
        columns = [name for name in COLUMNS if name != "AdId"] + columns
        state, _ = client.report(Type=kind, Columns=columns)
        lines = lines_of(state["ReportDownloadUrl"])
        sums.append(sum(Decimal(line["Spend"]) for line in lines))
    told = company.keyword_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    assert sums == [told["spend"].sum()] * 2 and sums[0] > 0


def test_another_zone_shifts_every_day(client):
    own, _ = client.report()
    other, _ = client.report(zone="GreenwichMeanTimeDublinEdinburghLisbonLondon")
    days = [
        {line["TimePeriod"] for line in lines_of(one["ReportDownloadUrl"])} for one in (own, other)
    ]
    assert days[0] != days[1]


def test_no_lines_is_success_without_a_link(client):
    span = {"Day": 1, "Month": 1, "Year": 2024}
    time = {"CustomDateRangeStart": span, "CustomDateRangeEnd": span}
    state, _ = client.report(Time=time)
    assert state == {"Status": "Success", "ReportDownloadUrl": None}


def test_a_link_ends_with_the_next_poll(client):
    state, _ = client.report()
    link = state["ReportDownloadUrl"]
    number = link.rpartition("/")[2].partition(".")[0]
    client.post("reporting", "/Reporting/v13/GenerateReport/Poll", {"ReportRequestId": number})
    assert requests.get(link, timeout=10).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"Type": None},
        {"Scope": {"AccountIds": {"long": [1]}}},
        {"Columns": ["TimePeriod", "Quality"]},
        {"Time": {}},
    ],
)
def test_a_malformed_request_is_a_null_request(client, changes):
    reply, _ = client.report(**changes)
    assert reply["Errors"][0]["ErrorCode"] == "NullRequest"


def test_a_refresh_token_works_once(client):
    used = client.refresh_token
    assert "access_token" in client.refresh(used)
    assert client.refresh(used)["error"] == "invalid_grant"


def test_only_search_campaigns_come_without_their_types(client):
    path = "/CampaignManagement/v13/Campaigns/QueryByAccountId"
    every = {"AccountId": int(ACCOUNT), "CampaignType": "Audience"}
    assert client.post("campaigns", path, every).json()["Campaigns"] == []
    assert client.post("campaigns", path, {"AccountId": int(ACCOUNT)}).json()["Campaigns"]


def test_refusals_speak_by_code(client):
    asked = ("customers", "/CustomerManagement/v13/User/Query", {"UserId": None})
    codes = [
        client.post(*asked, DeveloperToken="no").json()["Errors"][0]["Code"],
        client.post(*asked, Authorization="Bearer no").json()["Errors"][0]["Code"],
    ]
    path = "/CampaignManagement/v13/Campaigns/QueryByAccountId"
    other = client.post("campaigns", path, {"AccountId": 1}, CustomerAccountId="1")
    assert [*codes, other.json()["Errors"][0]["Code"]] == [105, 109, 106]
    client.sandbox.arm(Fault("busy_in_body", "microsoft_ads", "Query"))
    assert client.post(*asked).json()["Errors"][0]["Code"] == 117
    client.sandbox.arm(Fault("failed_job", "microsoft_ads", "Poll"))
    state, _ = client.report()
    assert state["Status"] == "Error"
