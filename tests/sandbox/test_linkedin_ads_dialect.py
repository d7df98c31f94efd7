"""LinkedIn as the sandbox plays it."""

from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

ACCOUNT = "512345601"
SPAN = "(start:(year:2026,month:10,day:15),end:(year:2026,month:11,day:13))"
REPORT = (
    "q=statistics&pivots=List(CREATIVE,CAMPAIGN)&timeGranularity=(value:DAILY)"
    f"&dateRange={SPAN}&accounts=List(urn%3Ali%3AsponsoredAccount%3A{ACCOUNT})"
    "&fields=pivotValues,dateRange,impressions,costInLocalCurrency,externalWebsiteConversions"
)
HEADERS = {"LinkedIn-Version": "202607", "X-Restli-Protocol-Version": "2.0.0"}


@pytest.fixture
def sandbox(play):
    return play("linkedin_ads")


@pytest.fixture
def token(sandbox):
    names = ("client_id", "client_secret", "refresh_token")
    grant = {name: SECRETS[f"LINKEDIN_ADS_{name.upper()}"] for name in names}
    url = sandbox.url("linkedin_ads", "token") + "/oauth/v2/accessToken"
    form = grant | {"grant_type": "refresh_token"}
    reply = requests.post(url, data=form, timeout=10).json()
    assert reply["expires_in"] == 5_184_000
    return reply["access_token"]


def call(sandbox, token, path, more=None, body=None):
    url = f"{sandbox.url('linkedin_ads')}/rest/{path}"
    headers = {"Authorization": f"Bearer {token}", **HEADERS, **(more or {})}
    ask = requests.post if body is not None else requests.get
    return ask(url, headers=headers, timeout=10, **({"data": body} if body is not None else {}))


def test_a_report_is_whole_and_its_spend_rounds_to_the_worlds(sandbox, company, token):
    told = call(sandbox, token, f"adAnalytics?{REPORT}").json()
    assert told["paging"] == {"start": 0, "count": 10, "links": []}
    shown = company.ad_days_as_of(company.today).filter(pl.col("platform") == "linkedin_ads")
    assert len(told["elements"]) == len(shown) > 10
    costs = [Decimal(one["costInLocalCurrency"]) for one in told["elements"]]
    assert sum(round(cost, 6) for cost in costs) == shown["spend"].sum()
    assert any(len(str(cost)) > 12 for cost in costs)
    assert told["elements"][0]["pivotValues"][0].startswith("urn:li:sponsoredCreative:")


@pytest.mark.parametrize(
    ("change", "more", "status"),
    [
        (("List(CREATIVE,CAMPAIGN)", "List(CREATIVE%2CCAMPAIGN)"), {}, 400),
        (("(value:DAILY)", "(value:WEEKLY)"), {}, 400),
        (("costInLocalCurrency", ",".join(["clicks"] * 20)), {}, 400),
        (("q=", "q="), {"LinkedIn-Version": "202511"}, 426),
        (("q=", "q="), {"Authorization": "Bearer nothing"}, 401),
    ],
)
def test_a_wrong_question_has_its_status(sandbox, token, change, more, status):
    assert (
        call(sandbox, token, f"adAnalytics?{REPORT.replace(*change)}", more).status_code == status
    )


def test_a_query_may_come_through_a_tunnel(sandbox, token):
    plain = call(sandbox, token, f"adAnalytics?{REPORT}").json()
    sandbox.arm(Fault("uri_too_long", "linkedin_ads", path_contains="adAnalytics", times=None))
    assert call(sandbox, token, f"adAnalytics?{REPORT}").status_code == 414
    tunnel = {
        "X-HTTP-Method-Override": "GET",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    assert call(sandbox, token, "adAnalytics", tunnel, REPORT).json() == plain


@pytest.mark.parametrize(
    ("kind", "status", "said"),
    [("daily_quota", 429, "throttle limit"), ("data_volume", 429, "45 million"),
     ("sunset", 426, "not active"), ("role_lost", 200, '"elements":[]')],
)  # fmt: skip
def test_refusals_in_its_own_words(sandbox, token, kind, status, said):
    sandbox.arm(Fault(kind, "linkedin_ads", path_contains="adAnalytics"))
    reply = call(sandbox, token, f"adAnalytics?{REPORT}")
    assert reply.status_code == status
    assert said in reply.text


def test_objects_are_paged_by_token_and_those_gone_come_only_when_asked_for(sandbox, token):
    path = (
        f"adAccounts/{ACCOUNT}/adCampaigns?q=search&search=(status:(values:List(ACTIVE,REMOVED)))"
    )
    first = call(sandbox, token, f"{path}&pageSize=3").json()
    rest = call(
        sandbox, token, f"{path}&pageSize=3&pageToken={first['metadata']['nextPageToken']}"
    ).json()
    ids = [one["id"] for one in first["elements"] + rest["elements"]]
    assert len(ids) == len(set(ids)) == 4
    assert "nextPageToken" not in rest["metadata"]
