"""A1–A4: what the line and the server do to a reply."""

import pytest
from polars.testing import assert_frame_equal
from trial import CASES

from sandbox.story.beside import qianchuan

pytestmark = [pytest.mark.http, pytest.mark.warehouse]

# One after the other, the same call fails in each of these ways, then all is well.
PASSING = {
    "the server": ("busy_retry_after", "server_error", "busy", "html_200"),
    "the line": ("reset_in_body", "short_body", "truncated_json", "reset_before_reply", "stall"),
}
STAYING = (
    {"kind": "busy"},
    {"kind": "busy_retry_after", "retry_after": 40},
    {"kind": "busy_retry_after", "retry_after": 4000},
    {"kind": "server_error", "status": 500, "html": True},
    {"kind": "html_200"},
    {"kind": "reset_in_body"},
    {"kind": "short_body"},
    {"kind": "truncated_json"},
    {"kind": "stall"},
)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("where", PASSING)
def test_what_passes_changes_nothing(begin, quiet, where, name):
    case = CASES[name]
    expected = quiet(name, accounts=2)
    trial = begin(case, accounts=2, read=0.3)
    for call, kind in enumerate(PASSING[where], start=1):
        trial.arm(kind, case, page=call, html=True, retry_after=40)
    took = trial.load(case.feed)
    assert took.exit_code == 0, took.told
    assert took.seconds >= (40 if where == "the server" else 1)
    assert_frame_equal(trial.rows(case.stream), expected)


@pytest.mark.parametrize("fault", STAYING, ids=lambda how: "-".join(map(str, how.values())))
def test_what_stays_is_refused_in_bounded_time_and_leaves_yesterday(begin, yesterday, quiet, fault):
    case = CASES["tiktok_ads"]
    trial = begin(case, at=yesterday, read=0.2)
    before = trial.rows(case.stream, with_books=True)
    trial.arm(**fault, case=case, page=2, times=None)  # the first page comes: never a part
    took = trial.load(case.feed)
    assert took.exit_code == 3
    assert len(took.visits) <= 1 + 6 * 3  # six tries, and pages fetched ahead
    assert took.seconds <= 900
    assert "tiktok_ads ad_report 7000000000000000001 2026-10-17..2026-11-13" in took.told
    assert len(took.told) < 500
    assert "<" not in took.told
    assert_frame_equal(trial.rows(case.stream, with_books=True), before)
    assert trial.states(case.stream) == {"complete": 29, "missing": 1}
    trial.sandbox.clear()
    assert trial.load(case.feed).exit_code == 0
    assert_frame_equal(trial.rows(case.stream), quiet(case.name))


# A cursor, a link in a header, an offset with the token in the body, a rotating grant, jobs, a
# signed body.
OF_EACH_KIND = (
    *("hubspot", "shopify", "baidu", "ocean_engine", "meta_ads", "qualtrics"),
    "wenjuanxing_api",
)


@pytest.mark.parametrize("name", OF_EACH_KIND)
def test_what_stays_is_refused_by_every_way_to_page_and_to_sign(begin, quiet, name):
    case = CASES[name]
    trial = begin(case, read=0.2)
    for fault in STAYING:
        trial.sandbox.clear()
        trial.arm(**fault, case=case, times=None)
        took = trial.load(case.feed)
        assert took.exit_code == 3, fault
        assert took.seconds <= 900, fault
        assert len(took.told) < 600 and "<" not in took.told, fault
        assert trial.rows(case.stream).is_empty(), fault
    trial.sandbox.clear()
    assert trial.load(case.feed).exit_code == 0
    assert_frame_equal(trial.rows(case.stream), quiet(name))


@pytest.mark.parametrize(
    ("name", "page"),
    [("google_ads", 1), ("ocean_engine", 3), ("baidu", 2), ("x_twitter", 1), ("xiaoshouyi", 1)],
)
def test_a_token_that_ends_in_mid_run_is_renewed_once_and_the_same_page_comes(
    begin, quiet, name, page
):
    case = CASES[name]
    trial = begin(case)
    trial.arm("expired_token", case, page=page)
    took = trial.load(case.feed)
    assert took.exit_code == 0, took.told
    assert_frame_equal(trial.rows(case.stream), quiet(name))
    renewals = [visit for visit in took.visits if "token" in visit.path.partition("?")[0].lower()]
    assert len(renewals) == 2  # the first one, and one more
    asked = [visit.path for visit in took.of(case)]
    if name == "ocean_engine":  # the page that was refused, and only it, is asked for again
        assert len(asked) == len(set(asked)) + 1


@pytest.mark.parametrize(
    ("name", "page"),
    [("google_ads", 1), ("ocean_engine", 3), ("baidu", 2), ("x_twitter", 1), ("xiaoshouyi", 1)],
)
def test_a_token_that_cannot_be_renewed_is_refused_and_the_next_run_ends_the_work(
    begin, quiet, name, page
):
    case = CASES[name]
    trial = begin(case)
    trial.arm("expired_token", case, page=page, times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 3
    assert len(took.visits) < 20
    assert took.seconds < 1
    trial.sandbox.clear()
    assert trial.load(case.feed).exit_code == 0
    assert_frame_equal(trial.rows(case.stream), quiet(name))


def test_pieces_that_came_before_the_refusal_stay_and_only_the_rest_is_missing(begin, quiet):
    case = CASES["shopify"]  # five pieces of seven days in each shop
    trial = begin(case, accounts=2)
    trial.arm("server_error", case, account="updated_at_min=2026-11-05", times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 3
    assert trial.states(case.stream) == {"complete": 2 * 21, "missing": 2 * 9}
    assert_frame_equal(
        trial.rows(case.stream), trial.whole(case.stream, quiet("shopify", accounts=2))
    )
    trial.sandbox.clear()
    trial.sandbox.forget_requests()
    again = trial.load(case.feed)
    assert again.exit_code == 0
    assert not [visit for visit in again.visits if "updated_at_min=2026-10-15" in visit.path]


@pytest.mark.parametrize("name", ["tiktok_ads", "ocean_engine", "google_ads", "meta_ads"])
def test_the_quiet_rows_of_a_report_are_the_worlds_own(quiet, world, name):
    rows, shown = quiet(name, accounts=2), world.ad_days_as_of(world.today)
    shown = shown.filter((shown["platform"] == name) & shown["ad_id"].is_not_null())
    shown = shown.filter(shown["campaign_id"] != qianchuan(world.campaigns))  # has its own report
    for column in ("spend", "impressions", "clicks"):
        assert rows[column].sum() == shown[column].sum()
    told = shown.filter(shown["impressions"] > 0).select("account_id", "day", "ad_id")
    assert rows.filter(rows["impressions"] > 0).height == told.n_unique()


def test_the_quiet_rows_of_shops_and_contacts_are_the_worlds_own(quiet, world):
    orders = world.orders.filter(world.orders["shop"].is_in(["qinghe-cn", "qinghe-us"]))
    assert set(quiet("shopify", accounts=2)["order_id"]) == set(orders["order_id"])
    assert quiet("shopify", accounts=2)["total_price"].sum() == orders["paid"].sum()
    kept = world.contacts.filter(~world.contacts["is_archived"])
    assert set(quiet("hubspot")["contact_id"]) == set(kept["contact_id"])
