"""LinkedIn's statistics of a page: by UTC day, and by post. Query strings are written by hand."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from urllib.parse import quote

from msgspec.json import decode, encode

from connectors.ads.linkedin_rest import asked, headers, urn
from connectors.core import AccessDenied, Api, BadReply, Raw, Window, dig_text, with_fields

log = logging.getLogger(__name__)
EPOCH = date(1970, 1, 1)
POSTS_AT_ONCE = 20
GONE = 404
YOUNG_DAYS, SUNDAY = 28, 6  # how long reactions are read every day, then on Sundays
BY_DAY = {  # call → the word for a page in it
    "organizationalEntityFollowerStatistics": "organizationalEntity",
    "organizationalEntityShareStatistics": "organizationalEntity",
    "organizationPageStatistics": "organization",
}
FACETS = (
    *("AssociationType", "Seniority", "Industry", "Function", "StaffCountRange", "GeoCountry"),
    "Geo",
)
KINDS = {"share": "shares", "ugcPost": "ugcPosts"}  # kind of URN → its parameter


def days_of(api: Api, account: str, window: Window) -> Mapping[date, Raw]:
    """One record per day told, in order: what each call says of it, under the call's name."""
    days: dict[int, dict[str, Any]] = {}
    start, end = _ms(window.start), _ms(window.end + timedelta(days=1))
    span = f"(timeRange:(start:{start},end:{end}),timeGranularityType:DAY)"
    for call, word in BY_DAY.items():
        path = f"/rest/{call}?q={word}&{word}={urn_of(account)}&timeIntervals={span}"
        for record in _elements(api, path):
            began = int(dig_text(record, "timeRange.start") or "")
            days.setdefault(began, {})[call] = record
    return {
        EPOCH + timedelta(milliseconds=began): Raw(encode({"start": began, **days[began]}))
        for began in sorted(days)
    }


def figures_of(api: Api, account: str, urns: Sequence[str]) -> Mapping[str, Raw]:
    """Lifetime figures by post; a post nobody saw has none."""
    found: dict[str, Raw] = {}
    for kind, name in KINDS.items():
        own = [urn for urn in urns if urn.startswith(f"urn:li:{kind}:")]
        for first in range(0, len(own), POSTS_AT_ONCE):
            for record in _of_posts(api, account, name, own[first : first + POSTS_AT_ONCE]):
                found[dig_text(record, kind) or ""] = record
    return found


def reactions_of(api: Api, records: Sequence[Raw], day: date) -> list[Raw | None]:
    """Reactions by kind of each post: of young ones every day, of all on Sundays."""
    return [_reactions(api, record) if _is_read(record, day) else None for record in records]


def _is_read(record: Raw, day: date) -> bool:
    published = int(dig_text(record, "publishedAt") or 0)
    age = day - (EPOCH + timedelta(milliseconds=published))
    return age.days < YOUNG_DAYS or day.weekday() == SUNDAY


def _reactions(api: Api, record: Raw) -> Raw | None:
    """What members did with a post; nothing where the grant does not cover it, or it is gone."""
    path = f"/rest/socialMetadata/{quote(dig_text(record, 'id') or '', safe='')}"
    try:
        return api.record(path, headers=headers(api))
    except (AccessDenied, BadReply) as error:
        if getattr(error, "is_expired", False) or getattr(error, "status", GONE) != GONE:
            raise
        log.warning("%s: no reactions by kind: %s", error.where, error.what)
        return None


def groups_of(api: Api, account: str, stat_date: str) -> list[Raw]:
    """Followers by group over all time: each group of each facet that LinkedIn tells."""
    path = "/rest/organizationalEntityFollowerStatistics?q=organizationalEntity"
    path += f"&organizationalEntity={urn_of(account)}"
    told = [decode(element, type=dict[str, Raw]) for element in _elements(api, path)]
    return [
        with_fields(group, {"stat_date": stat_date, "breakdown": facet})
        for element in told
        for facet in FACETS
        for group in decode(element.get(f"followerCountsBy{facet}", b"[]"), type=list[Raw])
    ]


def _of_posts(api: Api, account: str, name: str, urns: Sequence[str]) -> list[Raw]:
    """One foreign or deleted post refuses the whole list: it is halved until that one is found."""
    listed = ",".join(quote(urn, safe="") for urn in urns)
    path = "/rest/organizationalEntityShareStatistics?q=organizationalEntity"
    path += f"&organizationalEntity={urn_of(account)}&{name}=List({listed})"
    try:
        return list(_elements(api, path))
    except AccessDenied as error:
        if f"{name}[" not in error.what:
            raise
        if len(urns) == 1:
            log.warning("%s: %s is foreign or deleted, no figures", error.where, urns[0])
            return []
    middle = len(urns) // 2
    halves = (urns[:middle], urns[middle:])
    return [record for half in halves for record in _of_posts(api, account, name, half)]


def _elements(api: Api, path: str) -> Iterator[Raw]:
    for page in asked(api, path):
        yield from page.records


def urn_of(account: str) -> str:
    """The page's URN as it stands in a query."""
    return urn("organization", account)


def _ms(day: date) -> int:
    return (day - EPOCH).days * 86_400_000
