"""The columns of a survey tool's download as questions, and a row as answers.

One heading may stand over several columns: one per option that may be chosen, or one per row of a
matrix. The cells decide: a column that only ever repeats its own option is an option.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from connectors.core.layout import Table
from connectors.core.readers import refuse

NUMBERED = re.compile(r"^\s*(\d+)\s*[.．、]\s*(.*)$", re.DOTALL)  # 1.题干, 2.题干:选项
SEVERAL = re.compile(r"^\d+(,\d+)+$")
WRITTEN = re.compile(r"open-ended|please specify|请注明|其他.*填写", re.IGNORECASE)


@dataclass(frozen=True)
class Column:
    """One column of a question; `part` is its option, or its row of a matrix.

    `text`: what the option says, where its `part` is a number.
    """

    name: str
    question: str
    title: str
    part: str = ""
    text: str = ""
    is_option: bool = False


def of_typeform(table: Table) -> Iterator[Column]:
    """Titles; of several that may be chosen only the options, one column each."""
    own = _unknown(table)
    options = {
        name for name in own if (told := _told(table, name)) and told <= {heading_of(table, name)}
    }
    for is_option, run in groupby(own, key=options.__contains__):
        names = list(run)
        title = " / ".join(heading_of(table, name) for name in names)
        for name in names:
            heading = heading_of(table, name)
            if is_option:
                yield Column(name, title, title, heading, is_option=True)
            else:
                yield Column(name, name, heading)


def of_surveymonkey(table: Table) -> Iterator[Column]:
    """The upper heading is a question's; blank, the one before goes on. The lower is its part."""
    if table.depth != 2:
        step = "download all individual responses, as CSV or XLS"
        raise refuse(table.sheet.place, "has one row of headings; this download has two", step)
    title, asked = "", list[Column]()
    for index, name in table.columns.items():
        upper, lower = table.headings[index]
        if name in table.layout.fields:
            continue
        title = upper or title
        asked.append(Column(name, title, title, lower))
    yield from grouped(table, asked)


def of_tencent_survey(table: Table) -> Iterator[Column]:
    """`1.题干`, or `2.题干:选项` once per option."""
    numbered = [(name, NUMBERED.match(heading_of(table, name))) for name in _unknown(table)]
    asked = [(name, found[1], found[2].strip()) for name, found in numbered if found]
    counts = [number for _, number, _ in asked]
    for number, run in groupby(asked, key=lambda one: one[1]):
        columns = list(run)
        if counts.count(number) == 1:
            yield Column(columns[0][0], number, columns[0][2])
            continue
        parts = [re.split(r"[:：](?=[^:：]*$)", text, maxsplit=1) for _, _, text in columns]
        told = zip(columns, parts, strict=True)
        yield from grouped(
            table, [Column(name, number, part[0], part[-1]) for (name, *_), part in told]
        )


def answers_of(row: Mapping[str, str], asked: Sequence[Column]) -> Iterator[dict[str, str]]:
    """One per chosen option or written text; none for what may not have been shown."""
    for _, run in groupby(asked, key=lambda one: one.question):
        columns = list(run)
        chosen = False
        for column in columns:
            cell, told = row[column.name].strip(), _place(column)
            if column.is_option and cell not in ("", "0"):
                chosen = True
                yield {**told, "option": column.part, "answer": column.text or column.part}
            elif cell and not column.is_option:
                several = cell.split(",") if SEVERAL.match(cell) else [cell]
                for one in several:
                    option = {"option": one} if len(several) > 1 else {}
                    yield {**told, "row": column.part, **option, "answer": one}
        zeros = any(row[one.name].strip() == "0" for one in columns if one.is_option)
        if zeros and not chosen:
            yield {**_place(columns[0]), "skipped": "1"}


def _place(column: Column) -> dict[str, str]:
    return {"question_no": column.question, "question": column.title}


def grouped(table: Table, columns: list[Column]) -> Iterator[Column]:
    """Columns of one question each: options where every cell repeats its option or marks it."""
    for _, run in groupby(columns, key=lambda one: one.question):
        group = list(run)
        parts = [one for one in group if not WRITTEN.search(one.part)]
        marks = all(
            _told(table, one.name) <= {"0", "1", one.part, one.text, str(place)}
            for place, one in enumerate(parts, 1)
        )
        are_options = len(parts) > 1 and marks
        for one in group:
            if one not in parts or len(group) == 1:
                yield replace(one, part="" if len(group) == 1 else one.part)
            else:
                yield replace(one, is_option=are_options)


def _unknown(table: Table) -> list[str]:
    return [name for name in table.columns.values() if name not in table.layout.fields]


def heading_of(table: Table, name: str) -> str:
    """The lower of a column's headings, as the tool wrote it."""
    upper, lower = table.headings[table.column_of(name)]
    return lower or upper


def _told(table: Table, name: str) -> set[str]:
    return {cell for line in table.lines if (cell := line.cells[name].strip())}
