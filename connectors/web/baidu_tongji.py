"""Baidu Tongji 百度统计: the reported figures of a site. Quirks: docs/connectors/baidu_tongji.md

- Two doors to the same reports: OAuth (the default), or a business account (`options.grant`).
- A report is four aligned arrays: dimension cells, figures, those of a comparison, change rates.
- Reports of pages hold no date: they are asked for one day at a time.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from connectors.core import (
    Api,
    BadReply,
    Connector,
    Page,
    Records,
    TryAgain,
    Window,
    table_records,
)
from connectors.web.baidu_tongji_access import BUSINESS, OAUTH, by_grant, tongji_errors

MOST = 1000  # rows a call
WEB_SITE = 1  # what kind of account the business door is shown, unless a setting says otherwise
BY_SOURCE = {
    "all": {},
    "through": {"source": "through"},
    "search": {"source": "search,0"},
    "link": {"source": "link"},
}
VISITS = (
    *("pv_count", "visit_count", "visitor_count", "ip_count", "new_visitor_count"),
    *("bounce_ratio", "avg_visit_time", "trans_count"),
)
ON_A_PAGE = (
    *("pv_count", "visitor_count", "visit1_count", "outward_count", "exit_count"),
    "average_stay_time",
)
ADDED = ("pv_count", "visit_count")  # what rows add up to the report's own sum in


baidu_tongji = Connector(
    name="baidu_tongji",
    urls={
        "api": "https://openapi.baidu.com",
        "token": "https://openapi.baidu.com",
        "business": "https://api.baidu.com",
    },
    secrets=(*OAUTH, *BUSINESS),
    grants={"oauth": OAUTH, "business": BUSINESS},
    auth=by_grant,
    verdict=tongji_errors,
    calls_per_second=1,
    burst=20,
    at_once=1,
    api_version="2.0",
    sunset=None,
    probe="days",
    options=("account_type",),
)


@baidu_tongji.feed(max_days=180, repull_days=7)
def days(api: Api, account: str, window: Window) -> Records:
    """One record per day and source of visitors (and of all): views, visits, visitors."""
    told = []
    for source, only in BY_SOURCE.items():
        asked = {"method": "trend/time/a", "gran": "day", **only}
        fields, rows, sums = _report(api, account, window, asked, VISITS)
        dates = {_day(row[0]) for row in rows}
        if missing := sorted(set(window.dates()) - dates):
            raise BadReply("trend/time/a", f"{len(missing)} days are missing, {missing[0]} first")
        records = table_records(["source", *fields], [[source, *row] for row in rows])
        told.append((records, sums))
    controlled = all(sums for _, sums in told)
    for records, sums in told:
        yield Page(records, totals=sums if controlled else None)


@baidu_tongji.feed(max_days=30, repull_days=7)
def pages(api: Api, account: str, window: Window) -> Records:
    """One record per page and day: views, visitors, entries, exits."""
    for day in window.dates():
        only = Window(day, day)
        asked = {"method": "visit/toppage/a"}
        fields, rows, sums = _report(api, account, only, asked, ON_A_PAGE)
        records = table_records(["date", *fields], [[str(day), *row] for row in rows])
        yield Page(records, totals=sums, window=only)


Told = tuple[list[str], list[list[Any]], dict[str, str] | None]


def _report(
    api: Api, site: str, window: Window, asked: dict[str, Any], metrics: tuple[str, ...]
) -> Told:
    """The names of a report's columns, its rows, and the sums it states itself."""
    rows: list[list[Any]] = []
    fields: list[str] = []
    sums: dict[str, str] | None = None
    for result in _parts(api, site, window, asked, metrics):
        cells, figures = result["items"][0], result["items"][1]
        if len(cells) != len(figures):
            what = f"{len(cells)} rows have a name, {len(figures)} have figures"
            raise BadReply(asked["method"], what)
        fields = result["fields"]
        if lacking := sorted(set(metrics) - set(fields)):
            raise BadReply(asked["method"], f"the report lacks {', '.join(lacking)}")
        rows += [[*cell, *row] for cell, row in zip(cells, figures, strict=True)]
        sums = sums or _sums(fields, result.get("sum") or [])
    return fields, rows, sums


def _parts(
    api: Api, site: str, window: Window, asked: dict[str, Any], metrics: tuple[str, ...]
) -> Iterator[dict[str, Any]]:
    """The report, as many rows at a time as there may be, until all that it counts are here."""
    held = 0
    while True:
        span = {"start_date": f"{window.start:%Y%m%d}", "end_date": f"{window.end:%Y%m%d}"}
        more = {"metrics": ",".join(metrics), "start_index": held, "max_results": MOST}
        result = _answer(api, {"site_id": site, **asked, **span, **more})
        came = len(result["items"][0])
        held += came
        yield result
        if held >= int(result.get("total") or 0):
            return
        if not came:
            what = f"{held} rows came, the platform counts {result['total']}"
            raise TryAgain(asked["method"], what, restart=True)


def _answer(api: Api, asked: dict[str, Any]) -> dict[str, Any]:
    """The same answer through either door."""
    if (api.options.get("grant") or "oauth") == "oauth":
        return api.get(f"/rest/{api.version}/tongji/report/getData", asked)["result"]
    kind = int(api.options.get("account_type") or WEB_SITE)
    body = {"header": {"account_type": kind}, "body": asked}
    path = "/json/tongji/v1/ReportService/getData"
    return api.post(path, json=body, url="business")["body"]["data"][0]["result"]


def _sums(fields: list[str], told: list[list[Any]]) -> dict[str, str] | None:
    """What the report says its rows add up to; None unless it tells it in numbers."""
    named = dict(zip(fields[1:], told[0] if told else [], strict=False))
    sums = {name: str(named[name]) for name in ADDED if name in named}
    return sums if sums and all(text.isdigit() for text in sums.values()) else None


def _day(text: str) -> date:
    return datetime.strptime(text, "%Y/%m/%d").date()  # noqa: DTZ007 - a day of the site
