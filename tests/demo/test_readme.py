"""README shows what `marketing demo` prints: only times, address and version may differ."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VARIES = (
    (re.compile(r"\s+\d+\.\d s$"), "  TIME"),
    (re.compile(r"127\.0\.0\.1:\d+"), "ADDRESS"),
    (re.compile(r"version \d{8}T\d{12}Z"), "VERSION"),
)


def masked(text: str) -> list[str]:
    lines = text.splitlines()
    for pattern, name in VARIES:
        lines = [pattern.sub(name, line) for line in lines]
    return lines


def blocks(command: str) -> list[str]:
    """What README shows below a command."""
    found = re.findall(r"```console\n\$ (.*?)\n(.*?)```", (ROOT / "README.md").read_text(), re.S)
    shown = [output for asked, output in found if asked == command]
    assert shown, f"README.md does not show {command}"
    return masked(shown[0])


@pytest.mark.slow
@pytest.mark.http
@pytest.mark.dbt
def test_the_demo_prints_what_the_readme_shows(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", "from pipelines.cli import app; app()", "demo", "--home", "demo"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=500,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    told = iter(masked(done.stdout))
    for line in blocks("make demo"):
        assert line in told, f"not printed, or in another order: {line}\n{done.stdout}"
    assert "marketing query" in done.stdout


def test_the_readme_begins_with_the_two_commands():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert 0 < readme.index("$ make demo") < readme.index("$ make test")


@pytest.mark.slow
def test_the_readme_counts_the_tests_that_make_test_runs():
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "--collect-only",
            "-q",
            "-m",
            "",
            "-p",
            "no:cacheprovider",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    found = re.search(r"^(\d+) tests collected", done.stdout, re.M)
    assert found, done.stdout[-2000:] + done.stderr
    assert blocks("make test") == [f"{found[1]} passed"]
