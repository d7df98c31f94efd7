"""Benchmarks go on running as models change; what they measure is no test."""

import json
import subprocess
import sys

import pytest

from pipelines.build import PROJECT


@pytest.mark.slow
@pytest.mark.dbt
def test_the_models_and_straight_sql_give_the_same_credits():
    command = [sys.executable, "-m", "benchmarks.credit_touches", "--touches", "3000"]
    done = subprocess.run(command, cwd=PROJECT.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["credits"] > 1000
    assert told["largest_difference"] < 1e-9
