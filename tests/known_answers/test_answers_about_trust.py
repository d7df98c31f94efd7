"""What the warehouse says of itself: coverage, quarantine, counts; and that readers find it all."""

import tomllib
from datetime import date, timedelta

import duckdb
import polars as pl
import pytest
from answers import Answers, divided, opened, same

from connectors import CONNECTORS
from connectors.core.spec import FileFeed
from sandbox.answers import costs, visits
from sandbox.answers import trust as measures
from sandbox.events.sign_in_sheets import planted
from sandbox.sources import sources_toml
from sandbox.story import books

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

BY_LOADING = ("freshness_days", "completeness_rate", "provisional_share", "quarantine_rate")
COUNTS = ("freshness_days", "quarantined_rows", "parted_groups", "merged_persons")
MUST_BE_WHOLE = (
    *("completeness_rate", "ledger_agreement", "targets_agreed", "ratings_given"),
    *("headcount_agreement", "cost_per_head_agreement", "targets_agreement"),
    *("budget_year_agreement", "budget_months_agreement", "positions_agreement"),
    *("tickets_agreement", "check_ins_agreement", "refunds_agreement", "lines_agreement"),
    *("sources_agreement", "visits_agreement", "volume_agreement", "hours_agreement"),
)
MUST_NEARLY_BE = ("hosts_agreement", "clocks_agreement")
LATE = {"youtube": 1}  # days behind the last one for which its reports are still filling
KEYS = ["connector", "feed", "account_id"]


def trust(answers: Answers, measure: str) -> pl.DataFrame:
    """One measure of the report."""
    return answers.marts(f"select * from rpt_data_trust where measure = '{measure}'")


def test_only_the_planted_rows_are_set_aside(answers: Answers):
    told = answers.warehouse("""
        select stream, reason, raw::json ->> 'registration_id' as registration_id
        from quarantine.rows""")
    assert sorted(told["registration_id"]) == sorted(planted(answers.world))
    assert set(told["stream"]) == {"sign_in_sheets__registrations"}


def test_events_that_came_twice_are_counted_and_kept_once(answers: Answers):
    exported = answers.world.tagged.filter("is_exported")
    own = answers.world.web_events.join(exported, on="visit_id", how="anti")
    came = own.filter(pl.col("received_at").dt.date() < answers.truth.as_of)
    once = came["message_id"].n_unique()
    told = answers.warehouse("""
        select sum(received)::bigint, sum(good + repeats)::bigint,
            (select count(*) from staging.stg_web_events where platform = 'clickstream')
        from ops.loads where stream = 'clickstream__events'""")
    assert came.height > once
    assert told.rows() == [(came.height, came.height, once)]


@pytest.mark.parametrize(
    ("staged", "frame"),
    [
        ("stg_orders", "orders"),
        ("stg_order_lines", "order_lines"),
        ("stg_refund_lines", "refund_lines"),
    ],
)
def test_as_many_rows_as_all_shops_have(answers: Answers, staged: str, frame: str):
    told = answers.warehouse(f"select count(*) from staging.{staged}")
    assert told.item() == getattr(answers.world, frame).height


@pytest.mark.parametrize(
    ("table", "frame"),
    [
        ("hubspot__deals", "deals"),
        ("typeform__responses", "typeform_responses"),
        ("sign_in_sheets__events", "events"),
        ("expense_ledger__lines", "ledger"),
        ("budget_workbook__lines", "budget"),
        ("youtube__videos", "videos"),
    ],
)
def test_as_many_rows_as_the_platform_has(answers: Answers, table: str, frame: str):
    true = getattr(answers.world, frame)
    if "is_archived" in true.columns:
        true = true.filter(~pl.col("is_archived"))
    told = answers.warehouse(f"select count(*) from source.{table}")
    assert told.item() == true.height


