"""Brand studies: respondents with weights, and agencies' tracker tables (csv, xlsx).

docs/connectors/brand_survey_shapes.md lists their columns.

- Which question a column holds is read from its heading: NPS, satisfaction, awareness and so on.
- Several brands in one cell are parted; an empty cell was shown, 未展示 was not.
- A tracker's percents are points or shares: the whole column decides, never a cell.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, Table
from connectors.core.readers import records, refuse
from connectors.core.tables import tables
from connectors.survey.brand_layouts import (
    ASKED,
    LISTS,
    NOT_SHOWN,
    RESPONDENTS,
    TRACKER,
    figures,
    pieces,
)

brand_survey_shapes = Folder(name="brand_survey_shapes")

KINDS = ("*.csv", "*.xlsx")
NUMBER = re.compile(r"^\s*(\d+(?:\.\d+)?)")
PERCENT = ("pct", "%", "百分比", "percent")


@brand_survey_shapes.feed(*KINDS)
def responses(path: Path) -> Records:
    """One record per respondent, without the answers."""
    for table in _tables(path, RESPONDENTS):
        yield records(
            {name: text for name, text in row.items() if name not in ASKED}
            for row in table.records()
        )


@brand_survey_shapes.feed(*KINDS)
def answers(path: Path) -> Records:
    """One record per respondent, question and named brand; `cell` is the text of the whole cell."""
    for table in _tables(path, RESPONDENTS):
        yield records(_answers(table))


@brand_survey_shapes.feed(*KINDS)
def tracker(path: Path) -> Records:
    """One record per figure of an agency's table."""
    for table in _tables(path, TRACKER):
        told = list(figures(table))
        rows = {line.row: row for line, row in zip(table.lines, table.records(), strict=True)}
        percents = [_size(cells) for _, cells in told if cells.get("unit", "pct") in PERCENT]
        scale = "points" if max(percents, default=0.0) > 1.5 else "share"
        place = {"_file": path.name, "_sheet": table.sheet.name, "_percents": scale}
        yield records(
            {**rows.get(line.row, {}), **cells, **place, "_row": str(table.sheet.lines[line.row])}
            for line, cells in told
        )


def _tables(path: Path, wanted: Layout) -> list[Table]:
    other = TRACKER if wanted is RESPONDENTS else RESPONDENTS
    found = tables(path, [wanted], known=[other])
    for table in found:
        if wanted is RESPONDENTS and not set(ASKED) & set(table.columns.values()):
            what = f"has no question column ({', '.join(ASKED)})"
            raise refuse(table.sheet.place, what, "head the questions as the page lists them")
    return found


def _answers(table: Table) -> Iterator[dict[str, str]]:
    rows = list(table.records())
    for question in (name for name in table.columns.values() if name in ASKED):
        cells = [row[question].strip() for row in rows]
        parts = pieces(cells) if question in LISTS else ([cell] for cell in cells)
        for row, cell, told in zip(rows, cells, parts, strict=True):
            common = {name: text for name, text in row.items() if name[0] == "_"}
            common |= {name: row[name] for name in ("response_id", "wave") if name in row}
            common |= {"role": question, "question": table.heading(question), "cell": cell}
            if cell.lower() in NOT_SHOWN:
                yield common | {"option_no": "0", "not_shown": "1"}
            elif not cell:
                yield common | {"option_no": "0", "skipped": "1"}
            else:
                for position, text in enumerate(told, 1):
                    yield common | {"option_no": str(position), "answer": text}


def _size(cells: dict[str, str]) -> float:
    found = NUMBER.match(cells.get("value", ""))
    return float(found[1]) if found else 0.0
