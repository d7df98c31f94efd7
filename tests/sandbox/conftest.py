"""The invented company at its smallest, and one platform at a time on loopback."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sandbox.platforms import ROUTES
from sandbox.server import Sandbox
from sandbox.world import World, build


@pytest.fixture(scope="session")
def company() -> World:
    return build("tests")


@pytest.fixture
def play(company: World) -> Iterator[Callable[[str], Sandbox]]:
    """Starts one platform, fresh: no token of another test is known there."""
    with ExitStack() as running:

        def start(name: str) -> Sandbox:
            routes = {name: ROUTES[name](company)}
            return running.enter_context(Sandbox(company, routes=routes))

        yield start
