"""Google Ads: its oddities, with replies composed from the contract."""

import json

import pytest
from stage import Puller, Said, Stage, Time, records

from connectors.ads.google_ads import google_ads
from connectors.core import AccessDenied, BadReply, TryAgain, Window

GOOGLE = {"client_id": "c-1234", "client_secret": "s-1234", "refresh_token": "r-1234"}


def google_row(cost: str = "15730000") -> dict:
    metrics = {"clicks": "12", "costMicros": cost, "conversions": 1.5}
    return {
        "adGroupAd": {"ad": {"id": "501"}},
        "metrics": metrics,
        "segments": {"date": "2026-11-03"},
    }


def google_error(status: int, kind: str, name: str, **more) -> Said:
    failure = {"errors": [{"errorCode": {kind: name}, "message": f"told {name}", **more}]}
    error = {"code": status, "message": "outer", "status": "OUTER", "details": [failure]}
    return Said([{"error": error}], status)


@pytest.fixture
def google(stage: Stage):
    """Answers the token call itself, and the queries in turn."""

    def play(*answers):
        queue = [a if isinstance(a, Said) else Said(a) for a in answers]
        token = {"access_token": "ya29-first", "expires_in": 3599, "token_type": "Bearer"}
        stage.answer = lambda asked: (
            Said(token)
            if asked.path == "/token"
            else (queue.pop(0) if len(queue) > 1 else queue[0])
        )

    return play


def test_an_array_of_chunks_the_last_without_rows(google, stage: Stage, puller: Puller):
    google([{"results": [google_row(), google_row("9007199254740993")]}, {"requestId": "x"}])
    options = {"login_customer_id": "999-888-7770"}
    found = records(
        puller(google_ads, "ad_report", GOOGLE, account="111-222-3334", options=options)
    )
    assert [r["metrics"]["costMicros"] for r in found] == ["15730000", "9007199254740993"]
    asked = stage.asked[-1]
    assert asked.path == "/v26/customers/1112223334/googleAds:searchStream"
    assert asked.headers["login-customer-id"] == "9998887770"
    assert asked.headers["authorization"] == "Bearer ya29-first"
    assert "BETWEEN '2026-11-03' AND '2026-11-03'" in asked.json["query"]


def test_campaigns_come_with_what_the_account_says_it_cost(google, stage: Stage, puller: Puller):
    whole = {"metrics": {"costMicros": "9007199254740993"}}
    google([{"results": [whole]}], [{"results": [google_row()]}])
    pages = puller(google_ads, "campaign_report", GOOGLE)
    assert [page.totals for page in pages if page.totals] == [{"cost": "9007199254.740993"}]
    assert len(records(pages)) == 1
    account, campaigns = (asked.json["query"] for asked in stage.asked[-2:])
    assert account.startswith(
        "SELECT metrics.cost_micros FROM customer WHERE segments.date BETWEEN"
    )
    assert "FROM campaign WHERE" in campaigns
    google([])
    pages = puller(google_ads, "campaign_report", GOOGLE)
    assert ([page.totals for page in pages], records(pages)) == ([{"cost": "0.000000"}], [])


def test_claims_by_action_are_asked_for_without_delivery(google, stage: Stage, puller: Puller):
    google([{"results": [google_row()]}])
    assert len(records(puller(google_ads, "conversion_report", GOOGLE))) == 2
    ads, campaigns = (asked.json["query"] for asked in stage.asked[-2:])
    assert "FROM ad_group_ad" in ads
    assert campaigns.endswith("campaign.advertising_channel_type = 'PERFORMANCE_MAX'")
    for query in (ads, campaigns):
        assert "segments.conversion_action" in query
        assert not [name for name in ("impressions", "clicks", "cost_micros") if name in query]


def test_people_are_counted_over_whole_weeks_and_months(google, stage: Stage, puller: Puller):
    google([{"results": [google_row()]}])
    window = Window.of("2026-10-26", "2026-11-09")
    found = records(puller(google_ads, "reach", GOOGLE, window=window))
    assert [record["period"] for record in found] == [
        {"kind": "week", "start": "2026-10-26", "end": "2026-11-01"},
        {"kind": "week", "start": "2026-11-02", "end": "2026-11-08"},
        {"kind": "month", "start": "2026-10-01", "end": "2026-10-31"},
    ]
    query = stage.asked[-1].json["query"]
    assert "segments" not in query.partition("WHERE")[0]
    assert query.endswith("BETWEEN '2026-10-01' AND '2026-10-31'")


