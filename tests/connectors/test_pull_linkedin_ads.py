"""LinkedIn Ads: its oddities, with replies composed from the contract."""

from datetime import UTC, datetime

import pytest
from stage import Asked, Puller, Said, Stage, Time, records

from connectors.ads.linkedin_ads import linkedin_ads
from connectors.core import AccessDenied, AskForLess, BadReply, Engine, TryAgain, Window, probe

LINKEDIN = {
    "client_id": "linkedin-app",
    "client_secret": "linkedin-secret",
    "refresh_token": "linkedin-refresh",
}
ACCOUNT = "512345601"
WEEK = Window.of("2026-11-01", "2026-11-07")
GRANTED = {"access_token": "linkedin-access-1", "expires_in": 5184000}
QUOTA = "Resource level throttle limit for calls to this resource is reached."


class LinkedIn:
    """Grants a token, keeps the raw query, and says the answers in turn."""

    def __init__(self) -> None:
        self.answers: list[Said] = []

    def __call__(self, asked: Asked) -> Said:
        if asked.path == "/oauth/v2/accessToken":
            refresh = {"refresh_token": "linkedin-refresh", "refresh_token_expires_in": 31536000}
            return Said(GRANTED | refresh)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def linkedin(stage: Stage) -> LinkedIn:
    stage.answer = LinkedIn()
    return stage.answer


def element(creative: str = "287513206", cost: str = "99.99999999999996") -> dict:
    day = {"year": 2026, "month": 11, "day": 3}
    pivots = [f"urn:li:sponsoredCreative:{creative}", "urn:li:sponsoredCampaign:252074216"]
    told = {"impressions": 19464, "clicks": 106, "costInLocalCurrency": cost}
    return {"pivotValues": pivots, "dateRange": {"start": day, "end": day}} | told


def told(*elements: dict, token: str | None = None) -> Said:
    body: dict = {"paging": {"start": 0, "count": 10, "links": []}, "elements": list(elements)}
    return Said(body | ({"metadata": {"nextPageToken": token}} if token else {}))


def refused(status: int, code: str, message: str) -> Said:
    return Said({"status": status, "code": code, "message": message}, status)


def test_a_report_comes_whole_and_its_signs_travel_as_they_are(
    linkedin: LinkedIn, stage: Stage, puller: Puller
):
    linkedin.answers = [told(*(element(str(n)) for n in range(12)))]
    pages = puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK)
    assert len(records(pages)) == 12
    sent = [asked for asked in stage.asked if asked.path == "/rest/adAnalytics"]
    assert len(sent) == 1
    raw = sent[0].raw_query
    assert "dateRange=(start:(year:2026,month:11,day:1),end:(year:2026,month:11,day:7))" in raw
    assert "accounts=List(urn%3Ali%3AsponsoredAccount%3A512345601)" in raw
    assert raw.partition("&fields=")[2].count(",") < 20
    assert sent[0].headers["linkedin-version"] == linkedin_ads.api_version
    assert sent[0].headers["x-restli-protocol-version"] == "2.0.0"
    assert sent[0].headers["authorization"] == "Bearer linkedin-access-1"


def test_an_address_too_long_goes_through_the_tunnel(
    linkedin: LinkedIn, stage: Stage, puller: Puller
):
    linkedin.answers = [refused(414, "URI_TOO_LONG", "Request-URI Too Long"), told(element())]
    assert len(records(puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK))) == 1
    tunnel = stage.asked[-1]
    assert (tunnel.method, tunnel.headers["x-http-method-override"]) == ("POST", "GET")
    assert tunnel.headers["content-type"] == "application/x-www-form-urlencoded"
    assert tunnel.body.decode() == stage.asked[-2].raw_query


def test_a_version_that_was_switched_off_is_told_once_and_never_waited_for(
    linkedin: LinkedIn, stage: Stage, puller: Puller, passing: Time
):
    linkedin.answers = [
        refused(426, "NONEXISTENT_VERSION", "Requested version 20260701 is not active")
    ]
    with pytest.raises(BadReply, match="raise api_version"):
        puller(linkedin_ads, "campaigns", LINKEDIN, ACCOUNT)
    assert (passing.slept, len(stage.asked)) == ([], 2)


def test_the_quota_of_a_day_ends_the_pull(linkedin: LinkedIn, puller: Puller, passing: Time):
    linkedin.answers = [refused(429, "TOO_MANY_REQUESTS", QUOTA)]
    with pytest.raises(TryAgain, match="tomorrow"):
        puller(linkedin_ads, "campaigns", LINKEDIN, ACCOUNT)
    assert passing.slept == []


def test_the_volume_of_five_minutes_is_waited_for(
    linkedin: LinkedIn, puller: Puller, passing: Time
):
    message = "Request would exceed the limit of 45 million metric values per 5 minutes"
    busy = refused(429, "TOO_MANY_REQUESTS", message)
    linkedin.answers = [busy, busy, told(element())]
    assert len(records(puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK))) == 1
    assert [330 <= wait <= 331 for wait in passing.slept] == [True, True]
    linkedin.answers = [busy]
    with pytest.raises(TryAgain, match="45 million"):
        puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK)


