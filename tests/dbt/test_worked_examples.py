"""The worked examples and special cases of the metric dictionary, row by row, by our own models.

`BY_NAME`: what `marketing query` answers of planted facts. `SHOWN`: what a report shows.
`JOURNEYS`: what attribution models share out. `UNIT_TESTS`: rows that a dbt unit test works out.
"""

from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
import pytest
from paths import MODELS as PATHS
from paths import Credited, Journey
from planted import Planted
from worked_metrics import BY_NAME, Asked
from worked_reports import SHOWN, Shown

from pipelines import metrics
from pipelines.build import Dbt

pytestmark = pytest.mark.dbt

BY_METRIC = (
    *("fct_ad_measure_daily", "fct_claim_measure_daily", "fct_cost_measure_daily"),
    "fct_session_measure_daily",
    *("fct_cohort_daily", "fct_measure_daily", "fct_metric_source", "fct_metric_daily"),
)
MODELS = (
    *(*BY_METRIC, "rpt_channel_roi", "rpt_contribution", "rpt_attribution_compare"),
    *("rpt_target_completion", "rpt_scorecard", "rpt_budget_pacing", "rpt_project_control"),
    *("rpt_event_roi", "rpt_cohort_retention", "rpt_lead_handover", "rpt_data_trust"),
    *("rpt_survey_results", "rpt_traffic_quality", "fct_load_trust", "fct_kpi_target"),
    *("fct_work_item", *PATHS, "fct_channel_effect_monthly"),
)


@pytest.fixture(scope="module")
def planted(empty: Dbt) -> Planted:
    """Every mart, empty; the models' SQL."""
    return Planted(empty, MODELS)


@pytest.mark.parametrize("case", BY_NAME, ids=lambda case: case.row)
def test_a_metric_asked_by_name_is_worked_out_as_the_dictionary_says(planted, case: Asked):
    with planted.rows(case.given) as warehouse:
        warehouse.run(*BY_METRIC)
        warehouse.db.execute("use warehouse.marts")
        asked = metrics.question(case.name, [case.by] if case.by else [], against=case.against)
        answer = metrics.ask(warehouse.db, asked)
        place = [column[0] for column in answer.description or ()].index(case.column)
        told = [row[place] for row in answer.fetchall()]
    assert told == [value if value is None else pytest.approx(value) for value in case.told] or (
        not case.told and set(told) <= {None}
    )


@pytest.mark.parametrize("case", SHOWN, ids=lambda case: case.row)
def test_a_report_shows_what_the_dictionary_works_out(planted, case: Shown):
    with planted.rows(case.given, case.closed) as warehouse:
        warehouse.run(*case.models.split())
        told = warehouse.ask(case.ask)
    assert told == [tuple(near(value) for value in row) for row in case.told]


def near(value: Any) -> Any:
    return pytest.approx(value, abs=1e-12) if isinstance(value, float) else value


class Shared(NamedTuple):
    """A row of the dictionary, one converting journey, a model and the credit of its touches."""

    row: str
    channels: tuple[str, ...]
    model: str
    told: tuple[float, ...]
    suspect: frozenset[int] = frozenset()


A, B, D = "meta_ads", "email", "direct"
HALVES = [2 ** -(age / 7) for age in (2.5, 1.25, 0)]  # days of age; journeys step by thirty hours
JOURNEYS = [
    Shared("3 first", (A, B, D), "first", (1, 0, 0)),
    Shared("3 last", (A, B, D), "last", (0, 0, 1)),
    Shared("3 last-non-direct", (A, B, D), "last_non_direct", (0, 1, 0)),
    Shared("3 last-non-direct: all direct, else direct", (D, D), "last_non_direct", (0, 1)),
    Shared("3 linear", (A, B, D, A), "linear", (0.25,) * 4),
    Shared("3 position-based, n = 1", (A,), "position", (1,)),
    Shared("3 position-based, n = 2", (A, B), "position", (0.5, 0.5)),
    Shared("3 position-based, n = 3", (A, B, D), "position", (0.4, 0.2, 0.4)),
    Shared("3 position-based, n = 4", (A, B, D, A), "position", (0.4, 0.1, 0.1, 0.4)),
    Shared("3 time-decay: 2^(−age / half-life), normalised, ages in hours", (A, B, D),
           "time_decay", tuple(one / sum(HALVES) for one in HALVES)),
    Shared("3 Shapley: an equal split over distinct channels", (A, A, B), "shapley",
           (0.25, 0.25, 0.5)),
    Shared("3 Markov, conversion reading: removal effects of the journey's own touches", (A, B),
           "markov_path", (0.5, 0.5)),
    Shared("3 credit: a suspect touch keeps its place and has none", (A, B, D), "linear",
           (0, 0.5, 0.5), frozenset({1})),
]  # fmt: skip


@pytest.mark.parametrize("case", JOURNEYS, ids=lambda case: case.row)
def test_a_journey_is_shared_out_as_the_dictionary_says(empty: Dbt, planted, case: Shared):
    told = credited(empty, Journey(case.channels, Decimal(10), case.suspect)).ask(f"""
        select credit_{case.model}::double, credit_{case.model} from int_credits
        where touch_key <> 'none' order by touch_no""")
    assert told[:, 0].to_list() == pytest.approx(case.told, abs=1e-9)
    assert told[:, 1].sum() == 1


def credited(dbt: Dbt, *company: Journey) -> Credited:
    models = dbt.folder / "target" / "compiled" / "marketing_warehouse" / "models"
    return Credited(models, [company])


