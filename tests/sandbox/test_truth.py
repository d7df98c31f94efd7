"""The truth conserves: nothing is made or lost between orders, ads, people and the answers."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import polars as pl
import pytest

from sandbox.answers import attribution, funnels, journeys
from sandbox.truth import Truth, truth

START = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def true(world) -> Truth:
    return truth(world)


def touch(hours: float, channel: str = "email", campaign: str | None = None) -> journeys.Touch:
    return journeys.Touch(START + timedelta(hours=hours), f"t{hours}", channel, campaign)


def moment(days: float) -> datetime:
    return START + timedelta(days=days)


def ended(path: list[journeys.Touch], days: float, value: Decimal = Decimal(0)) -> journeys.Journey:
    at = moment(days)
    return journeys.Journey("order", at.date(), tuple(path), "1", at, value)


def test_a_way_is_lost_when_the_window_has_passed_since_its_last_touch():
    path = [touch(0), touch(24 * 20), touch(24 * 51, "direct"), touch(24 * 70)]
    told = [(one.ended, len(one.touches)) for one in journeys._lost("order", path, moment(85))]
    assert told == [((START + timedelta(days=50)).date(), 2)]


def test_a_channel_without_which_nothing_converts_has_the_whole_effect():
    paths = [(("email",), "1"), (("email", "kol"), "2"), (("kol",), None), (("event",), None)]
    company = [
        journeys.Journey(
            "order", START.date(), tuple(touch(n, c) for n, c in enumerate(names)), won
        )
        for names, won in paths
    ]
    effects = attribution.removal_effects(company)["order", START.date().replace(day=1)]
    # Half of what comes to kol converts: email → 1/2, email → kol → 1/4; kol → 1/4 × 1/2.
    whole = 1 / 2 * (1 / 2 + 1 / 2 * 1 / 2) + 1 / 4 * 1 / 2
    assert effects["email"] == pytest.approx(1 - (1 / 4 * 1 / 2) / whole)
    assert effects["kol"] == pytest.approx(1 - (1 / 2 * 1 / 2) / whole)
    assert effects["event"] == pytest.approx(0)


def test_spend_is_the_platforms_own_to_the_cent(world, true):
    shown = world.ad_days_as_of(world.today)
    assert true.spend["spend_native"].sum() == shown["spend"].sum()
    assert len(true.spend) == len(shown)
    assert true.spend["spend"].null_count() == 0
    chinese = true.spend.filter(pl.col("currency_code") == "CNY")
    assert (chinese["spend"] == chinese["spend_native"]).all()
    assert true.spend_by("platform")["spend"].sum() == true.spend["spend"].sum()


def test_dollars_are_converted_at_the_days_rate(world, true):
    row = true.spend.filter(pl.col("currency_code") == "USD").row(0, named=True)
    rate = world.fx.filter(pl.col("rate_date") == row["day"])["cny_per_unit"][0]
    assert row["spend"] == row["spend_native"] * rate


def test_what_is_restated_shows_first_and_later(world):
    settles = world.ad_days.filter(pl.col("spend") != pl.col("spend_first"))["settles_on"][0]
    before, after = truth(world, settles - timedelta(days=1)), truth(world, settles)
    assert before.restatements.is_empty()
    assert after.restatements.height == 1
    first, latest = after.restatements.select("spend_first", "spend_latest").row(0)
    assert latest > first


def test_days_and_shops_add_up_to_the_orders(world, true):
    assert true.orders_daily["orders"].sum() == len(true.orders)
    for name in ("paid", "net", "refunded", "gross", "discount"):
        assert true.orders_daily[name].sum() == true.orders[name].sum()
    good = world.orders.filter(
        ~pl.col("is_test")
        & pl.col("cancelled_at").is_null()
        & (pl.col("financial_status") != "pending")
    )
    assert set(true.orders["order_id"]) == set(good["order_id"])
    assert true.orders["paid_native"].sum() == good["paid"].sum()


def test_refunds_by_their_own_day_are_the_same_money(true):
    assert true.refunds_daily["amount_native"].sum() == true.orders["refunded_native"].sum()


@pytest.mark.parametrize("model", attribution.MODELS)
def test_credit_is_conserved_for_every_conversion(true, model):
    credit = true.credits.filter(pl.col("model") == model)
    each = credit.group_by("goal", "conversion").agg(pl.col("credit", "value").sum())
    both = each.join(true.conversions, on=["goal", "conversion"], how="full", coalesce=True)
    assert len(both) == len(true.conversions) == len(each)
    assert (both["credit"] - 1).abs().max() < 1e-9
    assert (both["value"] == both["value_right"]).all()
    assert credit["credit"].min() >= 0


def test_channels_and_teams_hold_the_same_credit(true):
    for table in (true.attribution, true.contribution):
        sums = table.group_by("goal", "model").agg(pl.col("credit", "value").sum())
        count = true.conversions.group_by("goal").agg(n=pl.len(), v=pl.col("value").sum())
        both = sums.join(count, on="goal")
        assert len(both) == 4 * len(attribution.MODELS)
        assert (both["credit"] - both["n"]).abs().max() < 1e-6
        assert (both["value"] == both["v"]).all()


@pytest.mark.parametrize(
    ("model", "shares"),
    [
        ("first", [1, 0, 0, 0]),
        ("last", [0, 0, 0, 1]),
        ("last_non_direct", [0, 0, 1, 0]),
        ("linear", [0.25, 0.25, 0.25, 0.25]),
        ("position", [0.4, 0.1, 0.1, 0.4]),
        ("time_decay", [1 / 15, 2 / 15, 4 / 15, 8 / 15]),
        ("markov_path", [0.25, 0.25, 0.25, 0.25]),
        ("shapley", [1 / 6, 1 / 6, 1 / 6, 1 / 2]),
    ],
)
def test_each_model_shares_as_written(model, shares):
    path = [touch(168 * n) for n in range(3)] + [touch(168 * 3, "direct")]
    told = attribution.shares_of(model, ended(path, 7 * 3), {"email": 0.3, "direct": 0.3})
    assert [float(share) for share in told] == pytest.approx(shares)


def test_two_touches_share_by_halves_and_all_direct_goes_to_the_last():
    path = [touch(0, "direct"), touch(1, "direct")]
    assert attribution.shares_of("position", ended(path, 1), {}) == [0.5, 0.5]
    assert attribution.shares_of("last_non_direct", ended(path, 1), {}) == [0.0, 1.0]


def test_a_journey_ends_at_the_conversion_and_begins_after_the_one_before():
    path = [touch(0), touch(24), touch(48), touch(72)]
    at = START + timedelta(hours=48)
    assert journeys._journey(path, at, 2, None) == path[1:3]
    assert journeys._journey(path, at, 30, START) == path[1:3]
    assert journeys._journey(path, at, 30, None) == path[:3]


def test_the_same_touch_within_half_an_hour_is_one():
    path = [touch(0, "email", "a"), touch(0.4, "email", "a"), touch(0.45, "email", "b")]
    kept = journeys._journey(path, moment(1), 30, None)
    assert [entry.campaign for entry in kept] == ["a", "b"]


def test_the_last_touch_takes_what_rounding_leaves():
    path = [touch(0), touch(1), touch(2)]
    rows = list(attribution._credited(ended(path, 1, Decimal("1.000000")), {"email": 1.0}))
    linear = [row[-1] for row in rows if row[3] == "linear"]
    assert linear == [Decimal("0.333333"), Decimal("0.333333"), Decimal("0.333334")]


def test_cost_scopes_hold_each_other_and_no_prepayment(world, true):
    sums = dict(true.cost_by_scope.group_by("scope").agg(pl.col("amount").sum()).iter_rows())
    assert sums["media"] < sums["direct"] < sums["full"]
    assert sums["media"] == true.media_cost["amount"].sum()
    assert sums["full"] == true.cost_entries["amount"].sum()
    assert "充值预存" not in set(true.cost_entries["item"])
    discount = true.cost_entries.filter(pl.col("item") == "discount")["amount"].sum()
    assert discount == true.orders["discount"].sum()


def test_a_closed_month_costs_its_invoice_and_an_open_one_the_platforms_spend(world, true):
    open_month = world.today.replace(day=1)
    closed = true.media_cost.filter(pl.col("month") < open_month)
    still = true.media_cost.filter(pl.col("month") >= open_month)
    assert closed["invoiced"].null_count() == 0
    assert still["invoiced"].null_count() == len(still)
    share = closed["invoiced"].cast(pl.Float64) / closed["spend"].cast(pl.Float64)
    assert share.is_between(0.96, 1.0).all()


def test_nobody_is_shown_in_a_group_under_three(world, true):
    assert true.people_cost["headcount_avg"].min() >= 3
    assert true.people_cost["total_cost"].sum() == world.payroll["total_cost"].sum()
    rolled = true.people_cost.filter(pl.col("position_id").is_null())
    assert rolled["team_id"].unique().to_list() == ["CRM"]


def test_both_budget_versions_are_whole(world, true):
    first = world.budget.filter(pl.col("version") == "V1")["amount"].sum()
    assert true.budget["original"].sum() == first
    assert true.budget["current"].sum() > first


def test_sessions_leads_and_attendances_add_up(world, true):
    assert true.sessions_daily["sessions"].sum() == len(world.visits)
    consented = world.event_people["consent"].fill_null(False).sum()
    elsewhere = world.sales_leads.filter(~pl.col("is_deleted"))
    twice = true.leads["is_duplicate"].sum()
    assert true.leads_daily["leads"].sum() + twice == len(world.leads) + len(elsewhere) + consented
    assert 0 < twice < len(elsewhere)
    assert len(true.touches) == len(world.visits) + world.event_people["attended"].sum()
    results = true.event_results
    assert (results["attended"] + results["walk_ins"]).sum() == world.event_people["attended"].sum()
    assert (results["attended"] <= results["approved"]).all()


def test_a_funnel_never_widens_and_starts_with_everybody_seen(world, true):
    steps = true.funnel_counts.sort("stage_no").group_by("funnel", "cohort_month", "channel")
    assert all(each["subjects"].is_sorted(descending=True) for _, each in steps)
    entered = true.funnels.filter(pl.col("stage_no") == 1).group_by("funnel").len()
    entered = dict(entered.rows())
    robots = world.visits.join(world.people, on="person_id", how="anti")["person_id"].n_unique()
    desk = 1  # the number that too many share
    known = world.orders.drop_nulls("person_id")
    strangers = known.join(world.people, on="person_id", how="anti")
    buyers = strangers.join(true.orders, on="order_id", how="semi")
    never_paid = strangers["person_id"].n_unique() - buyers["person_id"].n_unique()
    seen = true.persons - desk - never_paid
    assert entered["life_cycle"] == seen
    assert seen == len(world.people) + robots + buyers["person_id"].n_unique()
    assert entered["lead"] == (~true.leads["is_duplicate"]).sum()
    assert entered["event"] == len(world.event_people)
    assert entered["site"] == world.visits["cookie"].n_unique()
    assert entered["private_domain"] >= true.private_contacts["person_id"].n_unique()


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ({1: [0], 2: [1], 3: [2], 4: [3], 5: [4]}, [(day, False) for day in range(5)]),
        ({1: [0], 4: [3]}, [(0, False), (3, True), (3, True), (3, False)]),
        ({1: [0], 2: [5], 3: [1, 6]}, [(0, False), (5, False), (6, False)]),
        ({1: [0], 2: [95]}, [(0, False)]),
        ({3: [2], 4: [3]}, [(2, True), (2, True), (2, False), (3, False)]),
    ],
    ids=["in order", "skipped", "out of order", "too late", "never aware"],
)  # fmt: skip
def test_stages_are_reached_in_order_inside_the_window(stages, expected):
    moments = [[moment(day) for day in stages.get(stage, [])] for stage in range(1, 6)]
    told = funnels.reached(moments)
    assert [(each.at, each.is_inferred) for each in told] == [(moment(d), i) for d, i in expected]


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ({1: [0, 9], 2: [9], 3: [10]}, [9, 9, 10]),
        ({1: [0], 3: [1]}, [0]),
        ({1: [0, 1], 2: [1]}, [0, 1]),
        ({1: [0, 6], 2: [6], 3: [8]}, [6, 6, 8]),
        ({2: [1], 3: [2]}, []),
    ],
    ids=["a later start goes deeper", "none is skipped", "the first of equals", "in its own window",
         "no start"],
)  # fmt: skip
def test_of_ways_that_skip_nothing_the_deepest_counts(stages, expected):
    moments = [[moment(day) for day in stages.get(stage, [])] for stage in range(1, 4)]
    told = funnels.deepest(moments, timedelta(days=7))
    assert [each.at for each in told] == [moment(day) for day in expected]


def test_an_earlier_day_knows_less(world, true):
    earlier = truth(world, world.today - timedelta(days=7))
    assert len(earlier.orders) < len(true.orders)
    assert earlier.sessions_daily["sessions"].sum() < true.sessions_daily["sessions"].sum()
    assert earlier.spend["day"].max() == earlier.as_of - timedelta(days=1)


def test_a_wrong_video_report_is_all_there_is_until_it_is_issued_again(world):
    issued = world.video_reissues["reissued_on"][0]
    day = world.video_reissues["day"][0]
    views = [
        truth(world, when).social_days["channel"].filter(pl.col("day") == day)["views"].sum()
        for when in (issued - timedelta(days=1), issued)
    ]
    assert views[0] == world.video_reissues["views"].sum()
    assert views[1] == world.video_days.filter(pl.col("day") == day)["views"].sum()


def test_channels_without_result_and_results_without_cost_both_stay(true):
    table = true.channel_roi
    assert table.filter((pl.col("orders") == 0) & (pl.col("direct_cost") > 0)).height > 0
    assert table.filter((pl.col("orders") > 0) & (pl.col("direct_cost") == 0)).height > 0
    order = true.conversions.filter(pl.col("goal") == "order")
    for model in attribution.MODELS:
        revenue = table.filter(pl.col("model") == model)["attributed_revenue"].sum()
        assert revenue == pytest.approx(float(order["value"].sum()))
