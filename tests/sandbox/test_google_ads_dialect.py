"""Google Ads as the sandbox plays it."""

from decimal import Decimal

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS
from sandbox.server import Fault

pytestmark = pytest.mark.http

MANAGER, ACCOUNT = "9998887770", "1112223334"
AD_REPORT = (
    "SELECT customer.currency_code, campaign.id, ad_group.id, ad_group_ad.ad.id, segments.date, "
    "metrics.impressions, metrics.clicks, metrics.cost_micros, metrics.conversions "
    "FROM ad_group_ad WHERE segments.date BETWEEN '2026-10-15' AND '2026-11-13'"
)
CAMPAIGN_REPORT = (
    "SELECT campaign.id, segments.date, metrics.cost_micros FROM campaign "
    "WHERE segments.date BETWEEN '2026-10-15' AND '2026-11-13'"
    " AND campaign.advertising_channel_type = 'PERFORMANCE_MAX'"
)


class Client:
    def __init__(self, sandbox) -> None:
        form = {
            "grant_type": "refresh_token",
            "client_id": SECRETS["GOOGLE_ADS_CLIENT_ID"],
            "client_secret": SECRETS["GOOGLE_ADS_CLIENT_SECRET"],
            "refresh_token": SECRETS["GOOGLE_ADS_REFRESH_TOKEN"],
        }
        self.token_url = sandbox.url("google_ads", "token") + "/token"
        self.token = requests.post(self.token_url, data=form, timeout=10).json()["access_token"]
        self.base = sandbox.url("google_ads") + "/v26"

    def ask(self, query, customer=ACCOUNT, manager=MANAGER, verb="searchStream", **more):
        headers = {"Authorization": f"Bearer {self.token}", "login-customer-id": manager}
        url = f"{self.base}/customers/{customer}/googleAds:{verb}"
        return requests.post(url, headers=headers, json={"query": query, **more}, timeout=10)

    def rows(self, query, **more):
        return [row for chunk in self.ask(query, **more).json() for row in chunk.get("results", [])]


@pytest.fixture
def client(play):
    return Client(play("google_ads"))


def spend(rows):
    return sum(Decimal(row["metrics"].get("costMicros", "0")) for row in rows) / 1_000_000


def test_the_report_is_an_array_of_chunks_and_the_last_has_no_results(client):
    chunks = client.ask(AD_REPORT).json()
    assert len(chunks) > 1
    assert "results" not in chunks[-1]
    assert set(chunks[-1]) == {"fieldMask", "requestId", "queryResourceConsumption"}
    first = chunks[0]["results"][0]
    assert isinstance(first["metrics"]["costMicros"], str)
    assert first["adGroupAd"]["resourceName"].startswith(f"customers/{ACCOUNT}/adGroupAds/")


def test_spend_equals_the_world_and_performance_max_has_no_ads(client, company):
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    ads = client.rows(AD_REPORT)
    campaigns = client.rows(CAMPAIGN_REPORT)
    assert spend(ads) == shown.filter(pl.col("ad_id").is_not_null())["spend"].sum()
    assert spend(campaigns) == shown.filter(pl.col("ad_id").is_null())["spend"].sum()
    keys = {(row["adGroupAd"]["ad"]["id"], row["segments"]["date"]) for row in ads}
    assert len(keys) == len(ads)


DAYS = "segments.date BETWEEN '2026-10-15' AND '2026-11-13'"


def test_what_an_account_cost_is_told_over_all_its_days(client, company):
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    [whole] = client.rows(f"SELECT metrics.cost_micros FROM customer WHERE {DAYS}")
    assert spend([whole]) == shown["spend"].sum()


@pytest.mark.parametrize("view", ["keyword_view", "search_term_view"])
def test_words_share_out_what_was_spent_on_them(client, company, view):
    words = company.keyword_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    rows = client.rows(f"SELECT segments.date, metrics.cost_micros FROM {view} WHERE {DAYS}")
    assert spend(rows) == words["spend"].sum() > 0


def test_claims_are_told_by_action_and_never_beside_delivery(client, company):
    fields = "campaign.id, segments.conversion_action, segments.date, metrics.conversions"
    rows = client.rows(f"SELECT {fields} FROM campaign WHERE {DAYS}")
    shown = company.ad_days_as_of(company.today).filter(pl.col("account_id") == ACCOUNT)
    told = sum(row["metrics"].get("conversions", 0) for row in rows)
    assert told == pytest.approx(shown["conversions"].sum())
    reply = client.ask(f"SELECT {fields}, metrics.clicks FROM campaign WHERE {DAYS}")
    error = reply.json()[0]["error"]["details"][0]["errors"][0]["errorCode"]
    assert error == {"queryError": "PROHIBITED_SEGMENT_WITH_METRIC_IN_SELECT_OR_WHERE_CLAUSE"}


