"""Tencent's report tasks: one day of a level, told as a file with a sum of its bytes."""

import csv
import hashlib
import io
import threading
import time
from dataclasses import dataclass
from typing import Any

import polars as pl

from sandbox.dialogue import Reply, Request

BETWEEN = 300.0
FIRST_FILE = 831_530_000


@dataclass
class Task:
    """One file that was asked for; `asked` counts the questions about its state."""

    content: bytes
    failed: bool
    asked: int = 0


class Tasks:
    """All tasks of a platform; an account makes one in five minutes."""

    def __init__(self) -> None:
        self.known: dict[int, Task] = {}
        self.last: dict[str, float] = {}
        self.lock = threading.Lock()

    def made(self, account: str, table: pl.DataFrame, *, failed: bool) -> int | None:
        """The number of a new task, or None when it comes too early."""
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(table.columns)
        writer.writerows(table.iter_rows())
        with self.lock:
            now = time.monotonic()
            if now - self.last.get(account, -BETWEEN) < BETWEEN:
                return None
            self.last[account] = now
            number = len(self.known) + 1
            self.known[number] = Task(text.getvalue().encode(), failed)
        return number

    def state(self, number: int) -> dict[str, Any] | None:
        """Processing when first asked about, done from then on."""
        task = self.known.get(number)
        if task is None:
            return None
        task.asked += 1
        told: dict[str, Any] = {"task_id": number, "status": "TASK_STATUS_PROCESSING"}
        if task.asked > 1:
            told["status"] = "TASK_STATUS_FAIL" if task.failed else "TASK_STATUS_COMPLETED"
        if told["status"] == "TASK_STATUS_COMPLETED":
            md5 = hashlib.md5(task.content, usedforsecurity=False).hexdigest()
            files = [{"file_id": FIRST_FILE + number, "md5": md5}]
            told["result"] = {"code": 0, "message": "", "data": {"file_info_list": files}}
        return told

    def has(self, number: str, file: str) -> bool:
        """Is this the file of a task that is done?"""
        task = self.known.get(int(number)) if number.isdigit() else None
        return bool(task and task.asked > 1 and file == str(FIRST_FILE + int(number)))

    def file(self, request: Request) -> Reply:
        """The bytes, to whoever has the link."""
        task = self.known[int(request.path.rpartition("/")[2])]
        return Reply(200, task.content, {"Content-Type": "text/csv"})
