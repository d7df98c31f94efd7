"""`make docs`: dbt's own documentation as one page, from an empty warehouse; needs no data."""

import sys
from pathlib import Path

from pipelines.build import Dbt
from pipelines.streams import STREAMS
from pipelines.warehouse import Warehouse

MODELS = ["build", "--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"]


def write_docs(folder: Path) -> Path:
    """The page with every model, column, test and lineage."""
    warehouse = Warehouse(folder / "warehouse.duckdb")
    warehouse.prepare(STREAMS)
    dbt = Dbt(warehouse.path, folder)
    with warehouse.alone("documentation"):
        for command in (MODELS, ["docs", "generate", "--static"]):
            result = dbt.invoke(command)
            if not result.success:
                raise SystemExit(
                    f"dbt {' '.join(command)} failed: {result.exception or 'see above'}"
                )
    return folder / "target" / "static_index.html"


if __name__ == "__main__":
    sys.stdout.write(f"docs  {write_docs(Path(sys.argv[1]).absolute())}\n")
