"""Text of a CSV or TSV file → rows of cells, and the line each begins on.

Of tab-separated files there are two kinds: those that quote as CSV does, and those that quote
nothing, in which a quotation mark is a character like any other.
"""

import csv
import re
from collections.abc import Sequence

HEAD = 5_000  # characters
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
Rows = tuple[list[list[str]], list[int]]


def delimited(text: str, *, tabbed: bool = False) -> Rows:
    """The rows of a text; tabs are recognised by the first lines, where the name tells nothing.

    Raises csv.Error with the line for text that is neither.
    """
    head = text[:HEAD]
    if not tabbed and head.count("\t") <= head.count(","):
        return _read(text, ",")
    plain = _read(text, "\t", as_is=True)
    return plain if _quotes_nothing(plain[0]) else _read(text, "\t")


def _read(text: str, delimiter: str, *, as_is: bool = False) -> Rows:
    rows, lines, line = [], [], 1
    quoting = csv.QUOTE_NONE if as_is else csv.QUOTE_MINIMAL
    told = (found[0] for found in LINE.finditer(text))
    reader = csv.reader(told, delimiter=delimiter, quoting=quoting)
    try:
        for row in reader:
            rows.append([cell and cell.strip(" ") for cell in row])
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise csv.Error(f"line {line}: {error}") from None
    return rows, lines


def _quotes_nothing(rows: Sequence[Sequence[str]]) -> bool:
    """Every line is whole as it stands, and a mark at the head of some cell opens no quotation."""
    if len({len(row) for row in rows if row}) > 1:
        return False
    marked = [cell for row in rows for cell in row if cell[:1] == '"']
    return not marked or not all(_is_quoted(cell) for cell in marked)


def _is_quoted(cell: str) -> bool:
    return len(cell) > 1 and cell[-1] == '"' and '"' not in cell[1:-1].replace('""', "")
