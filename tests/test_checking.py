"""What `marketing check` says before any account is asked."""

from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from connectors import CONNECTORS
from connectors.core import Connector
from pipelines import checking
from pipelines.checking import Finding, check, consent_ending, ending
from pipelines.settings import check_secrets
from pipelines.sources import Account

SUNSET = date(2027, 8, 15)


def connector(sunset: date | None = SUNSET) -> Connector:
    known = CONNECTORS["linkedin_pages"]
    assert isinstance(known, Connector)
    return replace(known, sunset=sunset)


@pytest.mark.parametrize(
    ("today", "state", "said"),
    [
        (date(2027, 6, 15), None, ""),
        (date(2027, 6, 16), "ends soon", "2027-08-15, in 60 days"),
        (SUNSET, "ends soon", "2027-08-15, today"),
        (date(2027, 8, 16), "ended", "ended on 2027-08-15"),
    ],
)
def test_a_version_that_ends_is_told_60_days_before(today: date, state: str | None, said: str):
    found = list(ending(connector(), today))
    assert [one.state for one in found] == ([state] if state else [])
    assert all(said in one.what and "202608" in one.what for one in found)
    assert all(one.is_fine == (state == "ends soon") for one in found)


@pytest.mark.parametrize(
    ("told", "states"),
    [
        (None, ["end unknown"]),
        (date(2027, 7, 1) + timedelta(61), []),
        (date(2027, 7, 1) + timedelta(60), ["ends soon"]),
        (date(2027, 6, 30), ["ended"]),
    ],
)
def test_what_the_platform_says_of_the_consent_counts_before_what_is_noted(
    told: date | None, states: list[str]
):
    account = Account("90362860", "UTC")
    found = list(consent_ending(connector(), account, date(2027, 7, 1), told))
    assert [one.state for one in found] == states
    noted = Account("90362860", "UTC", options={"consented_on": "2020-01-01"})
    found = list(consent_ending(connector(), noted, date(2027, 7, 1), told or date(2028, 1, 1)))
    assert [one.state for one in found] == (states if told else [])


def test_a_secret_that_may_lack_is_asked_of_nobody():
    known = replace(connector(), may_lack=("client_secret",))
    given = {"client_id": "x1234", "refresh_token": "x1234"}
    assert list(check_secrets(known, "1", given, {})) == []
    assert [one.what for one in check_secrets(known, "1", given | {"client_secret": " x"}, {})]


def test_a_version_without_an_end_is_never_told():
    assert list(ending(connector(None), date(2099, 1, 1))) == []


@pytest.mark.parametrize("on", [True, False])
def test_only_a_connector_that_is_on_is_warned_of(monkeypatch: pytest.MonkeyPatch, on: bool):
    source = SimpleNamespace(
        on=on, accounts=[Account("90362860", "UTC", options={"consented_on": "2027-06-30"})]
    )
    settings: Any = SimpleNamespace(sources={"linkedin_pages": source}, today=date(2027, 7, 1))
    ready = Finding("linkedin_pages", "90362860", "ready")
    monkeypatch.setattr(checking, "check_account", lambda *_: ready)
    monkeypatch.setattr(checking, "CONNECTORS", {"linkedin_pages": connector()})
    states = [finding.state for finding in check(settings, "linkedin_pages")]
    assert states == (["ends soon", "ready"] if on else ["off"])


@pytest.mark.parametrize(
    ("name", "options", "state", "said"),
    [
        ("linkedin_pages", {"consented_on": "2026-09-01"}, None, ""),
        ("linkedin_pages", {"consented_on": "2026-08-30"}, "ends soon", "2027-08-30, in 60 days"),
        ("linkedin_pages", {"consented_on": "2026-07-01"}, "ends soon", "2027-07-01, today"),
        ("linkedin_pages", {"consented_on": "2026-06-30"}, "ended", "ended on 2027-06-30"),
        ("linkedin_pages", {}, "end unknown", "holds 365 days"),
        ("linkedin_pages", {"consented_on": "1 July"}, "wrong option", "'1 July'"),
        ("x_twitter", {"consented_on": "2027-01-10"}, "ends soon", "2027-07-09, in 8 days"),
        ("x_twitter", {"consented_on": "2027-01-10", "consent_days": "365"}, None, ""),
        ("weibo", {"consented_on": "2027-06-05"}, None, ""),
        ("weibo", {"consented_on": "2027-06-04"}, "ends soon", "2027-07-04, in 3 days"),
        ("weibo", {"consented_on": "2027-06-30", "consent_days": "1"}, "ends soon", ", today"),
        ("youtube", {}, None, ""),
    ],
)
def test_a_consent_that_ends_is_told_60_days_before(
    name: str, options: dict[str, str], state: str | None, said: str
):
    known = CONNECTORS[name]
    assert isinstance(known, Connector)
    account = Account("7", "UTC", options=options)
    found = list(consent_ending(known, account, date(2027, 7, 1)))
    assert [one.state for one in found] == ([state] if state else [])
    assert all(said in one.what and one.account == "7" for one in found)
    assert all(one.is_fine == (state in ("ends soon", "end unknown")) for one in found)
