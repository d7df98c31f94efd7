"""Baidu's reports: at once and page by page, or through a task and its file.

- Report types are numbers that the vendor changes without a new version: options replace them.
- Conversions on the day of the click, and again (`ct…`, `convertTime…`) on the day they happened;
  search counts them by kind of conversion, the feed by names of its own.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from connectors.ads.baidu_access import number
from connectors.core import Api, AskForLess, BadReply, Offset, Page, TryAgain, Window, table_records
from connectors.core.readers import decode

REPORTS = {
    "account_report": 2208157,
    "creative_report": 2665235,
    "keyword_report": 2602783,
    "query_report": 2307838,
    "feed_account_report": 2149145,
    "feed_creative_report": 2094816,
}
SETTINGS = ("products", "reports", "manager", "open_id")
PLACE = ["date", "userId", "campaignId", "campaignNameStatus", "adGroupId", "adGroupNameStatus"]
KEYWORD = ["wInfoId", "wInfoNameStatus", "mixWmatchEnum"]
FIGURES = ["impression", "click", "cost"]
MOST = 200  # rows a page
KINDS = (1, 2, 5, 9, 14, 17, 18, 19, 30, 46, 50, 56, 79, 90, 92)
CLAIMS = {
    "search": [
        "ocpcConversions",
        *(f"{clock}cpcConversionsDetail{kind}" for clock in ("o", "ctO") for kind in KINDS),
    ],
    "feed": [
        *("ocpcTargetTrans", "convertTimeOCPCTargetTrans"),
        *("aggrOrderSubmitSuccess", "advisoryClueCount"),
    ],
}
ACCOUNT = {"search": "account_report", "feed": "feed_account_report"}
CREATIVE = {
    "search": ("creative_report", [*FIGURES, *CLAIMS["search"]]),
    "feed": ("feed_creative_report", [*FIGURES, *CLAIMS["feed"]]),
}
SERVICE = "/json/sms/service/OpenApiReportService"
ONE = "body.data[]"
ROWS, TOTAL, SUMMARY = f"{ONE}.rows", f"{ONE}.totalRowCount", f"{ONE}.summary"
NEVER_IN_A_FILE = "ideaInfo"


def products(api: Api) -> tuple[str, ...]:
    """`search`, `feed` or both, as the account buys them."""
    return tuple((api.options.get("products") or "search feed").split())


def report(api: Api, account: str, window: Window, kind: str, columns: list[str]) -> Iterator[Page]:
    """The rows of a report by day; the platform's own totals come along."""
    manager = api.options.get("manager")
    body = {
        "reportType": int(api.options.get(kind) or REPORTS[kind]),
        "startDate": str(window.start),
        "endDate": str(window.end),
        "timeUnit": "DAY",
        "columns": columns,
        "filters": [],
        "sorts": [{"column": "date", "sortRule": "ASC"}],
        "needSum": True,
    }
    own = number(api, account) if manager else None
    if own:
        body["userIds"] = [own]
    asked = {"header": {"userName": manager if own else account}, "body": body}
    if api.options.get("reports") == "task":
        return _through_task(api, asked, columns)
    paging = Offset(MOST, TOTAL, "startRow", "rowCount", inside="body", count=TOTAL)
    path = f"{SERVICE}/getReportData"
    return api.pages(path, json=asked, paging=paging, records=ROWS, totals=SUMMARY)


def _through_task(api: Api, asked: Mapping[str, Any], columns: list[str]) -> Iterator[Page]:
    """All rows in one file; its count and totals are those that one row told at once states."""
    told = [column for column in columns if column != NEVER_IN_A_FILE]
    body = {**asked["body"], "columns": told}
    header, path = asked["header"], f"{SERVICE}/createReportTask"
    first = {"header": header, "body": {**body, "startRow": 0, "rowCount": 1}}
    stated = _one(api.post(f"{SERVICE}/getReportData", json=first))
    totals = {name: str(value) for name, value in (stated.get("summary") or {}).items()}
    task = _one(api.post(path, json={"header": header, "body": body}))["taskId"]

    def state() -> dict[str, Any] | None:
        question = {"header": header, "body": {"taskId": task}}
        found = _one(api.post(f"{SERVICE}/getTaskStatus", json=question))
        return found if found.get("taskStatus") in ("SUCCESS", "FAIL") else None

    done = api.wait_for(state, path, longest=8.0, most=600.0)
    if done["taskStatus"] == "FAIL":
        raise AskForLess(path, "the report task failed")
    text, _ = decode(api.download(done["fileUrl"], url="files", signed=False), path)
    lines = list(csv.reader(io.StringIO(text)))[int(done["dataStartRow"]) :]
    names = done["tableHeader"]
    if lines and len(names) != len(lines[0]):
        raise BadReply(path, f"{len(lines[0])} columns, but the task names {', '.join(names)}")
    rows = [line for line in lines if line]
    if len(rows) < int(stated["totalRowCount"]):
        what = f"{len(rows)} rows in the file, the platform counts {stated['totalRowCount']}"
        raise TryAgain(path, what, restart=True)
    yield Page(table_records(names, rows), totals=totals)


def _one(reply: Mapping[str, Any]) -> dict[str, Any]:
    """What stands at `body.data`, alone or in a list."""
    data = reply["body"]["data"]
    return data[0] if isinstance(data, list) else data