def test_words_are_asked_for_where_they_stand(google, stage: Stage, puller: Puller):
    google([])
    for feed, of in (
        ("keyword_report", "keyword_view"),
        ("search_term_report", "search_term_view"),
    ):
        assert records(puller(google_ads, feed, GOOGLE)) == []
        assert f"FROM {of} WHERE segments.date" in stage.asked[-1].json["query"]


@pytest.mark.parametrize("own", [None, "dev-1234"])
def test_a_developer_token_goes_along_only_while_somebody_has_one(
    google, stage: Stage, puller: Puller, own: str | None
):
    google([])
    secrets = GOOGLE | ({"developer_token": own} if own else {})
    puller(google_ads, "ads", secrets)
    assert stage.asked[-1].headers.get("developer-token") == own
    assert "developer_token" not in stage.asked[0].form


def test_a_stream_that_breaks_off_after_200_is_nothing(google, puller: Puller):
    whole = json.dumps([{"results": [google_row()]}, {"results": [google_row("1")]}]).encode()
    google(Said(whole[:-40]), Said(whole))
    assert len(records(puller(google_ads, "ad_report", GOOGLE))) == 2


def test_an_error_inside_a_stream_of_200_counts(google, puller: Puller):
    refused = google_error(200, "authorizationError", "CUSTOMER_NOT_ENABLED")
    google(Said([{"results": [google_row()]}, *refused.body]))
    with pytest.raises(AccessDenied, match="never activated"):
        puller(google_ads, "ad_report", GOOGLE)


def test_waits_as_long_as_retry_delay_says(google, puller: Puller, passing: Time):
    delay = {"details": {"quotaErrorDetails": {"retryDelay": "30s"}}}
    google(google_error(429, "quotaError", "RESOURCE_EXHAUSTED", **delay), [])
    puller(google_ads, "ad_report", GOOGLE)
    assert 30 <= passing.slept[0] <= 31


def test_a_delay_of_hours_is_not_waited_for(google, puller: Puller, passing: Time):
    delay = {"details": {"quotaErrorDetails": {"retryDelay": "40000s"}}}
    google(google_error(429, "quotaError", "RESOURCE_EXHAUSTED", **delay))
    with pytest.raises(TryAgain):
        puller(google_ads, "ad_report", GOOGLE)
    assert passing.slept == []


def test_a_query_that_always_times_out_is_halved(google, stage: Stage, puller: Puller):
    late = google_error(504, "internalError", "DEADLINE_EXCEEDED")
    google(late, late, late, late, [{"results": [google_row()]}])
    pages = puller(google_ads, "ad_report", GOOGLE, window=Window.of("2026-11-01", "2026-11-02"))
    assert len(records(pages)) == 2
    assert "'2026-11-01' AND '2026-11-01'" in stage.asked[-2].json["query"]


def test_metrics_are_never_asked_of_a_manager(google, puller: Puller):
    google(google_error(400, "queryError", "REQUESTED_METRICS_FOR_MANAGER"))
    with pytest.raises(AccessDenied, match="list the accounts under it"):
        puller(google_ads, "ad_report", GOOGLE)


def test_a_version_that_ended_needs_a_programmer(google, puller: Puller):
    google(google_error(400, "requestError", "UNSUPPORTED_VERSION"))
    with pytest.raises(BadReply, match="raise api_version"):
        puller(google_ads, "ad_report", GOOGLE)


def test_a_dead_consent_is_not_retried(stage: Stage, puller: Puller):
    stage.play(Said({"error": "invalid_grant"}, 400))
    with pytest.raises(AccessDenied, match="Authorise again"):
        puller(google_ads, "ad_report", GOOGLE)
    assert len(stage.asked) == 1


def test_an_expired_token_is_refreshed_and_the_query_repeated(google, stage: Stage, puller: Puller):
    expired = google_error(401, "authenticationError", "OAUTH_TOKEN_EXPIRED")
    google(expired, [{"results": [google_row()]}])
    assert len(records(puller(google_ads, "ad_report", GOOGLE))) == 1
    assert [asked.path[:6] for asked in stage.asked] == ["/token", "/v26/c", "/token", "/v26/c"]
