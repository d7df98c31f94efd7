"""Another process pulls: the same pulls, cleaned; it tells what fails and ends with its caller."""

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from plant import Plant

from pipelines.load import Loader
from pipelines.pull_beside import PullsBeside
from pipelines.pulls import LakeError
from sandbox.faults import Fault
from sandbox.secrets import SECRETS

ROOT = Path(__file__).resolve().parents[1]
CALLER = (
    "from pipelines.pull_beside import *; print(PullsBeside().process.pid, flush=True); input()"
)

pytestmark = pytest.mark.http


@pytest.fixture
def beside() -> Iterator[PullsBeside]:
    process = PullsBeside()
    yield process
    process.end()


def prepared(plant: Plant) -> Loader:
    loader = plant.loader()
    loader.prepare()
    return loader


def test_the_same_pulls_come_and_their_clean_files_are_there(plant, plants, beside):
    loader, other = prepared(plant), prepared(plants("other"))
    pulled = list(beside.pull(loader, loader.asks(["typeform"])))
    told = {str(one.ask): one.pull.records for one in pulled if one.pull}
    assert told and len(told) == len(pulled)
    assert told == {
        str(one.ask): one.pull.records for one in other.pull(other.asks(["typeform"])) if one.pull
    }
    for one in pulled:
        for stream in loader.streams_of("typeform", one.ask.feed):
            assert one.pull and loader.lake.batch(stream.name, one.pull, loader.fingerprint)


def test_what_fails_is_missing_and_shows_no_secret(plant, beside):
    plant.sandbox.arm(Fault("expired_token", "typeform", times=None))
    loader = prepared(plant)
    told = Path(f"/proc/{beside.process.pid}/cmdline").read_text()
    pulled = list(beside.pull(loader, loader.asks(["typeform"])))
    assert pulled and all(one.missing and not one.pull for one in pulled)
    told += repr(pulled)
    assert "pull_beside" in told and "typeform" in told
    assert not any(secret in told for secret in SECRETS.values())


def test_a_process_that_dies_is_an_error_that_says_what_to_do(plant, beside):
    loader = prepared(plant)
    pulls = beside.pull(loader, loader.asks(["typeform"]))
    beside.process.send_signal(signal.SIGKILL)
    with pytest.raises(LakeError, match="ended with -9; what came is kept, run again"):
        list(pulls)


def test_it_ends_when_its_caller_is_killed():
    environ = {**os.environ, "PYTHONPATH": str(ROOT)}
    caller = subprocess.Popen(
        [sys.executable, "-c", CALLER],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert caller.stdout
    process = os.pidfd_open(int(caller.stdout.readline()))
    caller.kill()
    caller.communicate()
    has_ended, _, _ = select.select([process], [], [], 60)
    os.close(process)
    assert has_ended
