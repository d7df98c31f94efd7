"""Matomo as the sandbox plays it."""

import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http


@pytest.fixture
def ask(play):
    url = play("matomo").url("matomo") + "/index.php"

    def post(method, query="", **asked):
        form = {"module": "API", "format": "JSON", "method": method, "period": "day"}
        form |= {"date": "2026-11-10,2026-11-14", "idSite": 3, **asked}
        form.setdefault("token_auth", SECRETS["MATOMO_TOKEN_AUTH"])
        return requests.post(url + query, data=form, timeout=10).json()

    return post


def test_days_are_keyed_by_date_and_one_without_visits_is_an_empty_list(ask):
    told = ask("VisitsSummary.get")
    assert list(told) == [f"2026-11-{day}" for day in range(10, 15)]
    assert told["2026-11-14"] == []
    day = told["2026-11-11"]
    assert day["nb_actions"] >= day["nb_visits"] >= day["nb_uniq_visitors"] > 20
    new = ask("VisitsSummary.get", segment="visitorType==new")["2026-11-11"]
    assert 0 < new["nb_uniq_visitors"] < day["nb_uniq_visitors"]


def test_kinds_add_up_to_the_whole_and_drift_in_type(ask):
    whole = ask("VisitsSummary.get")["2026-11-11"]
    rows = ask("Referrers.getReferrerType")["2026-11-11"]
    assert sum(int(row["nb_visits"]) for row in rows) == whole["nb_visits"]
    assert {type(row["nb_visits"]) for row in rows} == {int, str}
    assert any("&nbsp;" in row["label"] or "\xa0" in row["label"] for row in rows)


def test_lists_end_after_their_limit_and_pages_leave_zeros_out(ask):
    told = ask("Actions.getPageUrls", flat=1, filter_limit=-1)["2026-11-11"]
    assert len(ask("Actions.getPageUrls", flat=1, filter_limit=2)["2026-11-11"]) == 2 < len(told)
    assert any("entry_nb_visits" not in row for row in told)
    assert told[0]["url"].startswith("https://www.lumora.example/")
    assert {row["label"] for row in ask("Actions.getPageUrls")["2026-11-11"]} == {"lamp", "candle"}


def test_orders_are_those_of_the_site(ask):
    told = ask("Goals.get", idGoal="ecommerceOrder")["2026-11-11"]
    assert told["nb_conversions"] == told["items"] > 0 and told["revenue"] > 10


@pytest.mark.parametrize(
    ("method", "how", "said"),
    [
        ("VisitsSummary.get", {"token_auth": "other"}, "authenticate"),
        ("VisitsSummary.get", {"token_auth": "", "query": "?token_auth=other"}, "POST"),
        ("VisitsSummary.get", {"idSite": 9}, "'view' access for the website id = 9"),
        ("VisitsSummary.get", {"date": "tomorrow-ish"}, "not valid"),
        ("Live.getLastVisitsDetails", {}, "does not exist"),
    ],
)
def test_refusals_are_http_200_with_words(ask, method, how, said):
    told = ask(method, **how)
    assert told["result"] == "error" and said in told["message"]
