"""E5: whatever is wrong with the configuration is told before any request and any write.

What each message names is held, mistake by mistake, in `tests/test_settings.py`; here every command
meets some of them, with platforms listening.
"""

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from sandbox.secrets import SECRETS
from sandbox.server import Sandbox
from sandbox.sources import sources_toml

pytestmark = pytest.mark.http

MISTAKES = {
    "unknown connector": ("[payroll]", "[pay_roll]"),
    "unknown key": ("on = true", "enabled = true"),
    "wrong type": ("on = true", 'on = "yes"'),
    "id as a number": ('id = "5550001"', "id = 5550001"),
    "two accounts of one name": ('id = "5550002"', 'id = "5550001"'),
    "two sources of one name": ("[payroll]", "[meta_ads]\non = true\n\n[payroll]"),
    "unknown zone": ("Europe/Berlin", "Europe/Berlim"),
    "unknown currency": ('currency = "USD"', 'currency = "dollars"'),
    "a day that is none": ("first_day = 2026-10-15", "first_day = 2026-02-30"),
    "a tab in a name": ("on = true", "o\tn = true"),
    "another file format": ("[payroll]", "payroll:\n\ton: true"),
}
RANGES = (
    ("run", "--from", "2026-11-10", "--to", "2026-11-01"),
    ("run", "--from", "2026-11-10", "--to", "2026-12-01"),
    ("run", "--to", "2026-11-10"),
    ("run", "--only", "metaads"),
    ("backfill", "--from", "10.11.2026"),
)


@pytest.fixture
def marketing(world, tmp_path, monkeypatch):
    """Calls commands with a changed configuration; gives exit code, what was said, and traces."""
    with Sandbox(world, routes={}) as sandbox:

        def call(*arguments, old="", new="", **environ):
            text = sources_toml(world, sandbox.base_url)
            assert old in text
            file = tmp_path / "sources.toml"
            file.write_text(text.replace(old, new, 1), encoding="utf-8")
            told = {
                "MARKETING_HOME": str(tmp_path / "home"),
                "MARKETING_SOURCES": str(file),
                "MARKETING_TODAY": world.today.isoformat(),
            }
            for name, value in {**SECRETS, **told, **environ}.items():
                monkeypatch.setenv(name, value)
            result = CliRunner().invoke(app, list(arguments))
            return result.exit_code, result.output, sandbox.requests, (tmp_path / "home").exists()

        yield call


@pytest.mark.parametrize("command", [("run",), ("backfill", "--from", "2026-11-01"), ("check",)])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_file_is_refused_before_anything_happens(marketing, command, mistake):
    old, new = MISTAKES[mistake]
    code, said, requests, written = marketing(*command, old=old, new=new)
    assert (code, requests, written) == (2, [], False)
    assert "sources.toml" in said


@pytest.mark.parametrize("arguments", RANGES, ids=" ".join)
def test_a_bad_argument_is_refused_before_anything_happens(marketing, arguments):
    code, said, requests, written = marketing(*arguments)
    assert (code, requests, written) == (2, [], False)
    assert "--" in said


@pytest.mark.parametrize("name", ["META_ADS_ACCESS_TOKEN", "MARKETING_HASH_KEY"])
def test_a_missing_secret_is_refused_before_anything_happens(marketing, name):
    code, said, requests, written = marketing("run", **{name: ""})
    assert (code, requests, written) == (2, [], False)
    assert f"{name}: missing" in said