def test_people_are_counted_of_display_campaigns_only(client, company):
    asked = "campaign.id, campaign.advertising_channel_type, metrics.unique_users"
    rows = client.rows(
        f"SELECT {asked}, metrics.impressions FROM campaign"
        " WHERE segments.date BETWEEN '2026-10-26' AND '2026-11-01'"
    )
    kinds = {
        row["campaign"]["advertisingChannelType"] for row in rows if "uniqueUsers" in row["metrics"]
    }
    assert kinds == {"DISPLAY"}
    assert len(rows) > len(kinds)
    assert client.ask(f"SELECT {asked} FROM ad_group_ad WHERE {DAYS}").status_code == 400


def test_conversions_are_fractions_and_zero_is_left_out(client):
    metrics = [row["metrics"] for row in client.rows(AD_REPORT)]
    assert any(m.get("conversions", 0) % 1 for m in metrics)
    assert any("conversions" not in m for m in metrics)
    assert not any(m.get("conversions") == 0 for m in metrics)


def test_unsettled_days_are_told_as_first_reported(play, company):
    sandbox = play("google_ads")
    sandbox.set_today(company.today.replace(day=2))
    rows = Client(sandbox).rows(AD_REPORT)
    assert max(row["segments"]["date"] for row in rows) == "2026-11-01"


def test_access_is_refused_without_the_manager_or_a_living_token(client):
    no_manager = client.ask(AD_REPORT, manager="1")
    assert no_manager.status_code == 403
    error = no_manager.json()[0]["error"]["details"][0]["errors"][0]["errorCode"]
    assert error == {"authorizationError": "USER_PERMISSION_DENIED"}
    client.token = "stale"
    assert client.ask(AD_REPORT).status_code == 401
    refused = requests.post(client.token_url, data={"grant_type": "refresh_token"}, timeout=10)
    assert refused.status_code == 401


@pytest.mark.parametrize(
    ("customer", "query", "code"),
    [
        ("1112223399", AD_REPORT, {"authorizationError": "CUSTOMER_NOT_ENABLED"}),
        (MANAGER, AD_REPORT, {"queryError": "REQUESTED_METRICS_FOR_MANAGER"}),
        (ACCOUNT, "SELECT nonsense FROM campaign", {"queryError": "UNRECOGNIZED_FIELD"}),
        ("111-222-3334", AD_REPORT, {"requestError": "INVALID_CUSTOMER_ID"}),
    ],
)
def test_errors_are_wrapped_and_named(client, customer, query, code):
    reply = client.ask(query, customer=customer)
    assert reply.json()[0]["error"]["details"][0]["errors"][0]["errorCode"] == code


def test_accounts_are_listed_below_the_manager_with_the_closed_one(client):
    fields = "customer_client.id, customer_client.manager, customer_client.status"
    rows = client.rows(f"SELECT {fields} FROM customer_client", customer=MANAGER)
    states = {row["customerClient"]["id"]: row["customerClient"]["status"] for row in rows}
    assert states == {
        MANAGER: "ENABLED",
        "1112223334": "ENABLED",
        "1112223335": "ENABLED",
        "1112223399": "CANCELED",
    }


def test_a_quiet_account_answers_an_empty_array(client):
    quiet = AD_REPORT.replace("2026-10-15", "2020-01-01").replace("2026-11-13", "2020-01-02")
    assert client.ask(quiet).json() == []


def test_a_sunset_version_and_a_page_size_are_refused(client):
    assert client.ask(AD_REPORT, verb="search", pageSize=5).status_code == 400
    client.base = client.base.replace("v26", "v21")
    assert client.ask(AD_REPORT).status_code == 400


def test_throttling_names_the_delay_in_the_body(play):
    sandbox = play("google_ads")
    client = Client(sandbox)
    sandbox.arm(Fault("busy_in_body", "google_ads"))
    reply = client.ask(AD_REPORT)
    details = reply.json()[0]["error"]["details"][0]["errors"][0]["details"]
    assert reply.status_code == 429
    assert details["quotaErrorDetails"]["retryDelay"] == "3s"
    assert client.ask(AD_REPORT).status_code == 200
