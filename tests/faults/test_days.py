"""Days that change, are not ready, or do not come: coverage says so, figures never lie."""

from datetime import timedelta

import pytest
from polars.testing import assert_frame_equal
from trial import CASES, Trial, playing

from sandbox.faults import Fault

pytestmark = [pytest.mark.http, pytest.mark.warehouse]

WECHAT = "wechat_official_account__follower_cumulate"


def test_a_restated_day_replaces_figures_and_keeps_the_first_reported_ones(
    begin, yesterday, quiet, world
):
    case = CASES["tiktok_ads"]
    trial = begin(case, at=yesterday)
    first = trial.rows(case.stream)
    trial.arm("restated_day", case, times=None)  # every spend one higher
    assert trial.load(case.feed).exit_code == 0
    rows = trial.rows(case.stream)
    asked_again = world.today - timedelta(days=28)
    restated = rows.filter(rows["report_date"] >= asked_again)
    told = quiet(case.name).filter(quiet(case.name)["report_date"] >= asked_again)
    assert restated["spend"].sum() == told["spend"].sum() + told.height
    assert rows.select("report_date", "ad_id").is_duplicated().sum() == 0
    versions = trial.frame(f'select * from source."{case.stream}__versions"')
    kept = versions.join(first, on=["report_date", "ad_id", "spend"], how="semi")
    changed = first.filter(first["report_date"] >= asked_again).height
    assert kept.select("report_date", "ad_id").n_unique() >= changed
    before = trial.rows(case.stream, with_books=True)
    trial.sandbox.clear()
    assert trial.load(case.feed).exit_code == 0  # and back again
    assert_frame_equal(trial.rows(case.stream), quiet(case.name))
    assert not trial.rows(case.stream, with_books=True).equals(before)


def test_a_day_that_is_not_ready_is_provisional_and_pulled_again(world, tmp_path):
    name, feed = WECHAT.split("__")
    with playing(world, name) as sandbox:
        trial = Trial(tmp_path / "home", sandbox, world, (name,))
        last = world.last_day.isoformat()
        sandbox.arm(Fault("not_ready_day", name, "getusercumulate", account=last, times=None))
        assert trial.load(feed).exit_code == 0
        assert trial.states(WECHAT) == {"complete": 29, "provisional": 1}
        assert trial.rows(WECHAT)["report_date"].max() < world.last_day
        sandbox.clear()
        trial.live_on(world.today + timedelta(days=1))
        assert trial.load(feed).exit_code == 0
        assert trial.states(WECHAT)["complete"] >= 30
        assert world.last_day in trial.rows(WECHAT)["report_date"]


@pytest.mark.parametrize("name", ["google_ads", "shopify"])
def test_a_failed_account_is_missing_and_the_others_load(begin, quiet, world, name):
    case = CASES[name]
    trial = begin(case, accounts=2)
    accounts = quiet(name, accounts=2)["account_id"].unique(maintain_order=True)
    failing = accounts[0]
    sandbox = trial.sandbox
    sandbox.arm(Fault("expired_token", name, case.path, account=failing, times=None))
    took = trial.load(case.feed)
    assert took.exit_code == 3
    assert [gap.account for gap in took.report.missing] == [failing]
    rows, whole = trial.rows(case.stream), quiet(name, accounts=2)
    assert_frame_equal(rows, whole.filter(whole["account_id"] != failing))
    told = trial.frame(
        "select account_id, state, count(*) as days, count(reason) as reasons "
        f"from ops.stream_coverage where stream = '{case.stream}' group by all order by state"
    )
    assert told.rows() == [(accounts[1], "complete", 30, 0), (failing, "missing", 30, 30)]


def test_a_customer_who_left_stays_with_the_pulls_that_missed_them(world, tmp_path):
    gone = world.wecom_contacts.drop_nulls("removed_at").sort("removed_at").row(0, named=True)
    with playing(world, "wecom") as sandbox:
        trial = Trial(tmp_path / "home", sandbox, world, ("wecom",))
        for days in (0, 2, 3):
            morning = gone["removed_at"] + timedelta(days=days)
            trial.live_on(morning.date())
            assert trial.load("contacts", clock=lambda at=morning: at).exit_code == 0
    missed = trial.frame("""
        select contacts.staff_id, count(*) as pulls
        from source.wecom__contacts as contacts join ops.coverage as pulls
            on pulls.connector = 'wecom' and pulls.feed = 'contacts' and pulls.state = 'complete'
            and contacts._pulled_at < pulls.pulled_at
        group by contacts.external_hash, contacts.staff_id, contacts.added_at""")
    assert missed.rows() == [(gone["userid"], 2)]


def test_a_member_who_left_a_group_stays_with_the_last_pull_that_showed_them(world, tmp_path):
    left = world.wecom_members.drop_nulls("left_at").sort("left_at").row(-1, named=True)
    with playing(world, "wecom") as sandbox:
        trial = Trial(tmp_path / "home", sandbox, world, ("wecom",))
        for days in (0, 2):
            morning = left["left_at"] + timedelta(days=days)
            trial.live_on(morning.date())
            assert trial.load("group_chats", clock=lambda at=morning: at).exit_code == 0
    unseen = trial.frame("""
        select chat_id, joined_at from source.wecom__group_members
        where _pulled_at < (select max(_pulled_at) from source.wecom__group_members)""")
    (one,) = unseen.rows(named=True)
    joined = left["joined_at"].replace(tzinfo=None)
    assert (one["chat_id"], one["joined_at"]) == (left["chat_id"], joined)
