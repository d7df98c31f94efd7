"""The command line as a person meets it: every command explains itself, errors are sentences."""

import json
import re
from pathlib import Path

import pytest
from plant import Plant
from typer.testing import CliRunner, Result

from pipelines.cli import app
from pipelines.report import RunReport
from sandbox.platforms import FILES, ROUTES

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = [
    *("demo", "run", "backfill", "check", "status", "query", "env"),
    *("quarantine", "publish", "rebuild", "erase"),
]


@pytest.fixture
def marketing(monkeypatch: pytest.MonkeyPatch):
    """Calls a command with an environment of its own."""

    def call(*arguments: str, **environ: str) -> Result:
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return CliRunner().invoke(app, list(arguments))

    return call


def everything_in(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time, but for the locks that readers take."""
    return {
        str(path.relative_to(folder)): (path.stat().st_size, path.stat().st_mtime_ns)
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".lock"
    }


def test_the_commands_are_those_of_the_design():
    names = [getattr(command.callback, "__name__", "") for command in app.registered_commands]
    assert names == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(marketing, command):
    result = marketing(command, "--help")
    assert result.exit_code == 0
    said = (app.registered_commands[COMMANDS.index(command)].callback.__doc__ or "").split(".")[0]
    assert " ".join(said.split()) in " ".join(result.output.split())


def test_env_writes_the_example_file(marketing):
    result = marketing("env")
    assert result.output == (ROOT / ".env.example").read_text(encoding="utf-8")


def test_the_sources_of_a_fresh_clone_are_all_off(marketing, tmp_path):
    result = marketing("run", MARKETING_HOME=str(tmp_path))
    assert result.exit_code == 0
    assert "make demo" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_bad_configuration_ends_with_2_before_anything_is_written(marketing, tmp_path):
    sources = tmp_path / "sources.toml"
    sources.write_text("[meta_ads]\nonn = true\n", encoding="utf-8")
    home = tmp_path / "home"
    result = marketing("run", MARKETING_HOME=str(home), MARKETING_SOURCES=str(sources))
    assert result.exit_code == 2
    assert re.search(
        r"sources\.toml line 2: meta_ads\.onn: unknown key .*Allowed: on", result.output
    )
    assert not home.exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "--from", "2026-11-13", "--to", "2026-11-01"], "--from"),
        (["run", "--to", "2026-11-01"], "--from"),
        (["run", "--from", "tomorrow"], "2026-11-13"),
        (["backfill", "--from", "2030-01-01"], "--from"),
        (["run", "--only", "snapchat"], "--only"),
        (["quarantine", "no_such__stream"], "Allowed"),
        (["query", "select 1"], "marketing run"),
    ],
)
def test_a_wrong_option_ends_with_2_and_says_what_is_allowed(marketing, tmp_path, arguments, named):
    result = marketing(*arguments, MARKETING_HOME=str(tmp_path), MARKETING_TODAY="2026-11-14")
    assert (result.exit_code, named in result.output) == (2, True), result.output


@pytest.mark.http
@pytest.mark.dbt
def test_query_answers_from_the_published_marts(marketing, loaded: tuple[Plant, RunReport]):
    plant, _ = loaded
    result = marketing("query", "select count(*) as brands from dim_brand", **plant.environ)
    assert result.exit_code == 0
    assert result.output.split() == [
        "brands",
        str(plant.ask("select count(*) from dim_brand")[0][0]),
    ]
    result = marketing("query", "--csv", "select 1 as a, 'x,y' as b", **plant.environ)
    assert result.output.splitlines() == ["a,b", '1,"x,y"']


@pytest.mark.http
@pytest.mark.dbt
def test_query_answers_a_metric_by_its_name(marketing, loaded: tuple[Plant, RunReport]):
    plant, _ = loaded
    spent = plant.ask("select channel_id, sum(spend) from fct_ad_performance_daily group by all")
    asked = ("query", "spend", "--by", "channel", "--from", "2026-10-01", "--to", "2026-11-13")
    result = marketing(*asked, "--json", **plant.environ)
    told = {row["channel"]: row["value"] for row in json.loads(result.output)}
    assert told == {channel: pytest.approx(float(spend)) for channel, spend in spent}
    result = marketing(*asked, **plant.environ)
    assert "广告消耗 Ad spend (CNY): spend" in result.output
    result = marketing("query", "点击率", "--csv", **plant.environ)
    assert result.output.startswith("value,numerator,denominator,coverage,is_provisional\n")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["click_rat"], "Nearest: click_rate"),
        (["spend", "--by", "colour"], "Possible: channel, account"),
        (["spend", "--from", "soon"], "a day such as 2026-11-13"),
        (["select 1", "--by", "month"], "go with a metric"),
    ],
)
def test_a_question_nobody_can_answer_ends_with_2(marketing, tmp_path, arguments, said):
    published = tmp_path / "published" / "marketing.duckdb"
    published.parent.mkdir()
    published.touch()
    result = marketing("query", *arguments, MARKETING_HOME=str(tmp_path))
    assert (result.exit_code, said in " ".join(result.output.split())) == (2, True), result.output


def test_query_cannot_write(marketing, loaded: tuple[Plant, RunReport]):
    plant, _ = loaded
    result = marketing("query", "create table marts.mine (a int)", **plant.environ)
    assert result.exit_code == 2
    assert "read-only" in result.output


@pytest.mark.http
def test_check_says_ready_and_writes_nothing(marketing, loaded: tuple[Plant, RunReport]):
    plant, _ = loaded
    before = everything_in(plant.home)
    result = marketing("check", **plant.environ)
    assert result.exit_code == 0, result.output
    told = [line.split()[0] for line in result.output.splitlines() if " ready " in line]
    accounts = plant.world.accounts["connector"].to_list()
    assert sorted(told) == sorted([*FILES, *(name for name in accounts if name in ROUTES)])
    assert everything_in(plant.home) == before


@pytest.mark.http
def test_check_names_a_missing_and_a_refused_secret(marketing, plant: Plant):
    environ = plant.environ | {"META_ADS_ACCESS_TOKEN": "wrong", "HUBSPOT_ACCESS_TOKEN": ""}
    result = marketing("check", **environ)
    assert result.exit_code == 3
    lines = {line.split()[0]: line for line in result.output.splitlines() if line.strip()}
    assert "HUBSPOT_ACCESS_TOKEN missing" in lines["hubspot"]
    assert "AccessDenied" in lines["meta_ads"]
    assert not (plant.home / "warehouse.duckdb").exists()


def test_status_shows_what_is_fresh(marketing, loaded: tuple[Plant, RunReport]):
    plant, report = loaded
    result = marketing("status", **plant.environ)
    assert result.exit_code == 0
    assert "shopify" in result.output
    assert report.run_id in result.output


def test_quarantine_shows_reasons_and_places_but_no_rows(marketing, loaded):
    plant, _ = loaded
    result = marketing("quarantine", **plant.environ)
    shown = plant.ask_warehouse("select distinct reason, raw from quarantine.rows")
    assert result.exit_code == 0
    assert all(reason in result.output for reason, _ in shown)
    assert not any(raw and raw in result.output for _, raw in shown)
