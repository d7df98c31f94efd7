"""YouTube's Reporting API: a job makes one report a day, and another one when a day was wrong.

Kinds of reports are versioned (`channel_basic_a3`). Once ours is about to go, the job of its
successor is set up; days of which the new job has no report yet are read from the old one.
"""

import logging
import re
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from connectors.core import Api, Cursor, Window

log = logging.getLogger(__name__)
REPORT_TYPE = "channel_basic_a3"
VERSION = re.compile(r"^(channel_basic_a)(\d+)$")
PACIFIC = ZoneInfo("America/Los_Angeles")


def report_links(api: Api, window: Window) -> dict[date, str]:
    """Day → link of its report; of several the one created last."""
    params = {
        "startTimeAtOrAfter": _midnight(window.start),
        "startTimeBefore": _midnight(window.end + timedelta(days=1)),
    }
    found: dict[date, str] = {}
    for job in _jobs(api):
        latest: dict[str, tuple[str, str]] = {}
        for report in _items(api, f"/v1/jobs/{job}/reports", "reports", params):
            issued = (report["createTime"], report["downloadUrl"])
            latest[report["startTime"]] = max(issued, latest.get(report["startTime"], issued))
        found |= {_day(start): link for start, (_, link) in latest.items()}
    return found


def _jobs(api: Api) -> list[str]:
    """The reporting jobs of this channel, the newest kind last; nothing is written before one."""
    known = {job["reportTypeId"]: job["id"] for job in _items(api, "/v1/jobs", "jobs", {})}
    wanted = [REPORT_TYPE]
    types = {one["id"]: one for one in _items(api, "/v1/reportTypes", "reportTypes", {})}
    if types.get(REPORT_TYPE, {}).get("deprecateTime"):
        newer = sorted(filter(_is_newer, types), key=lambda name: int(VERSION.sub(r"\2", name)))
        wanted += [name for name in newer if not types[name].get("deprecateTime")]
        log.warning("%s ends on %s", REPORT_TYPE, types[REPORT_TYPE]["deprecateTime"])
    for name in (one for one in wanted[-1:] if one not in known):
        body = {"reportTypeId": name, "name": "marketing-warehouse"}
        known[name] = api.post("/v1/jobs", json=body, url="reporting")["id"]
    return [known[name] for name in wanted if name in known]


def _is_newer(name: str) -> bool:
    found, ours = VERSION.match(name), VERSION.match(REPORT_TYPE)
    return bool(found and ours and int(found[2]) > int(ours[2]))


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
