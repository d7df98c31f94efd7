"""Sheets that 问卷星 pushed, as a receiver wrote them down: one survey a file, a push a line.

- All values are texts; questions are `q1`, `q3_2`; choices are numbers or texts.
- A push may come twice: of one sheet the last line counts.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from connectors.core import decoder
from connectors.core.readers import json_lines, refuse
from connectors.survey.questions import Question, answers_of
from connectors.survey.wenjuanxing_answers import CODES

QUESTION = re.compile(r"^q(\d+(?:_\d+)?)$")
NAMED = re.compile(r"^(\d+)__push\.jsonl$")
FIELDS = {
    "submitted_at": "submittime",
    "answer_time": "timetaken",
    "score": "totalvalue",
    "member": "sojumpparm",
}
Push = dict[str, str]


def pushes(path: Path) -> list[tuple[int, Push]]:
    """The sheets of a file with the line each stands in, in the order of the lines."""
    named = NAMED.match(path.name)
    if not named:
        step = "call it by the survey's number and __push: 182734510__push.jsonl"
        raise refuse(path.name, "does not say which survey was pushed", step)
    found: dict[str, tuple[int, Push]] = {}
    lines = (line for page in json_lines(path) for line in page.records)
    for number, line in enumerate(lines, 1):
        push = _read(line, f"{path.name}, line {number}")
        if push.get("activity") != named[1]:
            what = f"is a push of survey {push.get('activity', 'nobody knows')}"
            raise refuse(f"{path.name}, line {number}", what, "one file holds one survey")
        found[push["joinid"]] = (number, push)
    return sorted(found.values(), key=lambda one: one[0])


def pushed_responses(path: Path) -> Iterator[dict[str, object]]:
    """One record per sheet, named like those of a download."""
    for number, push in pushes(path):
        told = {name: push[field] for name, field in FIELDS.items() if push.get(field)}
        yield {"_file": path.name, "_row": str(number), "response_no": _number(push), **told}


def pushed_answers(path: Path) -> Iterator[dict[str, str]]:
    """One record per answer and chosen option."""
    for line, push in pushes(path):
        given = {name: value for name, value in push.items() if QUESTION.match(name)}
        asked = [Question(name, QUESTION.sub(r"\1", name), "") for name in given]
        row = {"_file": path.name, "_row": str(line), "response_no": _number(push)}
        row["submitted_at"] = push["submittime"]
        yield from answers_of(row | {name: _options(value) for name, value in given.items()}, asked)


def _read(line: msgspec.Raw, where: str) -> Push:
    try:
        push = decoder(Push, strict=False).decode(line)
    except msgspec.DecodeError:
        push = {}
    if not push.get("joinid") or not push.get("submittime"):
        step = "write down each push as it came, one JSON object a line"
        raise refuse(where, "is no push of an answer sheet", step)
    return push


def _number(push: Push) -> str:
    """The number a download gives the sheet, where the push has it."""
    return push.get("index") or push["joinid"]


def _options(value: str) -> str:
    """Several numbers are written with commas, several texts as in a download."""
    return value.replace(",", "┋") if CODES.match(value) else value
