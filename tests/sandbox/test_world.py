"""The invented company is the same every time, large enough, and holds together."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta

import polars as pl
import pytest

from sandbox.story import beside
from sandbox.world import World, build

MONEY = pl.Decimal(18, 6)
QUIET = timedelta(minutes=31)


@pytest.fixture(scope="module")
def demo() -> World:
    return build("demo")


def digest(world: World) -> dict[str, str]:
    told = {}
    for name, frame in world.frames.items():
        told[name] = hashlib.sha256(frame.write_json().encode()).hexdigest()
    return told


def test_the_same_seed_tells_the_same_story_in_another_process(world):
    script = (
        "import json, sys; sys.path.insert(0, '.')\n"
        "from tests.sandbox.test_world import build, digest\n"
        "print(json.dumps(digest(build('tests'))))"
    )
    environment = {"PYTHONHASHSEED": "77", "PATH": ""}
    told = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, env=environment, check=True
    )
    assert json.loads(told.stdout) == digest(world)


def test_another_seed_tells_another_story(world):
    other = digest(build("tests", seed=8))
    assert other["orders"] != digest(world)["orders"]
    assert other["brands"] == digest(world)["brands"]


def test_the_demo_has_the_grain_of_a_real_company(demo):
    counts = {name: len(frame) for name, frame in demo.frames.items()}
    assert counts["channels"] == 22
    assert 41 <= counts["campaigns"] <= 57
    assert 280 <= counts["ads"] <= 340
    assert 5_500 <= counts["people"] <= 6_500
    assert 2_000 <= counts["orders"] <= 3_500
    assert 200 <= counts["deals"] <= 350
    assert 55_000 <= counts["web_events"] <= 70_000
    assert 130_000 <= sum(counts.values()) <= 180_000
    assert counts["events"] == 12
    assert demo.orders["currency_code"].n_unique() == 2
    assert demo.accounts["zone"].n_unique() == 4
    assert demo.people["region_id"].n_unique() == 4
    assert (demo.today - demo.first_day).days == 90


def test_the_tests_size_is_about_a_third(world, demo):
    assert (world.today - world.first_day).days == 30
    assert 2.5 <= len(demo.people) / len(world.people) <= 3.5
    assert world.today == demo.today


def test_double_eleven_is_the_busiest_day(demo):
    days = demo.orders.group_by(pl.col("processed_at").dt.date()).len().sort("len")
    assert days["processed_at"][-1].isoformat() == "2026-11-11"
    assert 0.05 < demo.refunds["order_id"].n_unique() / len(demo.orders) < 0.11


def test_nothing_happens_outside_the_period(world):
    for name, frame in world.frames.items():
        for column, kind in frame.schema.items():
            beside = name in ("videos", "events", "brand_waves") or column in ("hs_created_at",)
            if isinstance(kind, pl.Datetime) and not beside:
                lowest, highest = frame[column].min(), frame[column].max()
                assert lowest is None or lowest.date() >= world.first_day, (name, column)
                assert highest is None or highest < world.end, (name, column)


def test_money_has_two_decimals_natively(world):
    for name, frame in world.frames.items():
        for column in [c for c, kind in frame.schema.items() if isinstance(kind, pl.Decimal)]:
            places = 4 if column == "cny_per_unit" else 2
            values = frame[column].drop_nulls()
            assert frame.schema[column] == MONEY, (name, column)
            assert (values == values.round(places)).all(), (name, column)


@pytest.mark.parametrize(
    "column",
    ["person_id", "email", "phone", "email_sha256", "phone_sha256", "member_no", "hubspot_id",
     "shopify_customer_id"],
)  # fmt: skip
def test_no_two_people_share_an_identifier(demo, column):
    values = demo.people[column].drop_nulls()
    assert values.n_unique() == len(values)


def test_a_cookie_belongs_to_one_person_and_a_stranger_has_only_one(demo):
    owners = demo.visits.group_by("cookie").agg(pl.col("person_id").n_unique())
    assert owners["person_id"].max() == 1
    strangers = demo.people.filter(~pl.col("known")).select("person_id")
    cookies = demo.visits.join(strangers, on="person_id").group_by("person_id")
    assert cookies.agg(pl.col("cookie").n_unique())["cookie"].max() == 1


def test_everybody_known_identifies_on_each_cookie_with_what_shops_and_crm_know(demo):
    guests = demo.traps.filter(pl.col("kind") == "kiosk")["other"]  # a shop's tablet
    said = demo.web_events.filter(
        (pl.col("type") == "identify") & ~pl.col("cookie").is_in(guests.implode())
    )
    known = demo.people.filter("known").select(
        "person_id", "member_no", "email_sha256", "phone_sha256"
    )
    expected = demo.visits.join(known, on="person_id").select(
        "cookie", "member_no", "email_sha256", "phone_sha256"
    ).unique()  # fmt: skip
    columns = ["cookie", pl.col("user_id").alias("member_no"), "email_sha256", "phone_sha256"]
    assert said.select(columns).unique().sort("cookie").equals(expected.sort("cookie"))
    assert known.filter(
        pl.col("email_sha256").is_null() & pl.col("phone_sha256").is_null()
    ).is_empty()


def test_whoever_comes_to_an_activity_has_a_phone(demo):
    came = demo.event_people.join(demo.people, on="person_id", how="left")
    assert came["phone"].null_count() == 0
    assert demo.event_people.select("event_id", "person_id").is_unique().all()


def test_visits_of_a_person_are_at_least_31_minutes_apart(demo):
    ordered = demo.visits.sort("person_id", "started_at")
    gap = (pl.col("started_at") - pl.col("ended_at").shift(1)).over("person_id")
    assert ordered.select(gap=gap)["gap"].min() >= QUIET


def test_events_of_a_visit_follow_closely_and_begin_with_the_landing_page(demo):
    once = demo.web_events.filter(pl.col("delivery") == 1).sort("visit_id", "occurred_at")
    gap = (pl.col("occurred_at") - pl.col("occurred_at").shift(1)).over("visit_id")
    assert once.select(gap=gap)["gap"].max() < timedelta(minutes=30)
    told = once.group_by("visit_id", maintain_order=True).agg(
        first=pl.col("type").first(),
        url=pl.col("url").first(),
        start=pl.col("occurred_at").first(),
        end=pl.col("occurred_at").last(),
        pages=(pl.col("type") == "page").sum(),
    )
    both = told.join(demo.visits, on="visit_id", how="full")
    assert len(both) == len(demo.visits)
    assert (both["first"] == "page").all()
    for ours, theirs in (("url", "landing_url"), ("start", "started_at"), ("end", "ended_at")):
        assert (both[ours] == both[theirs]).all()
    assert (both["pages"] == both["page_views"]).all()


def test_messages_come_late_and_twice_but_never_change(demo):
    rows = demo.web_events
    assert 0.005 < (rows["delivery"] == 2).mean() < 0.02
    late = (rows["received_at"] - rows["occurred_at"]) > timedelta(hours=3)
    assert 0.005 < late.mean() < 0.02
    same = rows.group_by("message_id").agg(pl.col("occurred_at", "url", "cookie").n_unique())
    assert same.select(pl.max_horizontal(pl.exclude("message_id").max())).item() == 1


def test_an_order_adds_up_and_lies_in_its_visit(demo):
    lines = demo.order_lines.group_by("order_id").agg(
        gross=(pl.col("unit_price") * pl.col("quantity")).sum(), off=pl.col("discount").sum()
    )
    both = demo.orders.join(lines, on="order_id", how="left")
    assert (both["gross"] == both["list_total"]).all()
    assert (both["off"] == both["discount"]).all()
    total = both["list_total"] - both["discount"] + both["tax"] + both["shipping"]
    given = both.with_columns(coupon=total - both["paid"]).filter(pl.col("coupon") != 0)
    # 京东 and both shops on 抖音 bear coupons of their own
    assert set(given["shop"]) == {"10099", "4455667", "4455668"}
    assert set(given["coupon"]) == {10}
    visited = demo.orders.join(demo.visits, on="visit_id")
    assert (visited["created_at"] > visited["started_at"]).all()
    assert (visited["person_id"] == visited["person_id_right"]).all()
    assert demo.orders["order_id"].is_unique().all()


def test_no_refund_exceeds_what_was_paid(demo):
    back = demo.refunds.filter(pl.col("status") == "success").group_by("order_id")
    both = back.agg(pl.col("amount").sum()).join(demo.orders, on="order_id")
    assert (both["amount"] <= both["paid"]).all()
    assert (demo.refunds["status"] == "failure").any()


def test_a_paid_visit_was_a_click_of_its_ad_that_day(demo):
    zones = dict(demo.accounts.select("account_id", "zone").iter_rows())
    paid = demo.visits.filter(pl.col("campaign_id").is_not_null()).join(
        demo.campaigns.select("campaign_id", "account_id"), on="campaign_id"
    )
    pieces = [
        paid.filter(pl.col("account_id") == account).with_columns(
            day=pl.col("started_at").dt.convert_time_zone(zone).dt.date()
        )
        for account, zone in zones.items()
    ]
    keys = ["campaign_id", "ad_id", "day"]
    untold = [beside.gmv_max(demo.campaigns), beside.qianchuan(demo.campaigns)]
    counted = pl.col("ad_id").is_not_null() | ~pl.col("campaign_id").is_in(untold)
    visits = pl.concat(pieces).filter(counted).group_by(keys).len()
    both = visits.join(demo.ad_days, on=keys, how="left", nulls_equal=True)
    assert both["clicks"].null_count() <= len(both) * 0.01
    assert (both.drop_nulls("clicks")["clicks"] >= both.drop_nulls("clicks")["len"]).mean() > 0.99


def test_one_account_day_is_restated_and_no_other(world):
    changed = world.ad_days.filter(pl.col("spend") != pl.col("spend_first"))
    assert changed["account_id"].unique().to_list() == ["5550001"]
    assert changed["day"].n_unique() == 1
    settles = changed["settles_on"][0]
    day = changed["day"][0]
    before = world.ad_days_as_of(settles - timedelta(days=1))
    after = world.ad_days_as_of(settles)
    pick = (pl.col("account_id") == "5550001") & (pl.col("day") == day)
    assert before.filter(pick)["spend"].sum() == changed["spend_first"].sum()
    assert after.filter(pick)["spend"].sum() == changed["spend"].sum()
    assert before["day"].max() == settles - timedelta(days=2)


def test_people_come_from_every_paid_channel_that_has_campaigns(demo):
    paid = demo.channels.filter(pl.col("group").str.starts_with("paid"))["channel_id"]
    told = set(demo.visits.filter(pl.col("channel_id").is_in(paid.implode()))["channel_id"])
    only_seen = {"baidu_feed"}  # shown and clicked, but nobody of the story came by it
    assert told == set(demo.campaigns["channel_id"]) - only_seen


@pytest.mark.parametrize(
    ("platform", "without", "untold"),
    [
        ("kuaishou_ads", ["ad_id"], []),
        ("microsoft_ads", ["ad_id"], []),
        ("meta_ads", ["ad_id"], []),
        ("tiktok_ads", ["ad_id"], ["impressions", "clicks"]),
        ("ocean_engine", ["ad_id", "campaign_id"], ["impressions", "clicks", "conversions"]),
    ],
)
def test_what_no_ad_tells_has_days_of_its_campaign_or_bill(demo, platform, without, untold):
    days = demo.ad_days.filter(pl.col("platform") == platform)
    hidden = days.filter(pl.col("ad_id").is_null())
    assert hidden["campaign_id"].n_unique() == 1
    assert all(hidden[name].null_count() == hidden.height for name in [*without, *untold])
    assert hidden.select("account_id", "day").is_duplicated().sum() == 0
    assert 0 < hidden["spend"].sum() < days["spend"].sum()
    assert set(days["ad_id"].drop_nulls()) <= set(demo.ads["ad_id"])


def test_keywords_and_search_terms_share_out_their_groups_day(demo):
    figures = ("impressions", "clicks", "spend", "conversions")
    group = ["platform", "ad_group_id", "day"]
    words = demo.keyword_days_as_of(demo.today)
    terms = demo.search_term_days_as_of(demo.today)
    whole = demo.ad_days_as_of(demo.today).join(words, on=group, how="semi")
    told = [
        table.group_by(group).agg(pl.col(name).sum() for name in figures).sort(group)
        for table in (whole, words, terms)
    ]
    assert told[0].height > 80
    assert told[0].equals(told[1])
    assert told[0].equals(told[2])
    assert words["clicks"].min() >= 0 and words["spend"].min() >= 0
    assert words.select("keyword_id", "day").is_unique().all()
    assert terms.select("keyword_id", "search_term", "day").is_unique().all()


def test_reach_is_never_more_than_impressions_and_not_additive(demo):
    by_day, by_week = (demo.reach_as_of(demo.today, every) for every in ("1d", "1w"))
    assert by_day["impressions"].sum() == by_week["impressions"].sum()
    assert (by_week["reach"] <= by_week["impressions"]).all()
    assert by_week["reach"].sum() < by_day["reach"].sum()


def test_the_planted_oddities_are_there(demo):
    names = demo.ads["ad_name"].to_list()
    for mark in ("\u202e", "\t", "\n", "🏕", '"', "'"):
        assert any(mark in name for name in names)
    assert demo.campaigns.filter(~pl.col("naming_ok")).height == 3
    assert demo.contacts["merged_ids"].drop_nulls().len() > 0
    assert demo.contacts["is_archived"].sum() > 0
    assert demo.orders["is_test"].sum() > 0
    assert demo.orders["cancelled_at"].drop_nulls().len() > 0
    assert (demo.event_people["is_walk_in"] & demo.event_people["attended"]).sum() > 0
    assert {"审批中", "已驳回"} <= set(demo.ledger["status"])
    assert (demo.ledger["cost_item"] == "充值预存").any()
    assert (demo.payroll["headcount_end"] == 2).any()
    assert demo.video_reissues["day"].n_unique() == 1
    assert demo.budget["version"].unique().sort().to_list() == ["V1", "V2"]
    assert "unassigned" in demo.visits["channel_id"]


def test_fake_visits_are_clicks_that_brought_nobody(demo):
    assert demo.fakes["kind"].n_unique() == 9
    assert 0.03 < demo.fakes.height / demo.visits.height < 0.06
    fake = demo.visits.join(demo.fakes, on="visit_id")
    robots = fake.join(demo.people, on="person_id", how="anti")
    assert set(fake["kind"]) - set(robots["kind"]) == {"hijacked"}
    hijacked = fake.filter(pl.col("kind") == "hijacked")
    real = demo.visits.join(demo.fakes, on="visit_id", how="anti")
    assert hijacked["cookie"].is_in(real["cookie"].implode()).all()
    assert fake["ordered"].sum() == 0


def test_a_broken_name_is_not_taken_for_an_owner(world):
    good = world.campaigns.filter("naming_ok")
    assert (good["campaign_name"].str.split("_").list.last() == good["owner_team"]).all()
    assert good["campaign_name"].str.split("_").list.len().unique().to_list() == [8]
