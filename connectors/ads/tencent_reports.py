"""Tencent Ads' reports: at once by pages, and a day too long for that through a task and its file.

- Columns come only when named, and only such that follow from the groups mean anything.
- `page` × `page_size` ends at 10,000 rows; a task tells one day and is made every five minutes.
"""

import csv
import hashlib
import io
import json
import uuid
from collections.abc import Iterator
from typing import Any

from connectors.core import (
    Api,
    AskForLess,
    BadReply,
    Page,
    PageNumber,
    TryAgain,
    Window,
    table_records,
    with_field,
)
from connectors.core.readers import decode

INFO = "data.page_info"
PAGES = PageNumber(
    size=1000, total=f"{INFO}.total_page", echo=f"{INFO}.page", count=f"{INFO}.total_number"
)
LEVELS = {
    "ADVERTISER": ["date"],
    "DYNAMIC_CREATIVE": ["date", "adgroup_id", "dynamic_creative_id"],
}
TOO_EARLY = "127001"  # one task per account in five minutes
DONE, OVER = "TASK_STATUS_COMPLETED", ("TASK_STATUS_FAIL", "TASK_STATUS_EXPIRED")


def report(
    api: Api, account: str, window: Window, level: str, clock: str, figures: list[str]
) -> Iterator[Page]:
    """The rows of a level by day, each with the clock its conversions go by."""
    groups = LEVELS[level]
    question: dict[str, Any] = {
        "level": f"REPORT_LEVEL_{level}",
        "group_by": groups,
        "time_line": clock,
    }
    fields = [*groups, *figures]
    days = {"start_date": str(window.start), "end_date": str(window.end)}
    asked = question | {"date_range": days, "fields": fields}
    params = {name: _written(value) for name, value in asked.items()}
    params["account_id"] = account
    path = f"/{api.version}/daily_reports/get"
    try:
        pages = list(api.pages(path, params, paging=PAGES, records="data.list"))
    except AskForLess:
        if window.days > 1:
            raise
        pages = _through_task(api, account, window, question | {"report_fields": fields})
    for page in pages:
        yield Page([with_field(record, "time_line", clock) for record in page.records])


def _through_task(api: Api, account: str, window: Window, question: dict[str, Any]) -> list[Page]:
    """One day, in as many files as the platform makes of it."""
    path = f"/{api.version}/async_reports"
    name = f"{window.start}-{uuid.uuid4().hex}"
    day = {"task_name": name, "granularity": "DAILY", "date": str(window.start)}
    body = question | day | {"account_id": int(account) if account.isdigit() else account}

    def made() -> int | None:
        try:
            return api.post(f"{path}/add", json=body)["data"]["task_id"]
        except BadReply as error:
            if TOO_EARLY not in error.what:
                raise
            return None

    task = api.wait_for(made, path, longest=60.0, most=1800.0)
    wanted = [{"field": "task_id", "operator": "EQUALS", "values": [str(task)]}]

    def finished() -> dict[str, Any] | None:
        params = {"account_id": account, "filtering": json.dumps(wanted)}
        found = api.get(f"{path}/get", params)["data"]["list"]
        one = next((one for one in found if str(one["task_id"]) == str(task)), {})
        return one if one.get("status") in (DONE, *OVER) else None

    done = api.wait_for(finished, path, longest=30.0)
    if done["status"] != DONE:
        raise BadReply(path, f"the report task ended as {done['status']}", "Pull this day again")
    files = done["result"]["data"]["file_info_list"]
    return [_file(api, account, task, one["file_id"], one.get("md5")) for one in files]


def _file(api: Api, account: str, task: object, number: object, md5: str | None) -> Page:
    path = f"/{api.version}/async_report_files/get"
    asked = f"{path}?account_id={account}&task_id={task}&file_id={number}"
    body = api.download(asked, url="files", moved=True)
    if md5 and hashlib.md5(body, usedforsecurity=False).hexdigest() != md5.lower():
        raise TryAgain(path, "the file is not the one the platform describes", restart=True)
    text, _ = decode(body, path)
    head, _, _ = text.partition("\n")
    rows = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in head else ",")
    names = [name.strip() for name in next(rows, [])]
    if "date" not in names:
        raise BadReply(path, f"the file lacks date; its heads are {', '.join(names)}")
    return Page(table_records(names, (row for row in rows if row)))


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
