"""Google Analytics' Data API: its oddities, with replies composed from the contract."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from stage import Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain, Window
from connectors.web import analytics_reports
from connectors.web.google_analytics4 import ENTRIES, VISITS, google_analytics4

OAUTH = {"client_id": "c", "client_secret": "s-1", "refresh_token": "1//r"}
TOKEN = {"access_token": "ya29.a", "expires_in": 3599}
DAYS = Window.of("2026-11-17", "2026-11-18")
BY_PAGE = ("date", "landingPage")
PAGE = [["20261117", "/spring-sale", "412", "287", "390", "21", "6184.5"]]
FLAGS = {
    "_currency": "CNY",
    "_is_folded": False,
    "_is_withheld": False,
    "_is_restricted": False,
    "_sampled": 0,
}


def report(rows, dimensions=BY_PAGE, metrics=ENTRIES, **more):
    cut = len(dimensions)
    told = {
        "dimensionHeaders": [{"name": name} for name in dimensions],
        "metricHeaders": [{"name": name, "type": "TYPE_INTEGER"} for name in metrics],
        "rows": [
            {"dimensionValues": [{"value": cell} for cell in row[:cut]],
             "metricValues": [{"value": cell} for cell in row[cut:]]}
            for row in rows
        ],
        "rowCount": len(rows),
        "metadata": {"currencyCode": "CNY", "timeZone": "Asia/Shanghai"},
    }  # fmt: skip
    return told | more


def with_flags(**flags):
    return report(PAGE, metadata={"currencyCode": "CNY", **flags})


def refusal(message, code=429, status="RESOURCE_EXHAUSTED"):
    return Said({"error": {"code": code, "message": message, "status": status}}, code)


def pages(puller: Puller, window=DAYS, account="123456789", **how):
    return puller(google_analytics4, "landing_pages", OAUTH, account, window, **how)


def test_positional_cells_become_records_by_the_headers(stage: Stage, puller: Puller):
    stage.play(TOKEN, report(PAGE))
    found = records(pages(puller))
    assert found == [dict(zip((*BY_PAGE, *ENTRIES), PAGE[0], strict=True)) | FLAGS]
    asked = stage.asked[1]
    assert asked.path == "/v1beta/properties/123456789:runReport"
    assert asked.json["dateRanges"] == [{"startDate": "2026-11-17", "endDate": "2026-11-18"}]
    ordered = [one["dimension"]["dimensionName"] for one in asked.json["orderBys"]]
    assert ordered == list(BY_PAGE)
    assert asked.json["returnPropertyQuota"] is True
    assert asked.headers["authorization"] == "Bearer ya29.a"


def test_the_whole_and_its_sources_are_asked_apart(stage: Stage, puller: Puller):
    by = ("date", "sessionDefaultChannelGroup", "sessionSourceMedium")
    cells = [str(n) for n in range(len(VISITS))]
    whole = report([["20261117", *cells]], ("date",), VISITS)
    sources = report([["20261117", "Direct", "(direct) / (none)", *cells]], by, VISITS)
    stage.play(TOKEN, whole, sources)
    found = records(puller(google_analytics4, "days", OAUTH, "1", DAYS))
    assert [one["cut"] for one in found] == ["total", "source"]
    assert found[1]["sessionSourceMedium"] == "(direct) / (none)"


def test_absent_rows_are_none_and_no_failure(stage: Stage, puller: Puller):
    empty = report([], metadata={"emptyReason": "NO_DATA"})
    stage.play(TOKEN, {name: told for name, told in empty.items() if name[:3] != "row"})
    assert records(pages(puller)) == []


def test_pages_are_cut_by_our_own_count_for_offsets_are_not_echoed(
    stage: Stage, puller: Puller, monkeypatch
):
    monkeypatch.setattr(analytics_reports, "MOST", 2)
    every = [["20261117", f"/p/{n}", "1", "1", "1", "0", "0"] for n in range(5)]
    parts = [report(every[n : n + 2], rowCount=5) for n in (0, 2, 4)]
    stage.play(TOKEN, *parts)
    assert [one["landingPage"] for one in records(pages(puller))] == [row[1] for row in every]
    assert [one.json["offset"] for one in stage.asked[1:]] == ["0", "2", "4"]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (report(PAGE, rowCount=2), report([])),  # a page that came short
        (report(PAGE * 2, rowCount=1), report([])),  # more than are there
    ],
)
def test_rows_that_do_not_meet_the_count_start_the_window_again(
    stage: Stage, puller: Puller, first, second
):
    stage.play(TOKEN, first, report(PAGE))
    assert len(records(pages(puller))) == 1
    stage.answer = lambda asked: Said(TOKEN if "token" in asked.path else first)
    with pytest.raises(TryAgain, match="the platform counts"):
        pages(puller)


def test_a_total_that_moves_between_pages_starts_the_window_again(
    stage: Stage, puller: Puller, monkeypatch
):
    monkeypatch.setattr(analytics_reports, "MOST", 1)
    stage.play(TOKEN, report(PAGE, rowCount=2), report(PAGE, rowCount=3), report(PAGE))
    assert len(records(pages(puller))) == 1


def test_headers_in_another_order_are_another_report(stage: Stage, puller: Puller):
    stage.play(TOKEN, report(PAGE, tuple(reversed(BY_PAGE))))
    with pytest.raises(BadReply, match="landingPage, date came, asked were date, landingPage"):
        pages(puller)


@pytest.mark.parametrize(
    ("flags", "told"),
    [
        ({"subjectToThresholding": True}, {"_is_withheld": True}),
        ({"schemaRestrictionResponse": {"activeMetricRestrictions": []}},
         {"_is_restricted": True}),
        ({"samplingMetadatas": [{"samplesReadCount": "500000", "samplingSpaceSize": "1000000"},
                                {"samplesReadCount": "9", "samplingSpaceSize": "10"}]},
         {"_sampled": 0.5}),
    ],
)  # fmt: skip
def test_what_google_says_against_its_figures_stands_in_each_record(
    stage: Stage, puller: Puller, flags, told
):
    stage.play(TOKEN, with_flags(**flags))
    (record,) = records(pages(puller))
    assert record.items() >= (FLAGS | told).items()


def test_folded_rows_are_asked_for_day_by_day_and_told_of_where_a_day_is_still_too_much(
    stage: Stage, puller: Puller
):
    folded = with_flags(dataLossFromOtherRow=True)
    stage.play(TOKEN, folded, report(PAGE), folded)
    assert [one["_is_folded"] for one in records(pages(puller))] == [False, True]
    spans = [one.json["dateRanges"][0] for one in stage.asked[1:]]
    assert [len({*span.values()}) for span in spans] == [2, 1, 1]


@pytest.mark.parametrize(
    ("message", "waits"),
    [
        ("Exhausted concurrent requests quota. Please wait.", 30),
        ("Exhausted property tokens for a project per hour. These quota tokens will return", 600),
        ("Exhausted potentially thresholded requests quota.", 600),
        ("Exhausted server errors quota: server error limit per project per hour", 1200),
    ],
)
def test_each_empty_bucket_has_its_own_wait(stage: Stage, puller: Puller, message, waits):
    stage.play(TOKEN, refusal(message), report(PAGE))
    before = puller.engine.clock.wall()
    assert len(records(pages(puller))) == 1
    assert waits <= puller.engine.clock.wall() - before < waits * 2


@pytest.mark.parametrize("code", [429, 403])
def test_a_day_that_is_used_up_ends_the_run_until_tomorrow(stage: Stage, puller: Puller, code):
    stage.play(TOKEN, refusal("Exhausted property tokens quota per day.", code))
    with pytest.raises(TryAgain, match="per day"):
        pages(puller)
    assert len(stage.asked) == 2


def test_before_a_call_that_the_hour_would_not_bear_it_waits(stage: Stage, puller: Puller):
    by = ("date", "sessionDefaultChannelGroup", "sessionSourceMedium")
    cells = [str(n) for n in range(len(VISITS))]
    low = {"tokensPerProjectPerHour": {"consumed": 11, "remaining": 10}}
    whole = report([["20261117", *cells]], ("date",), VISITS, propertyQuota=low)
    stage.play(TOKEN, whole, report([["20261117", "A", "b / c", *cells]], by, VISITS))
    before = puller.engine.clock.wall()
    assert len(records(puller(google_analytics4, "days", OAUTH, "1", DAYS))) == 2
    assert puller.engine.clock.wall() - before >= 600


def test_an_invalid_question_is_fatal_and_a_missing_right_says_what_to_do(
    stage: Stage, puller: Puller
):
    stage.play(TOKEN, refusal("Field x is not a valid metric", 400, "INVALID_ARGUMENT"))
    with pytest.raises(BadReply, match="not a valid metric"):
        pages(puller)
    stage.play(refusal("API has not been used", 403, "PERMISSION_DENIED"))
    with pytest.raises(AccessDenied) as caught:
        pages(puller)
    assert "service account" in caught.value.next_step


@pytest.mark.parametrize("account", ["G-ABC123", "UA-1-2", "12 3"])
def test_a_tag_is_no_property_and_nothing_is_asked(stage: Stage, puller: Puller, account):
    with pytest.raises(AccessDenied, match="is no property"):
        pages(puller, account=account)
    assert stage.asked == []


def test_a_service_account_signs_a_claim_of_an_hour(stage: Stage, puller: Puller):
    key = generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    own = {"client_email": "reader@acme.iam.example", "private_key": pem.replace("\n", "\\n")}
    stage.play(TOKEN, report(PAGE))
    how = {"options": {"grant": "service_account"}}
    found = puller(google_analytics4, "landing_pages", own, "123456789", DAYS, **how)
    assert len(records(found)) == 1
    form = stage.asked[0].form
    assert form["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    middle = form["assertion"].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    assert claims["exp"] - claims["iat"] == 3600
    assert claims["iss"] == "reader@acme.iam.example"
    assert claims["scope"].endswith("/auth/analytics.readonly")
    with pytest.raises(AccessDenied, match="private key cannot be read"):
        puller(google_analytics4, "days", own | {"private_key": "no key"}, "1", DAYS, **how)
