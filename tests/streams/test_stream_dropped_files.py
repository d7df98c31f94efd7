"""The files the sandbox's people drop, read and cleaned: to the cent what the world knows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from fnmatch import fnmatch
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from pulled import KEY, whole

from connectors import CONNECTORS
from connectors.core import Folder
from pipelines.streams import STREAMS
from pipelines.streams.clean import Cleaned, RawPull, clean
from sandbox.events.sign_in_sheets import planted
from sandbox.finance.project_tasks import ON_BOARD, ON_TABLE
from sandbox.platforms import write_inbox

AT = datetime(2026, 11, 14, 1, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def inbox(world, tmp_path_factory):
    folder = tmp_path_factory.mktemp("inbox")
    write_inbox(world, folder)
    return folder


@cache
def results(inbox: Path, name: str) -> list[Cleaned]:
    """Every file of a stream, read by its connector and cleaned."""
    return list(_results(inbox, name))


def _results(inbox: Path, name: str) -> Iterator[Cleaned]:
    stream = STREAMS[name]
    folder = CONNECTORS[stream.connector]
    assert isinstance(folder, Folder)
    feed = folder.feeds[stream.feed]
    for path in sorted((inbox / folder.name).iterdir()):
        if any(fnmatch(path.name, pattern) for pattern in feed.patterns):
            totals: dict[str, Decimal] = {}
            lines = []
            for page in feed.function(path):
                lines += [bytes(raw) for raw in page.records]
                for key, value in (page.totals or {}).items():
                    totals[key] = totals.get(key, Decimal(0)) + Decimal(value)
            parts = [("part-0", b"\n".join(lines) + b"\n")]
            raw = RawPull(path.stem, path.stem, AT, parts, totals=totals)
            yield clean(stream, raw, hash_key=KEY)


def good(inbox: Path, name: str) -> pl.DataFrame:
    """All good rows of a stream; nothing set aside, every control agrees."""
    found = results(inbox, name)
    assert all(whole(one) and one.drift == [] for one in found)
    assert [reason for one in found for reason in one.quarantined["_reason"]] == []
    assert all(control.agrees for one in found for control in one.controls)
    return pl.concat(one.good for one in found)


def test_the_budget(world, inbox):
    lines = good(inbox, "budget_workbook__lines")
    sums = lines.group_by("version", "month", "cost_item").agg(pl.col("amount").sum())
    truth = world.budget.group_by("version", "month", "cost_item").agg(pl.col("amount").sum())
    keys = ["version", "month", "cost_item"]
    assert sums.sort(keys).rows() == truth.sort(keys).rows()
    assert set(lines["department"]) == set(world.budget["department"])


def test_the_ledger(world, inbox):
    names = [
        "doc_no",
        "line_no",
        "incurred",
        "bearing_dept",
        "approved",
        "tax",
        "invoice_no",
        "status",
    ]
    renamed = {"incurred_date": "incurred", "approved_amount": "approved"}
    lines = good(inbox, "expense_ledger__lines").rename(renamed)
    told = [lines.select(names), world.ledger.select(names)]
    clean_lines, truth = (
        one.with_columns(pl.col("tax").fill_null(0)).sort(names[:2]) for one in told
    )
    assert clean_lines.rows() == truth.rows()


def test_people_cost(world, inbox):
    rows = good(inbox, "payroll__people_cost")
    assert rows.filter(pl.col("headcount_end") < 3).is_empty()
    truth = world.payroll.filter(pl.col("month") < date(2026, 11, 1))
    by_month = [
        frame.group_by("month").agg(pl.col("headcount_end", "total_cost").sum()).sort("month")
        for frame in (rows, truth)
    ]
    assert by_month[0].rows() == by_month[1].rows()


def test_the_rates(world, inbox):
    rates = good(inbox, "exchange_rates__rates").select(world.fx.columns)
    keys = ["rate_date", "currency_code"]
    assert rates.sort(keys).rows() == world.fx.sort(keys).rows()


def test_targets_mean_what_was_agreed(world, inbox):
    told = good(inbox, "kpi_targets__targets")
    assert told.height == world.kpi_targets.height
    names = ["version", "kpi_code", "weight", "target", "baseline", "is_change"]
    truth = world.kpi_targets.with_columns(pl.col("weight") / 100).select(names)
    ours = told.with_columns(pl.col("weight").cast(pl.Float64)).select(names)
    assert ours.sort(names).rows() == truth.cast(ours.schema).sort(names).rows()
    ratings = good(inbox, "kpi_targets__ratings")
    assert ratings["score"].sum() == world.kpi_ratings["score"].sum()


def test_requests_and_tasks_as_they_stand(world, inbox):
    newest = pl.col("exported_date") == pl.col("exported_date").max()
    requests = good(inbox, "collaboration_requests__requests").filter(newest)
    truth = world.requests.filter(pl.col("request_id").is_in(requests["request_id"].implode()))
    assert requests.height >= world.requests.height - 2
    assert requests["delivered_at"].count() == truth["delivered_at"].count()
    clock = ~pl.col("is_day_only")
    for name in ("submitted_at", "responded_at"):
        ours = requests.filter(clock)[name].sort()
        assert (
            ours.to_list() == truth.filter(clock)[name].dt.replace_time_zone(None).sort().to_list()
        )
    tasks = good(inbox, "project_tasks__tasks").filter(newest)
    is_dropped = (pl.col("kind") == "project") | ~pl.col("project_id").is_in([ON_BOARD, ON_TABLE])
    truth = world.tasks.filter(is_dropped)
    assert truth.height < world.tasks.height
    assert tasks["due_date"].sort().to_list() == truth["due"].sort().to_list()
    assert tasks["budget"].sum() == truth["budget"].sum()


def test_the_activities(world, inbox):
    events = good(inbox, "sign_in_sheets__events").sort("event_id")
    truth = world.events.sort("event_id")
    pairs = [("start_at", "starts_at"), ("target_deal_amount", "target_deal_amount")]
    for ours, theirs in pairs:
        told = truth[theirs].dt.replace_time_zone(None) if ours == "start_at" else truth[theirs]
        assert events[ours].to_list() == told.to_list()


def on_sheets(world) -> pl.DataFrame:
    """Guests of the activities that Eventbrite does not tell."""
    told = world.events.filter(pl.col("told_by") == "sign_in_sheets")
    return world.event_people.join(told.select("event_id"), on="event_id")


def test_registrations_are_all_there_but_the_planted_ones(world, inbox):
    found = results(inbox, "sign_in_sheets__registrations")
    bad = pl.concat(one.quarantined for one in found)
    assert bad["registration_id"].sort().to_list() == sorted(planted(world))
    assert set(bad["_reason"]) == {"unreadable:phone_hash"}
    rows = pl.concat(one.good for one in found)
    truth = on_sheets(world).drop_nulls("registration_id")
    assert set(rows["registration_id"]) == set(truth["registration_id"])
    ticked = truth["attended"] & ~truth["is_last_four_only"]
    assert rows["is_attended"].sum() == ticked.sum()


def test_leads_and_deals(world, inbox):
    leads, deals = (good(inbox, f"sign_in_sheets__{table}") for table in ("leads", "deals"))
    truth = world.event_people
    people = leads.unique(["event_id", "phone_hash"])  # one of them left two cards
    assert people.height == truth["lead_id"].count() == leads.height - 1
    assert people["has_consent"].sum() == truth.drop_nulls("lead_id")["consent"].sum()
    assert deals["amount"].sum() == truth["deal_amount"].sum()
    assert deals["deposit"].sum() == truth["paid"].sum()


def test_everybody_at_the_door(world, inbox):
    rows = good(inbox, "sign_in_sheets__sign_ins")
    people, on_sheet = world.event_people, on_sheets(world)
    scanned = people.join(on_sheet, on=["event_id", "person_id"], how="anti")
    walked_in = scanned.filter("is_walk_in")["attended"].sum()
    assert rows.height == on_sheet["attended"].sum() + walked_in


def test_the_click_stream(world, inbox):
    events = pl.concat(one.good for one in results(inbox, "clickstream__events"))
    exported = world.tagged.filter("is_exported")
    truth = world.web_events.join(exported, on="visit_id", how="anti").unique("message_id")
    assert set(events["message_id"]) == set(truth["message_id"])
    once = events.sort("received_at").unique("message_id", keep="first")
    assert once["revenue"].sum() == truth["revenue"].sum()
    visits = world.visits.join(exported, on="visit_id", how="anti")
    assert once["click_id"].count() == visits["click_id"].count()


def test_what_the_export_tells_is_what_the_visitors_did(world, inbox):
    tables = good(inbox, "ga4_bigquery_export__events")
    daily = tables.filter(~pl.col("is_intraday"))["event_date"].unique()
    events = tables.filter(~pl.col("is_intraday") | ~pl.col("event_date").is_in(daily.implode()))
    own = ("session_start", "first_visit", "user_engagement", "audience_buyers")
    acts = events.filter(~pl.col("event_name").is_in(own) & pl.col("user_pseudo_id").is_not_null())
    acts = acts.filter(
        (pl.col("event_name") != "purchase") | pl.col("order_id").is_first_distinct()
    )
    exported = world.tagged.filter("is_exported")
    truth = world.web_events.filter(pl.col("delivery") == 1)
    truth = truth.join(exported, on="visit_id", how="semi")
    assert set(acts["event_name"]) == {"page_view", "add_to_cart", "purchase", "login",
                                       "generate_lead"}  # fmt: skip
    assert acts.height == truth.height
    assert acts["revenue"].sum() == truth["revenue"].sum()
    moment = pl.col("occurred_at").cast(pl.Datetime("ms"))
    told = acts.select(moment, cookie="user_pseudo_id").sort("occurred_at", "cookie")
    true = truth.select(pl.col("occurred_at").dt.replace_time_zone(None), "cookie")
    assert told.equals(true.sort("occurred_at", "cookie"))
    assert events["user_pseudo_id"].null_count() == world.refused.height
    landed = world.visits.join(exported, on="visit_id", how="semi")
    clicks = acts.filter(pl.col("click_id").is_not_null()).unique("click_id")
    both = landed.join(clicks, on="click_id", suffix="_told")
    assert both.height == landed["click_id"].n_unique() - landed["click_id"].is_null().any()
    for name in ("click_id_kind", "utm_source", "utm_medium", "utm_campaign", "utm_content"):
        assert (both[name].eq_missing(both[f"{name}_told"])).all(), name


def test_a_person_has_one_identifier_in_clicks_and_on_sheets(inbox):
    clicks = pl.concat(one.good for one in results(inbox, "clickstream__events"))
    guests = pl.concat(one.good for one in results(inbox, "sign_in_sheets__registrations"))
    known = set(clicks["phone_hash"].drop_nulls())
    assert known & set(guests["phone_hash"].drop_nulls())


def test_the_survey(world, inbox):
    responses = good(inbox, "wenjuanxing__responses")
    assert responses.height == world.wenjuanxing_responses.height + world.poll_pushes.height
    assert good(inbox, "wenjuanxing__answers")["response_no"].n_unique() == responses.height
