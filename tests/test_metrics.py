"""Metrics by name: what may be asked, and what is said to somebody who asks for something else."""

from datetime import date

import pytest

from pipelines import metrics
from pipelines.metrics import MetricError, question, registry

MODEL = metrics.ROOT / "dbt_project" / "models" / "marts" / "metrics" / "fct_measure_daily.sql"


def test_the_page_says_what_the_registry_says():
    assert metrics.PAGE.read_text(encoding="utf-8") == metrics.page()


@pytest.mark.parametrize("metric", registry().values(), ids=lambda metric: metric.metric_id)
def test_a_metric_is_made_of_sums_that_the_warehouse_holds(metric):
    sums = MODEL.read_text(encoding="utf-8")
    for measure in (metric.numerator, metric.less, metric.denominator):
        assert not measure or f"'{measure}':" in sums
    assert metric.kind == ("ratio" if metric.denominator else metric.kind)
    assert metric.kind in ("sum", "ratio", "stock")
    assert set(metric.null_rule.split()) <= set(metrics.NULL_RULES)
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
