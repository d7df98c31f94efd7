"""Matomo, reports of a site. Quirks: docs/connectors/matomo.md

- A day without visits is `[]`, a zero; a day that is left out is an error.
- Lists hold 100 rows unless told otherwise; long archives fold the rest into `Others`.
- Visitors of several days are not told as one figure, and never added.
"""

import logging
from collections.abc import Mapping
from typing import Any

import msgspec

from connectors.core import (
    AccessDenied,
    Api,
    AskForLess,
    BadReply,
    Connector,
    Page,
    Raw,
    Records,
    TryAgain,
    Window,
)
from connectors.web.matomo_access import VIEW, InForm, matomo_errors

log = logging.getLogger(__name__)
ALL = {"filter_limit": -1}
KNOWN = "5."
NOBODY = dict.fromkeys(
    ("nb_visits", "nb_uniq_visitors", "nb_actions", "bounce_count", "sum_visit_length"), 0
)


matomo = Connector(
    name="matomo",
    urls={"api": "https://matomo.example"},
    secrets=("token_auth",),
    auth=lambda secrets: InForm(secrets["token_auth"]),
    verdict=matomo_errors,
    calls_per_second=5,
    at_once=1,
    api_version="5",
    sunset=None,
    probe="days",
)


@matomo.feed(max_days=31, repull_days=3)
def days(api: Api, account: str, window: Window) -> Records:
    """One record per day, and per day and kind of referrer: visits, visitors, orders."""
    site = _site(api, account)
    whole = _by_day(api, account, window, "VisitsSummary.get")
    fresh = _by_day(api, account, window, "VisitsSummary.get", segment="visitorType==new")
    kinds = _by_day(api, account, window, "Referrers.getReferrerType", **ALL)
    sold: Mapping[str, Any] = {}
    if str(site.get("ecommerce")) == "1":
        sold = _by_day(api, account, window, "Goals.get", idGoal="ecommerceOrder")
    records: list[dict[str, Any]] = []
    for day in map(str, window.dates()):
        total = {"date": day, "cut": "total", "label": "all", "currency": site.get("currency")}
        total |= NOBODY | _object(whole[day])
        total["new_visitors"] = _object(fresh[day]).get("nb_uniq_visitors", 0)
        if sold:
            told = _object(sold[day])
            total["orders"], total["order_revenue"], total["order_items"] = (
                told.get(name, 0) for name in ("nb_conversions", "revenue", "items")
            )
        records.append(total)
        records += [{"date": day, "cut": "source", **row} for row in kinds[day]]
    yield Page([_record(one) for one in records])


@matomo.feed(max_days=31, repull_days=3)
def pages(api: Api, account: str, window: Window) -> Records:
    """One record per page and day: views, visitors, entries, exits."""
    told = _by_day(api, account, window, "Actions.getPageUrls", flat=1, **ALL)
    for day in window.dates():
        rows = ({"date": str(day), **row} for row in told[str(day)])
        yield Page([_record(row) for row in rows], window=Window(day, day))


def _site(api: Api, account: str) -> Mapping[str, Any]:
    """The site as the server describes it: its currency, and whether it sells."""
    version = str(_asked(api, "API.getMatomoVersion").get("value", ""))
    if not version.startswith(KNOWN):
        log.warning("Matomo %s answers; its reports were compared with version 5", version)
    sites = _asked(api, "SitesManager.getSitesWithAtLeastViewAccess", **ALL)
    for site in sites:
        if str(site.get("idsite")) == account:
            return site
    raise AccessDenied("SitesManager", f"the token does not reach site {account}", VIEW)


def _by_day(api: Api, account: str, window: Window, method: str, **more: Any) -> Mapping[str, Any]:
    """What a report says of each day; a server that gives up is asked for fewer days."""
    span = {"period": "day", "date": f"{window.start},{window.end}", "format_metrics": 0}
    try:
        told = _asked(api, method, idSite=account, **span, **more)
    except TryAgain as error:
        if window.days == 1 or error.retry_after is not None:
            raise
        raise AskForLess(error.where, error.what) from None
    day = str(window.start)
    if window.days == 1 and not (isinstance(told, dict) and day in told):
        told = {day: told}
    missing = [day for day in map(str, window.dates()) if day not in told]
    if missing:
        raise BadReply(method, f"{len(missing)} days are missing, {missing[0]} first")
    return told


def _asked(api: Api, method: str, **more: Any) -> Any:
    form = {"module": "API", "method": method, "format": "JSON", **more}
    return api.post("/index.php", form=form)


def _object(told: list[Any] | dict[str, Any]) -> dict[str, Any]:
    """The figures of a day, none where it is an empty list."""
    if isinstance(told, dict):
        return told
    if told:
        raise BadReply("a day of a report", f"{len(told)} rows came instead of one object")
    return {}


def _record(row: Mapping[str, Any]) -> Raw:
    return Raw(msgspec.json.encode(row))
