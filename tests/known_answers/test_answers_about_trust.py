"""What the warehouse says of itself: coverage, quarantine, counts; and that readers find it all."""

from datetime import timedelta

import duckdb
import polars as pl
import pytest
from answers import Answers, opened, same

from sandbox.events.sign_in_sheets import planted
from sandbox.story.work import SUMMED

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

DAILY = {
    "ad_report": (
        "meta_ads",
        "tiktok_ads",
        "ocean_engine",
        "google_ads",
        "linkedin_ads",
        "baidu",
        "tencent_ads",
        "microsoft_ads",
        "xiaohongshu_ads",
        "kuaishou_ads",
    ),
    "wind_report": ("xiaohongshu_ads",),
    "campaign_report": ("google_ads", "meta_ads", "microsoft_ads", "tiktok_ads"),
    "gmv_max_report": ("tiktok_ads",),
    "qianchuan_report": ("ocean_engine",),
    "account_report": ("kuaishou_ads", "ocean_engine"),
    "follower_summary": ("wechat_official_account",),
    "channel_basic": ("youtube",),
}


def trust(answers: Answers, measure: str) -> pl.DataFrame:
    """One measure of the report."""
    return answers.marts(f"select * from rpt_data_trust where measure = '{measure}'")


def test_only_the_planted_rows_are_set_aside(answers: Answers):
    told = answers.warehouse("""
        select stream, reason, raw::json ->> 'registration_id' as registration_id
        from quarantine.rows""")
    assert sorted(told["registration_id"]) == sorted(planted(answers.world))
    assert set(told["stream"]) == {"sign_in_sheets__registrations"}
    shown = trust(answers, "quarantined_rows")
    assert shown["value"].sum() == len(planted(answers.world))
    rates = trust(answers, "quarantine_rate").filter(pl.col("numerator") > 0)
    assert rates["numerator"].sum() == len(planted(answers.world))
    much = pl.col("numerator") > 0.01 * pl.col("denominator")
    assert rates.filter(much != (pl.col("verdict") == "bad")).height == 0


def test_sheets_agree_with_the_months_before_and_their_own_year(answers: Answers):
    told = answers.marts("""
        select measure, numerator::int as told, denominator::int as due, verdict
        from rpt_data_trust where measure in
            ('headcount_agreement', 'cost_per_head_agreement', 'targets_agreement')""")
    months = answers.world.payroll["month"].n_unique()
    sums = answers.world.kpi_targets.filter(
        (pl.col("sheet") == "yearly") & pl.col("kpi_code").is_in(SUMMED)
        & (pl.col("period") == "2026")
    ).height  # fmt: skip
    rows = {row[0]: row[1:] for row in told.iter_rows()}
    assert rows["headcount_agreement"] == (months - 1, months - 1, "ok")
    assert rows["targets_agreement"] == (sums, sums, "ok")
    agreed, due, verdict = rows["cost_per_head_agreement"]
    assert due > months and (verdict == "ok") == (agreed == due)


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


def test_every_account_has_every_day(answers: Answers):
    told = trust(answers, "completeness_rate")
    days = (answers.world.last_day - answers.world.first_day).days + 1
    for feed, connectors in DAILY.items():
        for connector in connectors:
            here = (pl.col("connector") == connector) & (pl.col("feed") == feed)
            rows = told.filter(here)
            accounts = answers.world.accounts.filter(pl.col("connector") == connector)
            assert set(rows["account_id"]) == set(accounts["account_id"])
            assert set(rows["numerator"]) == set(rows["denominator"]) == {float(days)}
    assert set(told["verdict"]) == {"ok"}


def test_every_source_is_fresh_but_for_videos_that_come_two_days_late(answers: Answers):
    told = trust(answers, "freshness_days")
    late = told.filter(pl.col("value") > 0)
    assert set(late["connector"]) == {"youtube"}
    assert set(late["last_date"]) == {answers.truth.as_of - timedelta(days=2)}
    assert told["value"].null_count() == 0


def test_unassigned_sessions_and_broken_names(answers: Answers):
    sessions = answers.truth.sessions_daily
    lost = sessions.filter(pl.col("channel_id") == "unassigned")["sessions"].sum()
    told = trust(answers, "unassigned_session_share")
    assert told.select("numerator", "denominator").rows() == [(lost, sessions["sessions"].sum())]
    names = trust(answers, "broken_name_share").select(
        "account_id", broken="numerator", all="denominator"
    )
    portal = answers.world.accounts.filter(pl.col("connector") == "hubspot")["account_id"][0]
    of_hubspot = answers.world.hub_items.filter(pl.col("item_kind") == "campaign")
    kept = pl.col("item_name").str.starts_with("QH_")
    named = [
        of_hubspot.select(account_id=pl.lit(portal), naming_ok=kept),
        answers.world.campaigns.select("account_id", "naming_ok"),
        answers.world.sales_campaigns.select("account_id", naming_ok=pl.lit(True)),
    ]
    true = (
        pl.concat(named)
        .group_by("account_id")
        .agg(broken=(~pl.col("naming_ok")).sum().cast(pl.Float64), all=pl.len().cast(pl.Float64))
    )
    same(names, true, "account_id")


def test_every_order_is_tied_to_a_person_known_elsewhere(answers: Answers):
    told = trust(answers, "identity_match_rate").select("account_id", orders="denominator")
    true = answers.world.orders.group_by(account_id="shop").agg(orders=pl.len().cast(pl.Float64))
    same(told, true, "account_id")


def test_nothing_is_restated_by_one_load(answers: Answers):
    told = trust(answers, "restatement_share").select("account_id", "numerator", "denominator")
    true = answers.truth.spend_by("account_id").with_columns(
        numerator=0.0, denominator=pl.col("spend_native").cast(pl.Float64)
    )
    same(told, true, "account_id")


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