@pytest.fixture(scope="module")
def due(answers: Answers) -> pl.DataFrame:
    """Every feed of every account in use: days due, days late, and the last that is complete.

    A list and a file are due once, on the day they were looked at.
    """
    world, rows = answers.world, []
    settings = tomllib.loads(sources_toml(world, ""))
    accounts = world.accounts.group_by("connector").agg("account_id")
    of_connector = dict(accounts.iter_rows())
    for name, connector in CONNECTORS.items():
        first = max(world.first_day, settings[name].get("first_day", world.first_day))
        files = [path for path in (answers.home / "inbox" / name).rglob("*") if path.is_file()]
        for feed in connector.feeds.values():
            if isinstance(feed, FileFeed):
                mine = [one for one in files if any(map(one.match, feed.patterns))]
                rows += [(name, feed.name, one.stem, 1, 0, None) for one in mine]
                continue
            if feed.until and feed.until < first:
                continue
            days, late, last = 1, 0, None
            if feed.kind != "snapshot":
                late = LATE.get(name, 0)
                days = (world.last_day - first).days + 1
                last = world.last_day - timedelta(days=late)
            rows += [(name, feed.name, one, days, late, last) for one in of_connector[name]]
    names = [*KEYS, "days", "late", "last_date"]
    table = pl.DataFrame(rows, schema=names, orient="row", infer_schema_length=None)
    looked = answers.warehouse("select max(pulled_at)::date from ops.coverage").item()
    return table.unique(KEYS).with_columns(pl.col("last_date").fill_null(looked))


@pytest.mark.parametrize("measure", BY_LOADING)
def test_every_feed_of_every_account_is_whole_and_fresh(
    answers: Answers, due: pl.DataFrame, measure: str
):
    told = trust(answers, measure).select(*KEYS, "numerator", "denominator", "last_date", "detail")
    days, late = (pl.col(name).cast(pl.Float64) for name in ("days", "late"))
    never = pl.lit(None, pl.Date)
    true = due.with_columns(detail=pl.lit(""))
    if measure == "freshness_days":
        true = true.with_columns(numerator=late, denominator=pl.lit(None, pl.Float64))
    if measure == "completeness_rate":
        true = true.with_columns(numerator=days, denominator=days)
    if measure == "provisional_share":
        true = true.filter(late > 0).with_columns(numerator=late, denominator=days, last_date=never)
        assert true.height == 6
    if measure == "quarantine_rate":
        aside = pl.col("numerator").fill_null(0.0)
        true = true.join(set_aside(answers), on=KEYS, how="left")
        true = true.join(standing(answers), on=KEYS, how="left")
        true = true.with_columns(
            numerator=aside, denominator=pl.col("rows").fill_null(0) + aside, last_date=never
        )
    same(told, true, *KEYS)


def set_aside(answers: Answers) -> pl.DataFrame:
    """Rows set aside by feed, whatever the reason."""
    rows = measures.measures(answers.truth).filter(measure="quarantined_rows")
    feed = pl.col("feed").str.extract("^(.*?):")
    return rows.group_by("connector", "account_id", feed=feed).agg(pl.col("numerator").sum())


def standing(answers: Answers) -> pl.DataFrame:
    """Rows that stand, counted in the tables themselves."""
    streams = answers.warehouse("select stream, connector, feed from ops.streams")
    each = [
        f"""select '{connector}' as connector, '{feed}' as feed, account_id, count(*) as rows
        from source.{stream} group by account_id"""
        for stream, connector, feed in streams.iter_rows()
    ]
    counted = answers.warehouse(" union all ".join(each))
    return counted.group_by(KEYS).agg(pl.col("rows").sum())


