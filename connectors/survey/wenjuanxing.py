"""Answers downloaded from 问卷星, or pushed by it. Quirks: docs/connectors/wenjuanxing.md

- One file is one survey; its name is the survey's identifier.
- A question is known by the number before 、 in its heading, never by its text.
- One export writes a choice as text, another as number, a third as one 0/1 column per option.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, Table
from connectors.core.readers import records, refuse
from connectors.core.tables import tables
from connectors.survey.questions import answers_of, questions
from connectors.survey.wenjuanxing_pushes import pushed_answers, pushed_responses

wenjuanxing = Folder(name="wenjuanxing")
PATTERNS = ("*.xlsx", "*.xls", "*.csv", "*.jsonl")

DOWNLOAD = Layout(
    name="问卷星答卷",
    word="",
    fields={
        "response_no": ("序号", "答卷编号"),
        "submitted_at": ("提交答卷时间", "提交时间"),
        "answer_time": ("所用时间",),
        "source": ("来源",),
        "source_detail": ("来源详情",),
        "ip": ("来自ip", "ip"),
        "started_at": ("开始答题时间",),
        "score": ("总分",),
        "member": ("用户名", "自定义链接参数", "链接参数"),
    },
    required=("response_no", "submitted_at"),
)


@wenjuanxing.feed(*PATTERNS)
def responses(path: Path) -> Records:
    """One record per filled-in questionnaire, without its answers."""
    if path.suffix == ".jsonl":
        yield records(pushed_responses(path))
        return
    for table in _downloads(path):
        yield records(
            {name: text for name, text in row.items() if name in DOWNLOAD.fields or name[0] == "_"}
            for row in table.records()
        )


@wenjuanxing.feed(*PATTERNS)
def answers(path: Path) -> Records:
    """One record per answer and chosen option; `cell` is the text of the whole cell."""
    if path.suffix == ".jsonl":
        yield records(pushed_answers(path))
        return
    for table in _downloads(path):
        asked = questions(table)
        yield records(answer for row in table.records() for answer in answers_of(row, asked))


def _downloads(path: Path) -> list[Table]:
    found = tables(path, [DOWNLOAD])
    for table in found:
        if not questions(table):
            what = "has no column headed with a question's number (`1、…`)"
            raise refuse(table.sheet.place, what, "download the answers, not the statistics")
    return found
