"""Baidu's report tasks: asked for, run, and told as a file with lines above the data."""

import csv
import io
import threading
from dataclasses import dataclass
from typing import Any

import polars as pl

from sandbox.dialogue import Reply, Request

LINES_ABOVE = 2


@dataclass
class Task:
    """One report that was asked for; `asked` counts the questions about its state."""

    table: pl.DataFrame
    failed: bool
    asked: int = 0


class Tasks:
    """All tasks of a platform."""

    def __init__(self) -> None:
        self.known: dict[str, Task] = {}
        self.lock = threading.Lock()

    def made(self, table: pl.DataFrame, *, failed: bool) -> str:
        """The id of a new task."""
        with self.lock:
            number = f"t{len(self.known) + 1}"
            self.known[number] = Task(table, failed)
        return number

    def state(self, number: str, files: str) -> dict[str, Any] | None:
        """Running when first asked about, done from then on."""
        task = self.known.get(number)
        if task is None:
            return None
        task.asked += 1
        if task.asked == 1:
            return {"taskStatus": "RUNNING", "fileUrl": ""}
        if task.failed:
            return {"taskStatus": "FAIL", "fileUrl": ""}
        where = {"fileUrl": f"{files}/task/{number}", "dataStartRow": LINES_ABOVE}
        return {"taskStatus": "SUCCESS", **where, "tableHeader": task.table.columns}

    def file(self, request: Request) -> Reply:
        """The file: a title, a line of heads, then the rows."""
        task = self.known.get(request.path.rpartition("/")[2])
        if task is None or task.asked < 2 or task.failed:
            return Reply(403, "the link has run out")
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["报告"])
        writer.writerow([f"列{n + 1}" for n in range(task.table.width)])
        writer.writerows(task.table.iter_rows())
        return Reply(200, text.getvalue().encode("gb18030"), {"Content-Type": "text/csv"})
