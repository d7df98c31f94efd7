"""LinkedIn Pages as the sandbox plays them."""

from datetime import date, timedelta
from urllib.parse import quote

import polars as pl
import pytest
import requests

from sandbox.secrets import SECRETS

pytestmark = pytest.mark.http
PAGE = "90362860"
URN = quote(f"urn:li:organization:{PAGE}", safe="")
HEADERS = {"LinkedIn-Version": "202608", "X-Restli-Protocol-Version": "2.0.0"}
SHARES = f"organizationalEntityShareStatistics?q=organizationalEntity&organizationalEntity={URN}"
NAMES = ("client_id", "client_secret", "refresh_token")


@pytest.fixture
def call(play):
    sandbox = play("linkedin_pages")
    form = {name: SECRETS[f"LINKEDIN_PAGES_{name.upper()}"] for name in NAMES}
    url = sandbox.url("linkedin_pages", "token") + "/oauth/v2/accessToken"
    given = requests.post(url, data=form | {"grant_type": "refresh_token"}, timeout=10).json()

    def ask(path, **headers):
        sent = {"Authorization": f"Bearer {given['access_token']}", **HEADERS, **headers}
        address = sandbox.url("linkedin_pages") + f"/rest/{path}"
        return requests.get(address, headers=sent, timeout=10)

    return ask


def ms(day):
    return (day - date(1970, 1, 1)).days * 86_400_000


def span(first, end):
    return f"&timeIntervals=(timeRange:(start:{ms(first)},end:{ms(end)}),timeGranularityType:DAY)"


def mine(frame):
    return frame.filter((pl.col("account_id") == PAGE) & (pl.col("platform") == "linkedin_pages"))


def test_days_are_what_the_world_says_and_the_end_is_not_in_it(call, company):
    first, end = company.today - timedelta(days=9), company.today - timedelta(days=2)
    told = call(SHARES + span(first, end)).json()["elements"]
    days = mine(company.post_days).filter(pl.col("day").is_between(first, end, closed="left"))
    assert (
        sum(e["totalShareStatistics"]["impressionCount"] for e in told) == days["impressions"].sum()
    )
    path = SHARES.replace("EntityShare", "EntityFollower") + span(first, end)
    gains = [e["followerGains"]["organicFollowerGain"] for e in call(path).json()["elements"]]
    known = mine(company.account_days).filter(pl.col("day").is_between(first, end, closed="left"))
    assert sum(gains) == (known["gained"] - known["lost"]).sum()


def test_figures_by_post_are_lifetime_and_a_foreign_one_refuses_all(call, company):
    own = mine(company.posts).filter(pl.col("post_id").str.contains("share"))["post_id"].to_list()
    listed = ",".join(quote(urn, safe="") for urn in own)
    told = call(f"{SHARES}&shares=List({listed})").json()["elements"]
    known = mine(company.post_days).filter(pl.col("post_id").is_in(own))
    assert sum(e["totalShareStatistics"]["likeCount"] for e in told) == known["likes"].sum()
    foreign = call(f"{SHARES}&shares=List({quote('urn:li:share:1', safe='')},{listed})")
    assert (foreign.status_code, "shares[0]" in foreign.text) == (403, True)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        (SHARES + quote(span(date(2026, 11, 1), date(2026, 11, 2)), safe="&="), {}, 400),
        (SHARES.replace("%3A", ":") + span(date(2026, 11, 1), date(2026, 11, 2)), {}, 400),
        (SHARES + span(date(2025, 1, 1), date(2025, 1, 2)), {}, 400),
        (f"organizations/{PAGE}", {"LinkedIn-Version": "202508"}, 426),
        (f"organizations/{PAGE}", {"X-Restli-Protocol-Version": "1.0.0"}, 400),
        (f"organizations/{PAGE}", {"Authorization": "Bearer other"}, 401),
        ("organizations/1", {}, 403),
        (f"{SHARES}&shares=List({','.join(['urn%3Ali%3Ashare%3A1'] * 21)})", {}, 414),
    ],
)
def test_calls_that_are_refused(call, path, headers, status):
    assert call(path, **headers).status_code == status


def test_posts_come_by_offset_and_followers_as_a_number(call, company):
    posts = [
        call(f"posts?q=author&author={URN}&start={start}&count=4").json()["elements"]
        for start in (0, 4, 8)
    ]
    found = [post["id"] for page in posts for post in page]
    assert len(found) == len(set(found)) == mine(company.posts).height
    size = call(f"networkSizes/{URN}?edgeType=COMPANY_FOLLOWED_BY_MEMBER").json()
    assert size["firstDegreeSize"] == mine(company.account_days).sort("day")["total"][-1]
