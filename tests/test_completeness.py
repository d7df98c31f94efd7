"""Every feed has a stream, a twin, a page and a source; every answer has a mart."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from connectors import CONNECTORS
from connectors.core import Connector, Folder
from pipelines import questions
from pipelines.streams import STREAMS
from sandbox.platforms import FILES, ROUTES

ROOT = Path(__file__).resolve().parents[1]
MODELS = ROOT / "dbt_project" / "models"
REPORTS = {
    "rpt_funnel_steps",
    "rpt_lead_handover",
    "rpt_cohort_retention",
    "rpt_channel_roi",
    "rpt_contribution",
    "rpt_attribution_compare",
    "rpt_budget_pacing",
    "rpt_event_roi",
    "rpt_target_completion",
    "rpt_scorecard",
    "rpt_project_control",
    "rpt_data_trust",
}


def described() -> Iterator[tuple[Path, dict]]:
    """Each model's entry in the yaml files beside the models."""
    for path in sorted(MODELS.rglob("*.yml")):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", []):
            yield path, model


def sources() -> set[str]:
    found: set[str] = set()
    for path in MODELS.rglob("*.yml"):
        for source in (yaml.safe_load(path.read_text("utf-8")) or {}).get("sources", []):
            found |= {table.get("identifier", table["name"]) for table in source["tables"]}
    return found


def test_every_feed_has_a_stream():
    feeds = {(name, feed) for name, connector in CONNECTORS.items() for feed in connector.feeds}
    read = {(stream.connector, stream.feed) for stream in STREAMS.values()}
    assert feeds == read


@pytest.mark.parametrize("name", CONNECTORS)
def test_every_connector_has_a_twin_in_the_sandbox(name):
    twins = FILES if isinstance(CONNECTORS[name], Folder) else ROUTES
    assert name in twins


def test_the_sandbox_plays_nothing_that_nobody_reads():
    assert set(ROUTES) | set(FILES) == set(CONNECTORS)


@pytest.mark.parametrize("name", CONNECTORS)
def test_every_connector_has_a_page(name):
    page = (ROOT / "docs" / "connectors" / f"{name}.md").read_text("utf-8")
    assert len(page.splitlines()) > 15
    for feed in CONNECTORS[name].feeds:
        assert feed in page, f"the page of {name} does not speak of {feed}"


@pytest.mark.parametrize("name", CONNECTORS)
def test_every_connector_stands_in_sources_toml(name):
    assert re.search(rf"^\[{name}\]$", (ROOT / "sources.toml").read_text("utf-8"), re.M)


def test_every_secret_stands_in_the_example_environment():
    example = (ROOT / ".env.example").read_text("utf-8")
    for connector in CONNECTORS.values():
        if isinstance(connector, Connector):
            for name in connector.secret_names().values():
                assert re.search(rf"^#? ?{name}=", example, re.M), name
    assert "MARKETING_HASH_KEY=" in example


def test_every_feed_says_what_one_record_is():
    for connector in CONNECTORS.values():
        for feed in connector.feeds.values():
            assert feed.doc, f"{connector.name}.{feed.name} has no docstring"


def test_every_stream_is_a_source_of_the_models():
    assert set(STREAMS) <= sources()


def test_every_stream_states_its_grain():
    for stream in STREAMS.values():
        assert stream.grain.lower().startswith("one row per"), stream.name


def test_every_model_is_described_by_its_grain():
    names = {path.stem for path in MODELS.rglob("*.sql")}
    entries = dict((model["name"], model) for _, model in described())
    assert names == set(entries)
    for name, model in entries.items():
        assert model.get("description", "").startswith("One row per"), name


def test_every_mart_keeps_a_contract_and_documents_every_column():
    for path, model in described():
        if "marts" not in path.parts:
            continue
        for column in model["columns"]:
            assert column.get("data_type"), f"{model['name']}.{column['name']} has no type"
            assert column.get("description"), f"{model['name']}.{column['name']} says nothing"


def test_the_first_reports_are_there_and_say_what_they_answer():
    answers = {
        model["name"]: (model.get("config", {}).get("meta") or {}).get("answers", [])
        for _, model in described()
    }
    assert set(answers) >= REPORTS
    for report in REPORTS:
        assert answers[report], f"{report} answers no question"
        assert all(re.fullmatch(r"R\d\d|all", str(number)) for number in answers[report])


def test_the_page_of_answers_is_what_the_models_say():
    assert questions.PAGE.read_text("utf-8") == questions.page(), "run: make docs"
