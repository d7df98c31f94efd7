"""Rows of one table that come piece by piece: held in memory, or written to one Parquet file."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import polars as pl

if TYPE_CHECKING:
    import pyarrow.parquet as pq


class Pieces(Protocol):
    """A table under way; it gives its rows back in the pieces they came in."""

    rows: int

    def add(self, piece: pl.DataFrame) -> None:
        """Some more rows."""
        ...

    def renewed(self) -> "Pieces":
        """An empty table, to be filled from this one."""
        ...

    def become(self, other: Any) -> None:
        """What the renewed table holds, instead of what this one does."""
        ...

    def __iter__(self) -> Iterator[pl.DataFrame]: ...


class Held:
    """Pieces in memory."""

    def __init__(self) -> None:
        self.rows, self.pieces = 0, list[pl.DataFrame]()

    def add(self, piece: pl.DataFrame) -> None:
        """Some more rows."""
        self.pieces.append(piece)
        self.rows += piece.height

    def renewed(self) -> "Held":
        """An empty table."""
        return Held()

    def become(self, other: "Held") -> None:
        """The other's rows."""
        self.pieces, self.rows = other.pieces, other.rows

    def __iter__(self) -> Iterator[pl.DataFrame]:
        return iter(self.pieces)


class Filed:
    """Pieces in a Parquet file, a row group each; at most one of them stays in memory."""

    def __init__(self, path: Path) -> None:
        self.path, self.rows = path, 0
        self._first: pl.DataFrame | None = None
        self._writer: pq.ParquetWriter | None = None

    def add(self, piece: pl.DataFrame) -> None:
        """Some more rows. An only piece is written by polars, which takes half the time."""
        self.rows += piece.height
        if self._writer is None and (self._first is None or self._first.is_empty()):
            self._first = piece
        elif not piece.is_empty():
            if self._writer is None and self._first is not None:
                self._writer = _writer(self.path, self._first)
                self._write(self._first)
                self._first = None
            self._write(piece)

    @property
    def is_begun(self) -> bool:
        """Whether anything was added, if only an empty piece."""
        return self._first is not None or self._writer is not None

    def _write(self, piece: pl.DataFrame) -> None:
        if self._writer is not None:
            self._writer.write_table(piece.to_arrow(), row_group_size=piece.height)

    def renewed(self) -> "Filed":
        """An empty table in a file beside this one."""
        return Filed(self.path.with_name(f"{self.path.name}~"))

    def become(self, other: "Filed") -> None:
        """The other's file."""
        other.close()
        other.path.replace(self.path)
        self.rows = other.rows

    def close(self) -> None:
        """Write what is left, and the end of the file; nothing can be added any more."""
        if self._first is not None:
            self._first.write_parquet(self.path, compression="zstd", compression_level=1)
            self._first = None
        elif self._writer is not None:
            self._writer.close()
            self._writer = None

    def __iter__(self) -> Iterator[pl.DataFrame]:
        import pyarrow.parquet as pq  # noqa: PLC0415

        self.close()
        with pq.ParquetFile(self.path) as file:
            for number in range(file.num_row_groups):
                yield pl.DataFrame(file.read_row_group(number))


def _writer(path: Path, like: pl.DataFrame) -> "pq.ParquetWriter":
    """Texts by dictionary, whole numbers by difference: half the time of the defaults."""
    import pyarrow.parquet as pq  # noqa: PLC0415

    texts = [name for name, kind in like.schema.items() if kind == pl.String]
    whole = [name for name, kind in like.schema.items() if kind == pl.Int64]
    return pq.ParquetWriter(
        path,
        like.clear().to_arrow().schema,
        compression="zstd",
        compression_level=1,
        use_dictionary=texts,
        column_encoding=dict.fromkeys(whole, "DELTA_BINARY_PACKED"),
    )
