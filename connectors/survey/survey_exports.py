"""Answers downloaded from survey tools. Columns and quirks: docs/connectors/survey_exports.md

- Typeform, SurveyMonkey, Qualtrics and 腾讯问卷: a file is known by its headings, not its name.
- One file is one survey; its name is the survey's identifier.
- SurveyMonkey heads its columns in two rows, Qualtrics in three.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from connectors.core import Folder, Records
from connectors.core.layout import Table
from connectors.core.readers import BIGGEST_FILE, records, refuse, take
from connectors.core.tables import tables
from connectors.survey.export_layouts import LAYOUTS
from connectors.survey.export_questions import (
    Column,
    answers_of,
    of_surveymonkey,
    of_tencent_survey,
    of_typeform,
)
from connectors.survey.qualtrics_download import imports_of, of_qualtrics

survey_exports = Folder(name="survey_exports")

KINDS = ("*.csv", "*.tsv", "*.xlsx", "*.xls", "*.zip")
QUESTIONS = {
    "typeform": of_typeform,
    "surveymonkey": of_surveymonkey,
    "qualtrics": of_qualtrics,
    "tencent_survey": of_tencent_survey,
}
ZONES = {"typeform": "UTC", "tencent_survey": "Asia/Shanghai", "surveymonkey": "Asia/Shanghai"}


@survey_exports.feed(*KINDS)
def responses(path: Path) -> Records:
    """One record per response, without its answers."""
    for one in _downloads(path):
        own = {*one.table.layout.fields, "_file", "_sheet", "_row", "_encoding"}
        yield records(
            {name: text for name, text in row.items() if name in own} | one.facts
            for row in one.table.records()
        )


@survey_exports.feed(*KINDS)
def answers(path: Path) -> Records:
    """One record per response, question and chosen option, row or written text."""
    for one in _downloads(path):
        yield records(
            {"response_id": row["response_id"], "_row": row["_row"], **one.facts, **told}
            for row in one.table.records()
            for told in answers_of(row, one.asked)
        )


@dataclass(frozen=True)
class Download:
    """A table of responses, its questions, and which tool wrote it on whose clocks."""

    table: Table
    asked: list[Column]
    facts: dict[str, str]


def _downloads(path: Path) -> Iterator[Download]:
    tools = {layout.name: tool for tool, layout in LAYOUTS.items()}
    with TemporaryDirectory() as folder:
        for file in _unpacked(path, Path(folder)):
            for table in tables(file, list(LAYOUTS.values())):
                tool = tools[table.layout.name]
                told = next((one.zone for one in imports_of(table).values() if one.zone), "")
                facts = {"_tool": tool, "_zone": ZONES.get(tool) or told, "_file": path.name}
                asked = list(QUESTIONS[tool](table))
                if not asked:
                    step = "download all individual responses, not the statistics"
                    raise refuse(table.sheet.place, "has no column of a question", step)
                yield Download(table, asked, facts)


def _unpacked(path: Path, folder: Path) -> Iterator[Path]:
    """The file itself, or the tables of an archive; their names in it do not matter."""
    if path.suffix.lower() != ".zip":
        yield path
        return
    try:
        with zipfile.ZipFile(io.BytesIO(take(path))) as archive:
            held = [one for one in archive.infolist() if _is_table(one.filename)]
            if sum(one.file_size for one in held) > BIGGEST_FILE:
                raise refuse(path.name, f"unpacks to more than {BIGGEST_FILE:,} bytes", "split it")
            for number, one in enumerate(held):
                inner = folder / f"{path.stem}_{number}{Path(one.filename).suffix.lower()}"
                inner.write_bytes(archive.read(one))
                yield inner
    except (zipfile.BadZipFile, EOFError, RuntimeError) as error:
        raise refuse(path.name, f"does not unpack ({error})", "download it again") from None
    if not held:
        raise refuse(path.name, "holds no table", "drop the archive as it was downloaded")


def _is_table(name: str) -> bool:
    return Path(name).suffix.lower() in (".csv", ".tsv", ".xlsx", ".xls")