def test_somebody_who_checks_does_not_wait_for_it(
    linkedin: LinkedIn, stage: Stage, engine: Engine, passing: Time
):
    linkedin.answers = [refused(429, "TOO_MANY_REQUESTS", "45 million metric values")]
    urls = dict.fromkeys(linkedin_ads.urls, stage.url)
    with pytest.raises(TryAgain, match="45 million"):
        probe(linkedin_ads, ACCOUNT, LINKEDIN, day=WEEK.end, urls=urls, engine=engine)
    assert passing.slept == []


def test_the_end_of_the_consent_is_known_after_a_refresh(
    linkedin: LinkedIn, stage: Stage, engine: Engine, passing: Time
):
    linkedin.answers = [told({"id": 512345601, "currency": "EUR"})]
    urls = dict.fromkeys(linkedin_ads.urls, stage.url)
    ends = datetime.fromtimestamp(passing.now + 31536000, UTC).date()
    for _ in range(2):  # the second time out of the token that was kept
        found = probe(linkedin_ads, ACCOUNT, LINKEDIN, day=WEEK.end, urls=urls, engine=engine)
        assert found == ends
    assert len([asked for asked in stage.asked if asked.path == "/oauth/v2/accessToken"]) == 1


def test_accounts_are_paged_by_token_and_one_that_is_not_there_is_denied(
    linkedin: LinkedIn, stage: Stage, puller: Puller
):
    first, own = {"id": 512345600, "currency": "USD"}, {"id": 512345601, "currency": "EUR"}
    linkedin.answers = [told(first, token="t2"), told(own)]
    assert records(puller(linkedin_ads, "accounts", LINKEDIN, ACCOUNT)) == [own]
    assert stage.asked[-1].params["pageToken"] == "t2"
    linkedin.answers = [told(first)]
    with pytest.raises(AccessDenied, match="role on this account"):
        puller(linkedin_ads, "accounts", LINKEDIN, ACCOUNT)


def test_reports_that_went_empty_are_refused_until_confirmed(linkedin: LinkedIn, puller: Puller):
    still = told({"id": 512345601, "currency": "EUR"})
    linkedin.answers = [told(), still]
    assert records(puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK)) == []
    linkedin.answers = [told(), still]
    with pytest.raises(BadReply, match="the last complete pull of these days had 700"):
        puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK, previous=700)


def test_an_empty_report_of_an_account_that_is_not_listed_is_a_role_that_was_lost(
    linkedin: LinkedIn, puller: Puller
):
    linkedin.answers = [told()]
    with pytest.raises(AccessDenied, match="role on this account"):
        puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK)


def test_an_answer_at_the_bound_is_asked_for_in_halves(
    linkedin: LinkedIn, stage: Stage, puller: Puller, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("connectors.ads.linkedin_rest.MOST_ELEMENTS", 3)
    linkedin.answers = [told(*(element(str(n)) for n in range(3))), told(element())]
    assert len(records(puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT, WEEK))) == 2
    assert len([asked for asked in stage.asked if "adAnalytics" in asked.path]) == 3
    linkedin.answers = [told(*(element(str(n)) for n in range(3)))]
    with pytest.raises(AskForLess):
        puller(linkedin_ads, "ad_report", LINKEDIN, ACCOUNT)


@pytest.mark.parametrize(
    ("window", "months"),
    [
        (("2026-11-01", "2026-11-29"), None),
        (("2026-10-25", "2026-11-13"), ((10, 1), (10, 31))),
        (("2026-08-16", "2026-11-13"), ((8, 1), (10, 31))),
    ],
)
def test_people_are_counted_by_day_and_by_whole_months_that_ended(
    linkedin: LinkedIn, stage: Stage, puller: Puller, window, months
):
    linkedin.answers = [told(element())]
    puller(linkedin_ads, "reach", LINKEDIN, ACCOUNT, Window.of(*window))
    days, *sent = [asked.raw_query for asked in stage.asked if "adAnalytics" in asked.path]
    assert "timeGranularity=(value:DAILY)" in days
    assert len(sent) == (1 if months else 0)
    if months:
        (first, start), (last, end) = months
        span = f"(year:2026,month:{first},day:{start}),end:(year:2026,month:{last},day:{end})"
        assert span in sent[0]
        assert "timeGranularity=(value:MONTHLY)" in sent[0]


def test_a_dead_consent_asks_for_a_person_and_shows_nothing(stage: Stage, puller: Puller):
    stage.play(Said({"error": "invalid_request", "error_description": "linkedin-refresh"}, 400))
    with pytest.raises(AccessDenied, match="consents") as caught:
        puller(linkedin_ads, "campaigns", LINKEDIN, ACCOUNT)
    assert "linkedin-refresh" not in str(caught.value)


def test_a_token_refused_while_valid_is_renewed_once(
    linkedin: LinkedIn, stage: Stage, puller: Puller
):
    linkedin.answers = [refused(401, "EXPIRED_ACCESS_TOKEN", "expired"), told(element())]
    assert len(records(puller(linkedin_ads, "campaigns", LINKEDIN, ACCOUNT))) == 1
    assert len([asked for asked in stage.asked if "accessToken" in asked.path]) == 2
    linkedin.answers = [refused(403, "ACCESS_DENIED", "no role")]
    with pytest.raises(AccessDenied, match="a role on this account"):
        puller(linkedin_ads, "ads", LINKEDIN, ACCOUNT)
