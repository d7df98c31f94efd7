"""YouTube's Reporting API: a job makes one report a day, and another one when a day was wrong.

Kinds of reports are versioned (`channel_basic_a3`). Once ours is about to go, the job of its
successor is set up; days of which the new job has no report yet are read from the old one.
"""

import csv
import io
import logging
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from connectors.core import Api, BadReply, Cursor, Page, Window, table_records

log = logging.getLogger(__name__)
BASIC, REACH = "channel_basic_a3", "channel_reach_basic_a1"
TRAFFIC, DEMOGRAPHICS = "channel_traffic_source_a3", "channel_demographics_a1"
VERSION = re.compile(r"^(.+_a)(\d+)$")
PACIFIC = ZoneInfo("America/Los_Angeles")
BACKFILL = timedelta(days=30)


@dataclass(frozen=True)
class Job:
    """One kind of report, made every day. `begins`: the first day a report is made of."""

    id: str
    begins: date


def report_pages(api: Api, window: Window, kind: str) -> Iterator[Page]:
    """Day by day the last report of it; one that may still be made is provisional."""
    jobs = list(_jobs(api, kind))
    links = _links(api, window, jobs)
    begins = min((job.begins for job in jobs), default=date.max)
    for day in window.dates():
        body = _file(api, links[day]) if day in links else None
        if body is None:
            yield Page([], provisional=day >= begins, window=Window(day, day))
        else:
            head, *rows = csv.reader(io.StringIO(body))
            yield Page(table_records(head, rows), window=Window(day, day))


def _file(api: Api, link: str) -> str | None:
    """The CSV of a report; nothing if it is gone."""
    try:
        return api.download(link, url="reporting").decode("utf-8-sig")
    except BadReply as error:
        if error.status != 404:
            raise
        log.warning("%s", error)
        return None


def _links(api: Api, window: Window, jobs: list[Job]) -> dict[date, str]:
    """Day → link of its report; of several the one created last, those of a later job first."""
    params = {
        "startTimeAtOrAfter": _midnight(window.start),
        "startTimeBefore": _midnight(window.end + timedelta(days=1)),
    }
    found: dict[date, str] = {}
    for job in jobs:
        latest: dict[str, tuple[str, str]] = {}
        for report in _items(api, f"/v1/jobs/{job.id}/reports", "reports", params):
            issued = (report["createTime"], report["downloadUrl"])
            latest[report["startTime"]] = max(issued, latest.get(report["startTime"], issued))
        found |= {_day(start): link for start, (_, link) in latest.items()}
    return found


def _jobs(api: Api, kind: str) -> Iterator[Job]:
    """The jobs of a kind, the newest version last; nothing is written before there is one."""
    known = _known(api)
    types = {one["id"]: one for one in _items(api, "/v1/reportTypes", "reportTypes", {})}
    wanted = _versions(kind, types)
    if wanted and wanted[-1] not in known and not types[wanted[-1]].get("systemManaged"):
        known |= _set_up(api, wanted[-1])
    return (known[name] for name in wanted if name in known)


def _versions(kind: str, types: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Ours, and the one to go on with when ours ends; another one where ours is not offered."""
    family = VERSION.sub(r"\1", kind)
    offered = [n for n in types if (found := VERSION.match(n)) and found[1] == family]
    offered = sorted(offered, key=lambda name: int(VERSION.sub(r"\2", name)))
    lasting = [name for name in offered if not types[name].get("deprecateTime")]
    if kind not in offered:
        log.warning("%s is not offered; %s is read", kind, (lasting or ["nothing"])[-1])
        return lasting[-1:]
    if kind in lasting:
        return [kind]
    log.warning("%s ends on %s", kind, types[kind]["deprecateTime"])
    return [kind, *(name for name in lasting if offered.index(name) > offered.index(kind))]


def _known(api: Api) -> dict[str, Job]:
    """The jobs of this channel by the kind of their reports."""
    return {job["reportTypeId"]: _job(job) for job in _items(api, "/v1/jobs", "jobs", {})}


def _set_up(api: Api, kind: str) -> dict[str, Job]:
    """A new job; if somebody was faster, theirs."""
    body = {"reportTypeId": kind, "name": "marketing-warehouse"}
    try:
        return {kind: _job(api.post("/v1/jobs", json=body, url="reporting"))}
    except BadReply as error:
        if error.status != 409:
            raise
    return _known(api)


def _job(told: Mapping[str, Any]) -> Job:
    created = told.get("createTime")
    return Job(told["id"], _day(created) - BACKFILL if created else date.min)


def _items(api: Api, path: str, name: str, params: dict[str, str]) -> Iterator[dict[str, Any]]:
    """What a list of the Reporting API holds; an empty one comes without its name."""
    paging = Cursor("pageToken", "nextPageToken")
    for page in api.pages(
        path, params, paging=paging, records=name, url="reporting", may_lack=True
    ):
        yield from (msgspec.json.decode(record) for record in page.records)


def _midnight(day: date) -> str:
    start = datetime.combine(day, time(), PACIFIC).astimezone(ZoneInfo("UTC"))
    return start.strftime("%Y-%m-%dT%H:%M:%SZ")


def _day(moment: str) -> date:
    return datetime.fromisoformat(moment).astimezone(PACIFIC).date()
