"""The header of a Qualtrics download: three rows, of which only the third does not change.

Tags are renamed by editors and texts may stand twice: a column is known by its ImportId.
"""

import re
from collections.abc import Iterator
from itertools import groupby

import msgspec

from connectors.core import decoder
from connectors.core.layout import Table
from connectors.core.readers import refuse
from connectors.survey.export_questions import Column, grouped, heading_of

FIELD = re.compile(r"^(QID\d+(?:#\d+)?)(?:_(\d+))?(_TEXT)?(_NPS_GROUP)?$")


class Import(msgspec.Struct):
    """What Qualtrics says of a column in the third row of the header."""

    id: str = msgspec.field(name="ImportId", default="")
    zone: str = msgspec.field(name="timeZone", default="")
    choice: str | int = msgspec.field(name="choiceId", default="")


def of_qualtrics(table: Table) -> Iterator[Column]:
    """By what the row of ImportIds says; it and the row of texts leave the table."""
    imports = imports_of(table)
    if not imports:
        step = "download it as CSV with its three rows of headings"
        raise refuse(table.sheet.place, "has no row of ImportIds under its headings", step)
    texts = {name: heading_of(table, name) for name in imports}
    if table.depth == 1:
        texts = table.lines.pop(0).cells
    del table.lines[0]
    asked = []
    for name, known in imports.items():
        field = FIELD.match(known.id)
        if field and not field[4]:
            part = str(known.choice) or field[2] or ""
            title, _, option = texts[name].partition(" - Selected Choice - ")
            asked.append(
                Column(name, field[1], title, "TEXT" if field[3] and part else part, option)
            )
    for _, run in groupby(asked, key=lambda one: one.question):
        yield from grouped(table, list(run))


def imports_of(table: Table) -> dict[str, Import]:
    """What Qualtrics says of each column, in the second or third row of the file."""
    for line in table.lines[: 3 - table.depth]:
        if any("ImportId" in cell for cell in line.cells.values()):
            return {name: decoder(Import).decode(cell or "{}") for name, cell in line.cells.items()}
    return {}
