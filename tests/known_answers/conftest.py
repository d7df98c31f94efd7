"""One load of the whole company, and the truth about the same day."""

import pytest
from answers import Answers
from plant import Plant

from pipelines.report import RunReport
from sandbox.truth import truth


@pytest.fixture(scope="session")
def answers(loaded: tuple[Plant, RunReport]) -> Answers:
    """Ask it; nothing may change it."""
    plant, _ = loaded
    return Answers(plant.home, truth(plant.world))
