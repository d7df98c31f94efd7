"""Sheets people keep → tables: the header found under title rows, one name per column, totals cut.

A connector says with a `Layout` how its columns may be headed; a sheet that fits none is refused
with the nearest layout and what differs. Cells are not changed.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path

from connectors.core.layout import UNIT_IN_LABEL, Layout, Line, Table, is_total, label
from connectors.core.readers import WORKBOOK_SUFFIXES, Sheet, csv_sheet, refuse
from connectors.core.workbook import workbook_sheets

log = logging.getLogger(__name__)

HEADER_WITHIN = 30  # rows; title, note and export-time rows stand above


def sheets(path: Path) -> list[Sheet]:
    if path.suffix.lower() in WORKBOOK_SUFFIXES:
        found = list(workbook_sheets(path))
        if not found:
            raise refuse(path.name, "has no sheet with content", "export the file again")
        return found
    return [csv_sheet(path)]


def tables(path: Path, wanted: Sequence[Layout], known: Sequence[Layout] = ()) -> list[Table]:
    """The sheets that fit a wanted layout; `known` are other kinds, left to their own feed."""
    read = [t for sheet in visible(sheets(path)) if (t := read_table(sheet, [*wanted, *known]))]
    if not read:
        raise refuse(
            path.name, "holds no table", f"expected {_names_of(wanted)}: drop such a sheet"
        )
    mine = [table for table in read if table.layout in wanted]
    if not mine and not any(table.layout.word in path.name for table in read):
        found = ", ".join(sorted({table.layout.name for table in read}))
        raise refuse(path.name, f"holds {found}", f"put {read[0].layout.word!r} in the file's name")
    return mine


def _names_of(layouts: Sequence[Layout]) -> str:
    return " or ".join(layout.name for layout in layouts)


def visible(found: list[Sheet]) -> Iterator[Sheet]:
    """The sheets people see; those that are hidden are left out, and said to be."""
    for sheet in found:
        if sheet.hidden:
            log.warning("%s: hidden sheet left out; show it to have it loaded", sheet.place)
            continue
        if sheet.hidden_rows or sheet.hidden_columns:
            rows = ", ".join(str(row + 1) for row in sorted(sheet.hidden_rows)[:10]) or "none"
            columns = ", ".join(str(c + 1) for c in sorted(sheet.hidden_columns)[:10]) or "none"
            log.warning(
                "%s: hidden rows %s, hidden columns %s are loaded", sheet.place, rows, columns
            )
        yield sheet


def read_table(sheet: Sheet, layouts: Sequence[Layout]) -> Table | None:
    """The table of a sheet; None for a page of text, an error for a table that fits no layout."""
    best = max(_candidates(sheet, layouts), key=_likeness, default=None)
    if best is None or _known(best) < 2:
        log.warning("%s: no table found, sheet left out", sheet.place)
        return None
    if not _fits(best):
        raise _unrecognised(best)
    _refuse_broken(best)
    best.units, best.note = _units(best), _note(best)
    _fill_lines(best)
    return best


def _candidates(sheet: Sheet, layouts: Sequence[Layout]) -> Iterator[Table]:
    for row in range(min(HEADER_WITHIN, len(sheet.rows))):
        for depth in (1, 2, 3):
            able = [layout for layout in layouts if depth in layout.depths]
            headings = _headings(sheet, row, depth) if able else []
            for layout in able if headings else ():
                if depth != 2 or _are_two_levels(layout, headings):
                    yield _headed(sheet, layout, row, depth, headings)


def _are_two_levels(layout: Layout, headings: list[tuple[str, str]]) -> bool:
    """A title above a header knows no column; a line of data below it names none."""
    both = [(label(upper), label(lower)) for upper, lower in headings]
    above = any(layout.column("", upper) for upper, _ in both if upper)
    return above and any(layout.column(upper, lower) for upper, lower in both if lower)


def _headings(sheet: Sheet, row: int, depth: int) -> list[tuple[str, str]]:
    """(upper, lower) of each column; empty when these rows cannot be a header of that depth."""
    upper = _spread(sheet, row)
    if depth == 1:
        return [("", text) for text in upper] if sum(map(bool, upper)) >= 2 else []
    if row + depth > len(sheet.rows):
        return []
    for middle in range(row + 1, row + depth - 1):
        upper = _joined(upper, _spread(sheet, middle))
    lower = list(sheet.rows[row + depth - 1])
    lower += [""] * (len(upper) - len(lower))
    upper += [""] * (len(lower) - len(upper))
    return list(zip(upper, lower, strict=True))


def _joined(upper: list[str], lower: list[str]) -> list[str]:
    """Groups and the groups in them, as one name; a cell merged downwards says nothing twice."""
    pairs = zip_longest(upper, lower, fillvalue="")
    return ["/".join(dict.fromkeys(filter(None, pair))) for pair in pairs]


def _spread(sheet: Sheet, row: int) -> list[str]:
    """A row of the header with merged headings written over all their columns."""
    cells = list(sheet.rows[row])
    for (top, left), (bottom, right) in sheet.merged:
        if top == row == bottom and left < len(cells):
            cells[left : right + 1] = [cells[left]] * (min(right + 1, len(cells)) - left)
    return cells


def _headed(
    sheet: Sheet, layout: Layout, row: int, depth: int, headings: list[tuple[str, str]]
) -> Table:
    columns: dict[int, str] = {}
    taken: set[str] = set()
    for index, (upper, lower) in enumerate(headings):
        name = layout.column(label(upper), label(lower))
        text = lower or upper
        if not text or name in taken:
            name = text  # the second column of one meaning keeps its own heading
        if name := name or text:
            columns[index] = f"{name} ({index + 1})" if name in taken else name
            taken.add(columns[index])
    return Table(sheet, layout, row + depth - 1, depth, columns, headings)


def _likeness(table: Table) -> tuple[bool, int, int, int]:
    return _fits(table), _known(table), table.depth, -table.header_row


def _known(table: Table) -> int:
    return sum(name in table.layout.fields for name in table.columns.values())


def _fits(table: Table) -> bool:
    return set(table.layout.required) <= set(table.columns.values())


def _unrecognised(near: Table) -> BaseException:
    layout, have = near.layout, set(near.columns.values())
    missing = [" / ".join(layout.fields[name][:3]) for name in layout.required if name not in have]
    unknown = sorted(name for name in have if name not in layout.fields)[:8]
    what = (
        f"fits no known layout; nearest is {layout.name} (line {near.sheet.lines[near.header_row]})"
    )
    what += f"; missing: {', '.join(missing)}"
    what += f"; not known: {', '.join(unknown)}" if unknown else ""
    return refuse(near.sheet.place, what, "rename the columns as the connector's page lists them")


def _units(table: Table) -> dict[int, str]:
    """The units of money that headings of amounts carry."""
    found = {}
    for index, name in table.columns.items():
        if name in table.layout.amounts:
            upper, lower = table.headings[index]
            text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", lower or upper))
            if unit := UNIT_IN_LABEL.search(text):
                found[index] = unit[1]
    return found


def _note(table: Table) -> str:
    """What stands above the header."""
    above = table.sheet.rows[: table.header_row - table.depth + 1]
    return unicodedata.normalize(
        "NFKC", "  ".join(cell for cells in above for cell in cells if cell)
    )


def _refuse_broken(table: Table) -> None:
    inside = {
        k: v
        for k, v in table.sheet.broken.items()
        if k[0] > table.header_row and k[1] in table.columns
    }
    if inside:
        cells = ", ".join(
            f"{table.sheet.address(*at)} ({what})" for at, what in sorted(inside.items())[:10]
        )
        what = f"{len(inside)} cells without a value: {cells}"
        raise refuse(table.sheet.place, what, "open it, let it calculate, save, drop it again")


def _fill_lines(table: Table) -> None:
    filled = _merged_values(table)
    before: dict[str, str] = {}
    for row in range(table.header_row + 1, len(table.sheet.rows)):
        texts = table.sheet.rows[row]
        cells = {n: (texts[i] if i < len(texts) else "") for i, n in table.columns.items()}
        if not any(cells.values()):
            continue
        if is_total(table.layout, cells):
            table.totals.append(Line(row, cells))
            continue
        cells |= {name: text for (at, name), text in filled.items() if at == row}
        if not table.sheet.name and _continues(table.layout, cells, before):
            cells |= {
                name: before.get(name, "") for name in table.layout.down if not cells.get(name)
            }
        table.lines.append(Line(row, cells))
        before = cells


def _merged_values(table: Table) -> dict[tuple[int, str], str]:
    """Cells that a merged range covers, for the columns that may be merged downwards."""
    filled = {}
    for (top, left), (bottom, _) in table.sheet.merged:
        name = table.columns.get(left)
        if name in table.layout.down and top > table.header_row:
            for row in range(top + 1, bottom + 1):
                filled[row, name] = table.sheet.rows[top][left]
    return filled


def _continues(layout: Layout, cells: Mapping[str, str], before: Mapping[str, str]) -> bool:
    return bool(layout.document and before and not cells.get(layout.document))