def test_rounding_goes_to_the_last_touch_and_not_away(empty: Dbt, planted):
    told = credited(empty, Journey((A, B, D), Decimal(100)))
    shares = told.ask("select credit_linear, value_linear from int_credits order by touch_no")
    assert shares[:, 0].to_list() == [Decimal("0.333333333333")] * 2 + [Decimal("0.333333333334")]
    assert shares[:, 1].to_list() == [Decimal("33.333333")] * 2 + [Decimal("33.333334")]


def test_a_channel_without_which_nobody_would_buy_has_the_whole_removal_effect(empty: Dbt, planted):
    told = credited(empty, Journey((A,), Decimal(1)), Journey((A,), None), Journey((B,), None))
    effects = told.ask("select channel_id, removal_effect from int_channel_effects").rows()
    assert dict(effects) == {A: pytest.approx(1), B: pytest.approx(0)}


def test_the_removal_effect_is_null_when_nobody_converts(empty: Dbt, planted):
    told = credited(empty, Journey((A, B), None))
    assert set(told.ask("select removal_effect from int_channel_effects")[:, 0]) == {None}


def test_the_two_readings_of_markov_conserve_and_are_not_equal(empty: Dbt, planted):
    company = Journey((A, B), Decimal(1)), Journey((A,), Decimal(1)), Journey((B, A), None)
    told = credited(empty, *company)
    by_path = told.by_channel("markov_path")[0]
    by_channel = dict(
        told.ask("""
        select channel_id, credit_markov_global from fct_channel_effect_monthly""").rows()
    )
    assert sum(by_path.values()) == pytest.approx(2) == sum(by_channel.values())
    assert by_path != pytest.approx(by_channel)


# Rows of the dictionary that a unit test of a model works out.
UNIT_TESTS = {
    "Z2 no rate is null": "a_rate_is_carried_over_a_gap_and_the_reporting_currency_is_one",
    "Z2 money at the rate of its own day": "an_order_is_netted_at_the_rate_of_its_own_business_day",
    "2 platform spend and the invoice are one cost":
        "an_invoice_replaces_its_month_and_leaves_open_months_to_the_platform",
    "2 people cost from groups of three": "a_group_under_three_is_never_shown_by_itself",
    "2 new customers by first valid order":
        "the_first_order_is_the_first_valid_one_and_refunds_keep_two_readings",
    "4 skipping a stage counts as passed": "a_skipped_stage_counts_as_passed_and_is_marked",
    "4 an age not lived is null": "a_young_cohort_shows_no_rate_and_no_age_it_has_not_lived",
    "4 the blocked step": "the_blocked_step_is_the_one_that_lost_most_against_its_own_past",
    "4 new leads after de-duplication": "a_need_counts_once_however_many_systems_know_it",
    "5 sessions of 30 minutes": "thirty_minutes_keep_a_session_and_a_second_more_ends_it",
    "9 reads are differences, a fall is a correction":
        "growth_is_the_difference_of_readings_and_a_fall_is_a_correction",
    "9 views at day 7 and latest":
        "the_newest_reading_counts_and_results_are_those_of_fixed_ages",
    "10 invited, registered, attended": "walk_ins_are_on_neither_side_of_the_attendance_rate",
    "11 satisfaction is the top two":
        "satisfaction_counts_its_two_best_answers_and_effort_the_three_that_agree",
    "11 weights on both sides":
        "weights_count_above_and_below_and_a_wave_without_a_choice_has_zero",
    "12 average position weighs impressions":
        "devices_of_a_keyword_are_one_row_and_a_position_that_is_none_weighs_nothing",
    "14 hysteresis of alerts": "a_promotion_is_on_plan_and_a_level_falls_after_two_days_below",
    "17 one strong or two weak rules": "one_strong_rule_or_two_weak_ones_make_a_session_suspect",
    "17 as first reported and latest": "only_changed_figures_make_a_version_and_the_first_is_kept",
    "i names are as of the day": "a_renamed_campaign_belonged_to_another_team_before",
}  # fmt: skip


def test_unit_tests_work_out_the_rest(empty: Dbt):
    known = msgspec.json.decode(empty.manifest.read_bytes())["unit_tests"].values()
    assert set(UNIT_TESTS.values()) <= {one["name"] for one in known}
    assert len({case.row for case in (*BY_NAME, *SHOWN, *JOURNEYS)}) == sum(
        map(len, (BY_NAME, SHOWN, JOURNEYS))
    )


@pytest.mark.parametrize(("word", "by", "means"), [
    ("复购率", [], "repurchase_rate"),
    ("退款率", [], "refund_rate"),
    ("客单价", [], "spend_per_customer"),
    ("获客成本", [], "cac_full"),
    ("获客成本", ["month"], "cac_full"),
    ("获客成本", ["channel"], "cac_paid"),
    ("ROI", ["channel"], "roi"),
    ("roi", [], "roi"),
    ("投入产出比", [], "roas"),
    ("曝光", [], "impressions"),
    ("贡献值", [], "contribution_value"),
])  # fmt: skip
def test_a_word_of_section_18_means_one_metric(word: str, by: list[str], means: str):
    asked = metrics.question(word, by)
    assert asked.metric.metric_id == means
    assert not asked.metric.is_credited or asked.model == "last_non_direct"


@pytest.mark.parametrize(("word", "said"), [
    ("转化率", "several metrics. Say which: click_conversion_rate"),
    ("触达", "Read: fct_campaign_reach_period"),
    ("留存率", "the base is the cohort. Read: rpt_cohort_retention"),
    ("投诉率", "Read: fct_service_ticket"),
    ("Frequency", "Read: fct_campaign_reach_period"),
])  # fmt: skip
def test_a_word_that_no_one_figure_answers_is_told_why(word: str, said: str):
    with pytest.raises(metrics.MetricError, match=said):
        metrics.question(word)
