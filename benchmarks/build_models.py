"""Models and tests of a loaded warehouse, built anew beside it and published: CPU and wall.

`python -m benchmarks.build_models --home data/demo`: what dbt made is dropped from a copy of the
warehouse. Parsing is not counted; it happens while the platforms are asked.
"""

import argparse
import json
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import duckdb

from pipelines.build import Dbt
from pipelines.publish import Published
from pipelines.warehouse import Warehouse

T = TypeVar("T")
MADE = ("marts", "intermediate", "staging", "seeds")


def measured(work: Callable[[], T]) -> tuple[T, dict[str, float]]:
    """What a piece of work gave, and the CPU and wall seconds it took."""
    cpu, wall = time.process_time(), time.monotonic()
    done = work()
    used = {"cpu_seconds": time.process_time() - cpu, "wall_seconds": time.monotonic() - wall}
    return done, {name: round(seconds, 2) for name, seconds in used.items()}


def main() -> None:
    """Build and publish a copy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a loaded data folder")
    loaded = parser.parse_args().home
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        warehouse = Warehouse(folder / "warehouse.duckdb")
        shutil.copy(loaded / warehouse.path.name, warehouse.path)
        with duckdb.connect(str(warehouse.path)) as db:
            for schema in MADE:
                db.execute(f"drop schema if exists {schema} cascade")
        dbt, published = Dbt(warehouse.path, folder / "dbt"), Published(folder / "published")
        dbt.parse()
        built, build = measured(dbt.build)
        now = datetime.now(UTC)
        shown, publish = measured(lambda: published.publish(warehouse, built_at=now))
        for sealed in folder.glob("published/versions/**/"):
            sealed.chmod(0o755)
    told = {"models": built.models, "tests": built.tests, "build": build}
    told |= {"tables": len(shown.tables), "publish": publish}
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
