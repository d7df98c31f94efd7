"""YouTube's Reporting API: a job makes one report a day, and another one when a day was wrong."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from connectors.core import Api, Cursor, Window

REPORT_TYPE = "channel_basic_a3"
PACIFIC = ZoneInfo("America/Los_Angeles")


def report_links(api: Api, window: Window) -> dict[date, str]:
    """Day → link of its report; of several the one created last."""
    params = {
        "startTimeAtOrAfter": _midnight(window.start),
        "startTimeBefore": _midnight(window.end + timedelta(days=1)),
    }
    latest: dict[str, tuple[str, str]] = {}
    path = f"/v1/jobs/{_job(api)}/reports"
    for report in _items(api, path, "reports", params):
        issued = (report["createTime"], report["downloadUrl"])
        latest[report["startTime"]] = max(issued, latest.get(report["startTime"], issued))
    return {_day(start): link for start, (_, link) in latest.items()}


def _job(api: Api) -> str:
    """The reporting job of this channel, set up on first use: nothing is written before it."""
    for job in _items(api, "/v1/jobs", "jobs", {}):
        if job["reportTypeId"] == REPORT_TYPE:
            return job["id"]
    body = {"reportTypeId": REPORT_TYPE, "name": "marketing-warehouse"}
    return api.post("/v1/jobs", json=body, url="reporting")["id"]


def _items(api: Api, path: str, name: str, params: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What a list of the Reporting API holds; an empty one comes without its name."""
    for page in api.pages(
        path,
        params,
        paging=Cursor("pageToken", "nextPageToken"),
        records=name,
        url="reporting",
        may_lack=True,
    ):
        yield from (msgspec.json.decode(record) for record in page.records)


def _midnight(day: date) -> str:
    start = datetime.combine(day, time(), PACIFIC).astimezone(ZoneInfo("UTC"))
    return start.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(start: str) -> date:
    return datetime.fromisoformat(start).astimezone(PACIFIC).date()
