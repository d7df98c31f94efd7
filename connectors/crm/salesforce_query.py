"""Salesforce's SOQL: what may be asked, by which way, and in windows small enough."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from connectors.core import (
    Api,
    AskForLess,
    BadReply,
    OnePage,
    Page,
    Raw,
    Reply,
    Window,
    with_field,
)
from connectors.core.paging import Step
from connectors.crm.salesforce_bulk import by_job
from connectors.crm.salesforce_org import keep_to_share, readable

LONGEST_URL = 14_000  # of 16,384 bytes, which the headers share
BULK_ROWS = 50_000
SMALLEST = timedelta(hours=1)


class TooMany(Exception):
    """More rows than REST is good for; said before the first page is given."""


@dataclass(frozen=True)
class Located(OnePage):
    """`done` alone says whether there is more; then `nextRecordsUrl` says where."""

    most: int = 0
    paths: tuple[str, ...] = ("done", "nextRecordsUrl", "totalSize")
    count: str | None = "totalSize"

    def next(self, step: Step, reply: Reply, records: list[Raw]) -> Step | None:
        if self.most and int(reply.value("totalSize")) > self.most:
            raise TooMany
        if reply.value("done") is not False:
            return None
        if not (following := reply.value("nextRecordsUrl")):
            raise BadReply(reply.where, "the list is not done, but no next address is given")
        return str(following)

    def link(self, reply: Reply) -> str | None:
        following = str(reply.value("nextRecordsUrl") or "")
        return following if "://" in following else None


def changed(
    api: Api, name: str, wanted: Sequence[str], window: Window, stamp: str = "SystemModstamp"
) -> Iterator[Page]:
    """Records of an object stamped in these UTC days, those in the recycle bin too."""
    keep_to_share(api)
    question = f"SELECT {','.join(readable(api, name, wanted))} FROM {name}"
    start, end = window.moments
    if window.days > 1:
        yield from _asked(api, _between(question, stamp, start, end))
    else:
        yield from _narrowed(api, question, stamp, start, end)


def everything(api: Api, name: str, wanted: Sequence[str]) -> Iterator[Page]:
    """All records of a small object."""
    keep_to_share(api)
    fields = readable(api, name, wanted)
    yield from _asked(api, f"SELECT {','.join(fields)} FROM {name}")


def living(api: Api, name: str) -> Iterator[Page]:
    """The ids of an object's records that are not deleted."""
    keep_to_share(api)
    yield from _asked(api, f"SELECT Id FROM {name}", call="query")


def told_as(name: str, pages: Iterator[Page]) -> Iterator[Page]:
    """Records with the object they are of."""
    for page in pages:
        records = [with_field(record, "object", name) for record in page.records]
        yield Page(records, repeats=page.repeats)


def _narrowed(
    api: Api, question: str, stamp: str, start: datetime, end: datetime
) -> Iterator[Page]:
    """One day, by halves when it takes the platform too long, down to an hour."""
    try:
        pages = list(_asked(api, _between(question, stamp, start, end)))
    except AskForLess:
        if end - start <= SMALLEST:
            raise
        middle = start + (end - start) / 2
        yield from _narrowed(api, question, stamp, start, middle)
        yield from _narrowed(api, question, stamp, middle, end)
    else:
        yield from pages


def _between(question: str, stamp: str, start: datetime, end: datetime) -> str:
    low, high = (f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z" for at in (start, end))
    return f"{question} WHERE {stamp} >= {low} AND {stamp} < {high} ORDER BY {stamp}, Id"


def _asked(api: Api, question: str, call: str = "queryAll") -> Iterator[Page]:
    """By REST if the answer is small and the question short, else by a Bulk job."""
    most = int(api.options.get("bulk_rows") or BULK_ROWS)
    is_short = len(quote(question)) <= LONGEST_URL
    if is_short:
        try:
            yield from _by_rest(api, question, call, most)
        except TooMany:
            pass
        else:
            return
    try:
        yield from by_job(api, question, call)
    except BadReply as error:
        # Some objects are refused there, before the first row.
        if error.status != 400 or not is_short:
            raise
        yield from _by_rest(api, question, call, 0)


def _by_rest(api: Api, question: str, call: str, most: int) -> Iterator[Page]:
    path = f"/services/data/{api.version}/{call}"
    return api.pages(path, {"q": question}, paging=Located(most=most), records="records")
