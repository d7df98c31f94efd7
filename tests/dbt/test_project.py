"""The project keeps its rules: what reads what, what is described, what both engines know."""

import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from dbt_project.write_sources import FILE, text
from pipelines.build import PROJECT, Dbt
from pipelines.streams import STREAMS

MODELS = PROJECT / "models"
LONGEST = 180
AD_OBJECTS = ("accounts", "campaigns", "ad_groups", "ads")
# Words of one engine only; the macros in dialect.sql may use them.
BANNED = {
    "qualify": r"\bqualify\b",
    "columns taken out or replaced": r"\*\s*(exclude|except|replace)\b",
    "list or struct": r"\[\s*\d|\{\s*'[a-z]+'\s*:\s*\d|\bunnest\b|\blist\(",
    "JSON arrow": r"->>",
    "arg_max": r"\barg_(max|min)\b",
    "quantile": r"\bquantile_|\bapprox_quantile\b",
    "asof": r"\basof\b",
    "by name": r"\bby name\b",
    "clock": r"\b(now|today)\(\)|\bcurrent_(date|timestamp)\b",
    "unordered pick": r"\b(any_value|first|last|arbitrary)\(",
    "integer division": r"[^:/]//[^/]",
}


@pytest.fixture(scope="module")
def manifest(parsed: Dbt) -> dict[str, Any]:
    return msgspec.json.decode(parsed.manifest.read_bytes())


@pytest.fixture(scope="module")
def models(manifest: dict[str, Any]) -> dict[str, dict[str, Any]]:
    nodes = manifest["nodes"].values()
    return {node["name"]: node for node in nodes if node["resource_type"] == "model"}


def test_sources_say_what_the_streams_say():
    assert FILE.read_text("utf-8") == text()


def test_every_list_of_an_ad_platform_keeps_its_history(models: dict[str, dict[str, Any]]):
    platforms = {stream.connector for stream in STREAMS.values() if stream.table == "ad_report"}
    lists = {
        f"{stream.name}__history"
        for stream in STREAMS.values()
        if stream.connector in platforms and stream.table in AD_OBJECTS
        if stream.load == "snapshot"
    }
    kept = (one for one in STREAMS.values() if one.history and one.connector in platforms)
    assert lists == {f"{stream.name}__history" for stream in kept}
    read = {one.rpartition(".")[2] for one in models["stg_ad_objects"]["depends_on"]["nodes"]}
    assert len(platforms) == 10
    assert lists <= read


def test_every_model_has_a_page_that_begins_with_its_grain(models: dict[str, dict[str, Any]]):
    for name, model in models.items():
        page = PROJECT / model["original_file_path"]
        assert page.with_suffix(".yml").exists(), name
        assert model["description"].startswith("One row per "), name


def test_every_column_of_a_mart_has_a_type_and_both_languages(models: dict[str, dict[str, Any]]):
    marts = {name: model for name, model in models.items() if model["schema"] == "marts"}
    assert len(marts) > 35
    for name, model in marts.items():
        assert model["config"]["contract"]["enforced"], name
        for column in model["columns"].values():
            assert column["data_type"], f"{name}.{column['name']}"
            meaning, _, label = column["description"].rpartition(". ")
            assert meaning and label, f"{name}.{column['name']}: {column['description']}"


def test_every_mart_proves_its_grain(manifest: dict[str, Any], models: dict[str, dict[str, Any]]):
    tested = {
        node["attached_node"]
        for node in manifest["nodes"].values()
        if node.get("test_metadata") and node["test_metadata"]["name"] == "one_row_per"
    }
    marts = {model["unique_id"] for model in models.values() if model["schema"] == "marts"}
    assert marts <= tested


def test_only_staging_reads_sources(models: dict[str, dict[str, Any]]):
    for name, model in models.items():
        reads = any(parent.startswith("source.") for parent in model["depends_on"]["nodes"])
        assert not reads or name.startswith("stg_"), name


def test_a_report_reads_marts_and_lists_only(models: dict[str, dict[str, Any]]):
    for name, model in models.items():
        if name.startswith("rpt_"):
            parents = {
                parent.rpartition(".")[2]
                for parent in model["depends_on"]["nodes"]
                if parent.startswith("model.")
            }
            strange = {parent for parent in parents if not parent.startswith(("dim_", "fct_"))}
            assert not strange, name


def test_arrows_never_go_back(models: dict[str, dict[str, Any]]):
    layers = {"staging": 0, "intermediate": 1, "marts": 2}
    by_id = {model["unique_id"]: model for model in models.values()}
    for name, model in models.items():
        for parent in model["depends_on"]["nodes"]:
            if parent in by_id:
                assert layers[by_id[parent]["schema"]] <= layers[model["schema"]], name


def test_reports_say_which_question_they_answer(models: dict[str, dict[str, Any]]):
    for name, model in models.items():
        answers = model["config"]["meta"].get("answers", [])
        assert all(re.fullmatch(r"R\d\d|all", answer) for answer in answers), name
        if name.startswith("rpt_"):
            assert answers, name


def test_boards_read_what_is_published(manifest: dict[str, Any]):
    for exposure in manifest["exposures"].values():
        for parent in exposure["depends_on"]["nodes"]:
            assert parent.rpartition(".")[2].startswith(("dim_", "fct_", "rpt_")), exposure["name"]


@pytest.mark.parametrize("path", sorted(MODELS.rglob("*.sql")), ids=lambda path: path.stem)
def test_a_model_speaks_what_both_engines_understand(path: Path):
    sql = path.read_text("utf-8")
    code = re.sub(r"--[^\n]*", "", re.sub(r"\{[%{].*?[%}]\}", "", sql, flags=re.DOTALL))
    assert [why for why, form in BANNED.items() if re.search(form, code)] == []
    assert len(sql.splitlines()) <= LONGEST
    for order in re.findall(r"(?<!within group \()order by ([^)\n]+)", code):
        assert "random" not in order


def test_macros_are_few_and_short():
    files = sorted((PROJECT / "macros").glob("*.sql"))
    assert len(files) <= 15
    for path in files:
        for body in path.read_text("utf-8").split("{% macro")[1:]:
            assert len(body.split("endmacro")[0].splitlines()) <= 15, path.name


def test_seeds_have_no_doubled_key():
    keys = {"channels": 1, "channel_rules": 1, "brands": 1, "teams": 1, "cost_categories": 1}
    for name, width in keys.items():
        lines = (PROJECT / "seeds" / f"{name}.csv").read_text("utf-8").splitlines()[1:]
        found = [line.split(",")[:width] for line in lines]
        assert len(found) == len({tuple(key) for key in found}), name


def test_the_dashboards_file_is_readable():
    boards = yaml.safe_load((MODELS / "exposures.yml").read_text("utf-8"))["exposures"]
    assert {board["name"] for board in boards} >= {"data_trust_page", "funnel_board"}
