"""The stage, a canary beside it, and an engine whose clock never sleeps."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from stage import Puller, Stage, Time

from connectors.core import Engine, Limits


@pytest.fixture
def stage() -> Iterator[Stage]:
    with_server = Stage()
    yield with_server
    with_server.close()


@pytest.fixture
def canary() -> Iterator[Stage]:
    """A second host: whoever comes here was led astray."""
    other = Stage()
    other.play({"data": []})
    yield other
    other.close()


@pytest.fixture
def passing() -> Time:
    return Time()


@pytest.fixture
def engine(passing: Time, tmp_path: Path) -> Engine:
    limits = Limits(tries=4, connect=2.0, read=0.3)
    return Engine(tmp_path / "tokens", passing.clock, limits)


@pytest.fixture
def puller(stage: Stage, engine: Engine) -> Puller:
    return Puller(stage, engine)
