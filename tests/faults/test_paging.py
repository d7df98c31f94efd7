"""B1–B4: lists that do not go on as they should. What passes loses nothing; what stays is refused.

Google's reports come whole, in chunks: they have no pages. Typeform's pages are asked for by the
last token that came, so no reply of its own can lead astray.
"""

import re

import pytest
from polars.testing import assert_frame_equal
from trial import CASES

from connectors.ads import baidu_reports

pytestmark = [pytest.mark.http, pytest.mark.warehouse]

PAGED = (
    *("tiktok_ads", "ocean_engine", "tencent_ads", "meta_ads", "hubspot", "shopify"),
    *("surveymonkey", "baidu"),
)
LINKED = ("meta_ads", "shopify", "surveymonkey")
CURSORS = ("meta_ads", "hubspot", "shopify", "surveymonkey")


@pytest.fixture(autouse=True)
def short_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """An offset is asked for with the size of a page: the platform gives no less than that."""
    monkeypatch.setattr(baidu_reports, "MOST", 20)


@pytest.mark.parametrize("name", PAGED)
def test_an_empty_page_that_leads_on_is_not_the_end(begin, quiet, name):
    case = CASES[name]
    trial = begin(case)
    trial.arm("empty_page_with_cursor", case, page=2)
    took = trial.load(case.feed)
    assert took.exit_code == 0, took.told
    assert_frame_equal(trial.rows(case.stream), quiet(name))


@pytest.mark.parametrize("name", PAGED)
def test_pages_that_stay_empty_and_lead_on_are_refused(begin, name):
    case = CASES[name]
    trial = begin(case)
    trial.arm("empty_page_with_cursor", case, page=1, times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 3, took.told
    assert re.search("empty page|loop|0 records came, the platform counts", took.told)
    assert trial.rows(case.stream).is_empty()
    assert len(took.visits) <= 12


@pytest.mark.parametrize("name", PAGED)
def test_a_page_that_comes_twice_loads_each_key_once(begin, quiet, name):
    case = CASES[name]
    trial = begin(case)
    trial.arm("duplicate_page", case, page=2)
    took = trial.load(case.feed)
    assert took.exit_code == 0, took.told
    assert_frame_equal(trial.rows(case.stream), quiet(name))
    assert trial.reasons(case.stream) == []


@pytest.mark.parametrize("name", CURSORS)
def test_a_cursor_that_leads_back_is_refused_after_one_loop(begin, quiet, name):
    case = CASES[name]
    trial = begin(case)
    trial.arm("cursor_loop", case, page=2, times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 3, took.told
    assert "loop" in took.told
    assert took.seconds <= 60
    assert_frame_equal(trial.rows(case.stream), trial.whole(case.stream, quiet(name)))
    assert len(took.visits) <= 16


@pytest.mark.parametrize("name", LINKED)
def test_a_link_to_another_host_is_refused_and_no_token_goes_there(begin, quiet, name):
    case = CASES[name]
    trial = begin(case)
    trial.arm("foreign_next_link", case, times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 3, took.told
    assert "another host" in took.told
    assert trial.sandbox.canary_requests == []
    assert_frame_equal(trial.rows(case.stream), trial.whole(case.stream, quiet(name)))


def test_a_link_to_another_host_in_a_plain_list_is_refused_too(begin):
    trial = begin(CASES["hubspot"])
    trial.sandbox.small_pages("hubspot", 20)
    case = CASES["hubspot"]._replace(path="/objects/deals")
    trial.arm("foreign_next_link", case, times=None)
    took = trial.load("deal_histories")
    assert took.exit_code == 3, took.told
    assert "another host" in took.told
    assert trial.sandbox.canary_requests == []