def test_all_else_that_is_said_of_the_data_is_true(answers: Answers):
    others = ", ".join(f"'{name}'" for name in (*BY_LOADING, "merged_persons"))
    told = answers.marts(f"""
        select measure, connector, feed, account_id, numerator, denominator
        from rpt_data_trust where measure not in ({others})""")
    same(told, measures.measures(answers.truth), "measure", *KEYS)
    merged = answers.marts("""
        select numerator, denominator, last_date, detail, former.* from rpt_data_trust,
            (select count(*)::double as keys, max(merged_at)::date as last
            from dim_person_key where is_merged) as former
        where measure = 'merged_persons'""")
    [(numerator, denominator, last_date, detail, keys, last)] = merged.rows()
    assert (numerator, denominator, last_date, detail) == (keys, None, last, "")
    assert last == answers.world.last_day


def test_values_verdicts_names_and_words_follow_from_the_figures(answers: Answers):
    told = answers.marts("select * from rpt_data_trust")
    part, whole = pl.col("numerator"), pl.col("denominator")
    names = answers.world.accounts.select("account_id", named="account_name")
    is_count = pl.col("measure").is_in(COUNTS)
    must_be_whole = pl.col("measure").is_in(MUST_BE_WHOLE)
    is_lost = must_be_whole & (part < whole)
    is_lost |= pl.col("measure").is_in(MUST_NEARLY_BE) & (part < 0.99 * whole)
    is_lost |= (pl.col("measure") == "quarantine_rate") & (part > 0.01 * whole)
    is_late = (pl.col("measure") == "freshness_days") & (part > 0)
    wrong = pl.when(is_lost).then(pl.lit("bad")).when(is_late).then(pl.lit("late"))
    true = told.join(names.unique("account_id"), on="account_id", how="left").with_columns(
        value=pl.when(is_count).then(part).otherwise(divided("numerator", "denominator")),
        verdict=wrong.otherwise(pl.lit("ok")),
        account_name=pl.coalesce("named", "account_id"),
    )
    same(told, true, "measure", *KEYS)
    assert set(told["verdict"]) == {"ok", "late", "bad"}
    words = told.filter(~pl.col("measure").is_in(BY_LOADING) & (pl.col("detail") != ""))
    said = words.select("measure", "feed", "last_date", "detail").unique().sort("measure", "feed")
    month, item, _ = books.UNDOCUMENTED
    [early] = measures.unreached(answers.truth)[:1]
    parted = measures.parted_signs(answers.truth)
    wrong_day, *_ = visits.wrong_days(answers.truth)
    assert said.rows() == [
        (
            "budget_months_agreement",
            "lines",
            None,
            f"money in a month that the project does not reach: {early}",
        ),
        (
            "check_ins_agreement",
            "sign_ins",
            None,
            f"check-ins outside the hours of their event: {answers.world.events['event_id'][0]}",
        ),
        (
            "clocks_agreement",
            "events",
            None,
            f"sent and received more than a day apart: {wrong_day}",
        ),
        (
            "ledger_agreement",
            "gl_entries",
            date(2026, 10, 1),
            f"differs in {month} {costs.CATEGORIES[item]}",
        ),
        ("muted_identifier_share", "cookie", None, "12 member ids, at most 10"),
        ("muted_identifier_share", "phone", None, "9 contact ids, at most 8"),
        ("parted_groups", "two_members", None, f"{parted} identifiers"),
        ("restatement_share", "ad_report", None, "0 days restated"),
    ]


def test_every_mart_can_be_asked_and_none_changed(answers: Answers):
    built = answers.warehouse("""
        select table_name as mart, estimated_size as rows from duckdb_tables()
        where schema_name = 'marts'""")
    assert built.height > 30
    with opened(answers.published.resolve()) as db:
        for mart in built["mart"]:
            count = db.execute(f"select count(*) from marts.{mart}").fetchone()
            parquet = answers.published.parent / "parquet" / f"{mart}.parquet"
            assert count == (pl.scan_parquet(parquet).select(pl.len()).collect().item(),)
            assert answers.warehouse(f"select count(*) from marts.{mart}").row(0) == count
            with pytest.raises(duckdb.Error):
                db.execute(f"delete from marts.{mart}")
