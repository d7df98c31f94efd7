"""Metrics by name: what may be asked, and what is said to somebody who asks for something else."""

from datetime import date

import duckdb
import pytest

from pipelines import metric_names, metrics, metrics_page
from pipelines.metric_names import MetricError, registry
from pipelines.metrics import question

MODEL = metric_names.ROOT / "dbt_project" / "models" / "marts" / "metrics" / "fct_measure_daily.sql"


def test_the_page_says_what_the_registry_says():
    assert metrics_page.PAGE.read_text(encoding="utf-8") == metrics_page.page()


@pytest.mark.parametrize("metric", registry().values(), ids=lambda metric: metric.metric_id)
def test_a_metric_is_made_of_sums_that_the_warehouse_holds(metric):
    sums = MODEL.read_text(encoding="utf-8")
    for measure in (metric.numerator, metric.less, metric.denominator):
        assert not measure or measure in metrics.PEOPLE or f"'{measure}':" in sums
    assert metric.kind == ("ratio" if metric.denominator else metric.kind)
    assert metric.kind in ("sum", "ratio", "stock", "people")
    assert set(metric.null_rule.split()) <= set(metrics_page.NULL_RULES)
    assert metric.direction in ("up", "down", "none")
    assert set(metric.slices.split()) <= set(metrics.SLICES)
    assert metric.definition and metric.owner and metric.unit


def test_no_two_metrics_share_a_name():
    called = ({label.lower() for label in one.labels if label} for one in registry().values())
    labels = [label for names in called for label in names]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize("name", ["click_rate", "CTR", "点击率", "Click-through rate"])
def test_a_metric_goes_by_its_name_and_its_labels(name):
    assert question(name).metric.metric_id == "click_rate"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"name": "click_rat"}, "Nearest: click_rate"),
        ({"name": "zzz"}, "Possible: impressions, clicks"),
        ({"name": "roas", "by": ["colour"]}, "Possible: channel, brand"),
        ({"name": "cac_full", "by": ["day"]}, "Possible: brand, region, month, quarter, year"),
        ({"name": "cac_full", "first": date(2026, 10, 15)}, "--from 2026-10-01"),
        ({"name": "spend", "model": "linear"}, "leave out --model"),
        ({"name": "spend", "against": "previous"}, "--against needs one time"),
        ({"name": "spend", "by": ["day,week"], "against": "previous"}, "needs one time"),
        ({"name": "spend", "by": ["day"], "against": "plan"}, "previous, last_year"),
        ({"name": "roas", "model": "guess"}, "last_non_direct"),
        (
            {"name": "spend", "first": date(2026, 11, 2), "last": date(2026, 11, 1)},
            "--from 2026-11-02 lies after --to 2026-11-01",
        ),
    ],
)
def test_a_question_that_cannot_be_asked_is_told_what_can(asked, said):
    with pytest.raises(MetricError, match=said.replace("(", r"\(")):
        question(**asked)


def test_slices_may_be_given_one_by_one_or_together():
    assert question("spend", ["channel,month", "month"]).by == ("channel", "month")


def test_what_no_name_answers_is_told_where_it_stands_and_nothing_is_told_twice():
    known = {label.lower() for one in registry().values() for label in one.labels}
    told = [one[label] for one in metric_names.elsewhere() for label in ("name_en", "name_zh")]
    assert len(told) == len(set(told)) and not known & {one.lower() for one in told}
    assert all(one["read"] and one["why"] for one in metric_names.elsewhere())
    for one in metric_names.elsewhere():
        with pytest.raises(MetricError, match="is not asked by name"):
            question(one["name_en"])


@pytest.fixture
def marts():
    """Published marts with room for a few rows of metrics."""
    with duckdb.connect() as db:
        db.execute("create table dim_account (account_key text, platform text, account_id text)")
        db.execute("insert into dim_account values ('k', 'douyin', '1'), ('l', 'douyin', '2')")
        db.execute("""
            create table fct_metric_daily (
                metric_id text, date_day date, numerator decimal(38, 12),
                denominator decimal(38, 12), channel_id text default 'a',
                account_key text default 'none', is_figure boolean default true,
                due_accounts bigint default 0, missing_accounts bigint default 0,
                source_name text default 'douyin', brand_id text default 'none',
                region_id text default 'none', product_line text default 'none',
                team_id text default 'none', attribution_model text default 'none',
                is_provisional boolean default false)""")
        yield db


def put(db: duckdb.DuckDBPyConnection, metric: str, day: int, upper, lower=None, **more) -> None:
    row = {"metric_id": metric, "date_day": date(2026, 11, day), "numerator": upper} | more
    row["denominator"] = lower
    marks = ", ".join("?" for _ in row)
    db.execute(f"insert into fct_metric_daily ({', '.join(row)}) values ({marks})", [*row.values()])


def loaded(db: duckdb.DuckDBPyConnection, metric: str, day: int, due: int, missing: int) -> None:
    told = None if due == missing else 0
    known = {"is_figure": False, "due_accounts": due, "missing_accounts": missing}
    put(db, metric, day, told, **known, channel_id="none")


def values(db: duckdb.DuckDBPyConnection, name: str, *by: str) -> list[tuple]:
    rows = metrics.ask(db, question(name, by)).fetchall()
    return [row[: len(by) + 1] for row in rows]


def test_a_rate_of_two_days_is_the_quotient_of_their_sums_not_the_mean(marts):
    put(marts, "click_rate", 1, 5, 10)
    put(marts, "click_rate", 2, 5, 990)
    assert values(marts, "CTR") == [(0.01,)]
    assert values(marts, "CTR", "day") == [
        (date(2026, 11, 1), 0.5),
        (date(2026, 11, 2), 5 / 990),
    ]


def test_one_yuan_that_brings_three_is_roas_three_and_roi_two(marts):
    credited = {"attribution_model": "last_non_direct"}
    put(marts, "roas", 1, 300, **credited)
    put(marts, "roas", 1, None, 100)
    put(marts, "roas", 1, 50, attribution_model="first")
    put(marts, "roi", 1, 300, **credited)
    put(marts, "roi", 1, -100, 100)
    loaded(marts, "roi", 1, due=1, missing=0)
    assert values(marts, "roas") == [(3.0,)]
    assert values(marts, "roi") == [(2.0,)]


def test_a_thousand_impressions_have_their_price(marts):
    put(marts, "cost_per_mille", 1, 30, 2000)
    assert values(marts, "CPM") == [(15.0,)]


def test_missing_is_null_and_a_quiet_day_is_zero(marts):
    put(marts, "spend", 1, 70)
    for day, due, missing in ((1, 2, 0), (2, 2, 0), (3, 2, 2), (4, 2, 1)):
        loaded(marts, "spend", day, due, missing)
    told = metrics.ask(marts, question("spend", ["day"])).fetchall()
    assert [(row[1], row[4]) for row in told] == [(70, 1), (0, 1), (None, 0), (None, 0.5)]
    assert values(marts, "spend", "channel") == [("a", 70)]


def test_no_clicks_have_no_price(marts):
    put(marts, "cost_per_click", 1, 210, 0)
    assert values(marts, "CPC") == [(None,)]


def test_a_stock_is_the_last_day_told_of_each_account_and_is_never_added_over_days(marts):
    for day, account, followers in ((1, "k", 100), (2, "k", 110), (1, "l", 40), (2, "l", None)):
        put(marts, "followers", day, followers, account_key=account)
    assert values(marts, "followers") == [(150,)]
    assert values(marts, "followers", "account") == [("douyin/1", 110), ("douyin/2", 40)]
