"""The columns of a 问卷星 download as questions, and a row as answers: one per chosen option."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from connectors.core.layout import Table

SKIPPED = {"(跳过)", "(空)", "（跳过）", "（空）", "-3", "-2", ""}
HEADING = re.compile(r"^\s*(\d+)\s*([、.．(（—–-])\s*(.*)$", re.DOTALL)  # 2、… or 2(质量) or 5—外观
MARKS = {"0", "1", *SKIPPED}
ASKS_FOR = {
    "phone": r"(联系)?(手机|电话)(号码?)?|联系方式",
    "email": r"(电子)?(邮箱|邮件)(地址)?|e-?mail",
    "name": r"(真实)?姓名|称呼|微信号?",
}
ASKING = r"^(请(填写|留下|输入))?(您|你)?的?({})([\s?:？：(（\[【].*)?$"
LOOKS_LIKE = {"phone": r"(\+?86)?[ -]?1[3-9]\d{9}", "email": r"[^@\s]+@[^@\s]+\.[^@\s]+"}


@dataclass(frozen=True)
class Question:
    """One column of the download; `option` is the option a 0/1 column stands for."""

    column: str
    number: str
    title: str
    option: str = ""
    option_no: int = 1


def questions(table: Table) -> list[Question]:
    """The questions in the order of the columns; several columns of one number are its rows."""
    by_number: dict[str, list[tuple[str, str, str]]] = {}
    for heading in table.columns.values():
        if heading not in table.layout.fields and (found := HEADING.match(heading)):
            by_number.setdefault(found[1], []).append((heading, found[2], found[3].strip()))
    asked = []
    for number, columns in by_number.items():
        if all(sign in "(（" for _, sign, _ in columns) and _are_marks(table, columns):
            options = [title.rstrip(")）") for _, _, title in columns]
            asked += [
                Question(column, number, "", option, position)
                for position, ((column, _, _), option) in enumerate(
                    zip(columns, options, strict=True), start=1
                )
            ]
        elif len(columns) == 1:
            asked.append(Question(columns[0][0], number, columns[0][2]))
        else:
            asked += [
                Question(column, f"{number}_{position}", title)
                for position, (column, _, title) in enumerate(columns, start=1)
            ]
    return asked


def _are_marks(table: Table, columns: list[tuple[str, str, str]]) -> bool:
    return all(line.cells[column] in MARKS for line in table.lines for column, _, _ in columns)


def answers_of(row: dict[str, str], asked: list[Question]) -> Iterator[dict[str, str]]:
    place = {name: text for name, text in row.items() if name[0] == "_"}
    place |= {name: row[name] for name in ("response_no", "submitted_at")}
    chosen = {
        question.number for question in asked if question.option and row[question.column] == "1"
    }
    for question in asked:
        cell = row[question.column]
        common = {**place, "question_no": question.number, "question": question.title, "cell": cell}
        if question.option:
            if cell == "1":
                yield common | {"option_no": str(question.option_no), "answer": question.option}
            elif question.number not in chosen and question.option_no == 1:
                yield common | {"option_no": "1", "skipped": "1"}
        elif cell in SKIPPED:
            yield common | {"option_no": "1", "skipped": "1"}
        else:
            for position, text in enumerate(cell.split("┋"), start=1):
                yield common | {"option_no": str(position), _field(question, text): text}


def _field(question: Question, text: str) -> str:
    """`answer`, or `answer_phone` and the like for what identifies a person."""
    for kind, words in ASKS_FOR.items():
        if re.match(ASKING.format(words), question.title, re.IGNORECASE):
            return f"answer_{kind}"
    for kind, look in LOOKS_LIKE.items():
        if re.fullmatch(look, text.strip()):
            return f"answer_{kind}"
    return "answer"
