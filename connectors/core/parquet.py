"""Parquet files → their columns and batches of rows, values as Python has them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from connectors.core.readers import LINES_PER_PAGE, refuse, take

Rows = list[dict[str, Any]]


def parquet(path: Path) -> tuple[list[str], Iterator[Rows]]:
    """The names of the columns, and the rows, a page at a time."""
    import pyarrow as pa  # noqa: PLC0415
    import pyarrow.parquet as pq  # noqa: PLC0415

    try:
        table = pq.ParquetFile(pa.BufferReader(take(path)))
    except pa.ArrowInvalid as error:
        raise refuse(path.name, f"is no Parquet file ({error})", "take it out again") from None
    batches = table.iter_batches(batch_size=LINES_PER_PAGE)
    return table.schema_arrow.names, (batch.to_pylist() for batch in batches)
