"""The models that funnel, return and contribution need: each stands, is proven and is explained."""

import re
from collections import Counter
from pathlib import Path
from typing import Any

import msgspec
import pytest

from pipelines.build import Dbt

pytestmark = pytest.mark.dbt

RECORD = Path(__file__).parents[2] / "docs" / "decisions" / "0037-name-models-by-what-they-hold.md"
NAMES = """
    dim_date dim_channel dim_campaign dim_ad dim_account dim_product dim_region dim_brand dim_team
    dim_position dim_person dim_event dim_project dim_currency
    stg_ad_performance stg_ad_claimed_conversions stg_ad_objects stg_web_events stg_order_lines
    stg_refunds stg_products stg_crm_people stg_crm_leads stg_crm_deals stg_crm_history stg_events
    stg_event_people stg_budget_lines stg_ledger_entries stg_employees stg_work_items
    int_fx_days int_cost_entries int_coverage_days int_campaign_names_parsed int_channel_matches
    int_identifiers int_identity_edges int_identity_groups int_web_sessions int_click_matches
    int_journeys int_path_transitions int_credit_rules int_credit_markov int_credit_shapley
    int_stage_reached int_responsibility
    fct_ad_performance_daily fct_ad_claimed_conversions_daily fct_web_session fct_order
    fct_order_line fct_refund fct_lead fct_deal fct_event_participation fct_budget_monthly
    fct_marketing_cost fct_work_item fct_touch fct_conversion fct_attribution_credit
    fct_contribution fct_metric_daily
    rpt_funnel_steps rpt_channel_roi rpt_contribution rpt_attribution_compare rpt_target_completion
    rpt_scorecard rpt_budget_pacing rpt_event_roi rpt_cohort_retention rpt_lead_handover
    rpt_data_trust
"""
LISTED = re.findall(r"\w+", NAMES)


def otherwise() -> dict[str, list[str]]:
    """What stands in the place of a listed model, by the record of that decision."""
    rows = re.findall(r"^\| (`.+`) \| (`.+`) \|", RECORD.read_text(encoding="utf-8"), re.MULTILINE)
    names = [[re.findall(r"`(\w+)`", cell) for cell in row] for row in rows]
    return {name: instead for listed, instead in names for name in listed}


@pytest.fixture(scope="module")
def manifest(parsed: Dbt) -> dict[str, Any]:
    return msgspec.json.decode(parsed.manifest.read_bytes())


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The listed models, and what stands in the place of those that go by other names."""
    nodes = {one["name"]: one for one in manifest["nodes"].values()}
    other = otherwise()
    names = [instead for name in LISTED for instead in other.get(name, [name])]
    return {name: nodes[name] for name in names if nodes[name]["resource_type"] == "model"}


def test_the_list_is_whole_and_every_name_on_it_stands_or_is_accounted_for(models, manifest):
    assert len(LISTED) == len(set(LISTED)) == 76
    known = {one["name"] for one in manifest["nodes"].values()}
    assert set(otherwise()) == {name for name in LISTED if name not in known}
    assert {name for instead in otherwise().values() for name in instead} <= known


def test_each_proves_its_grain_and_says_it_first(models, manifest):
    tests = [one for one in manifest["nodes"].values() if one.get("test_metadata")]
    proven = {
        one["attached_node"] for one in tests if one["test_metadata"]["name"] == "one_row_per"
    }
    for name, model in models.items():
        assert model["unique_id"] in proven, name
        assert model["description"].startswith("One row per "), name


def test_each_column_says_its_meaning_its_unit_and_its_label(models):
    for name, model in models.items():
        assert model["columns"], name
        assert model["schema"] != "marts" or model["config"]["contract"]["enforced"], name
        for column in model["columns"].values():
            told, place = column["description"], f"{name}.{column['name']}"
            meaning, _, label = told.rpartition(". ")
            assert meaning and re.search(r"[\u4e00-\u9fff]|^[A-Z]{2,5}$", label), place
            if column["name"].endswith("_native"):
                assert "currency" in meaning, place
            if (column["data_type"] or "").startswith("timestamp"):
                assert "UTC" in meaning, place


def test_three_tests_stand_behind_a_model_on_average(models, manifest):
    """Data tests and unit tests; what the contract refuses anyway does not count."""
    tests = [one for one in manifest["nodes"].values() if one["resource_type"] == "test"]
    proofs: Counter[str] = Counter()
    for test in [*tests, *manifest["unit_tests"].values()]:
        attached = test.get("attached_node")
        proofs.update([attached] if attached else test["depends_on"]["nodes"])
    told = {name: proofs[model["unique_id"]] for name, model in models.items()}
    assert min(told.values()) >= 1
    assert sum(told.values()) >= 3 * len(told)
