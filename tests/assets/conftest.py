"""The definitions, loaded once as `dagster dev` loads them."""

import dagster as dg
import pytest

from pipelines.build import Dbt
from pipelines.definitions import defs as load_definitions


@pytest.fixture(scope="session")
def defs(parsed: Dbt) -> dg.Definitions:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MARKETING_HOME", str(parsed.folder.parent))
        return load_definitions()
