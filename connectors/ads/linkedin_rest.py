"""Rest.li, as LinkedIn speaks it: its signs ( ) : , travel as they are, only a URN is encoded.

A report comes whole. Queries are written here, since an HTTP library would encode the signs.
"""

from collections.abc import Iterator
from datetime import date

from connectors.core import (
    AccessDenied,
    Api,
    AskForLess,
    BadReply,
    Cursor,
    OnePage,
    Page,
    Raw,
    Records,
    Window,
    dig_text,
)
from connectors.core.paging import Paging

ANALYTICS = "/rest/adAnalytics"
MOST_ELEMENTS = 15_000
WHOLE = OnePage()


def report(
    api: Api,
    account: str,
    window: Window,
    pivots: tuple[str, ...],
    fields: str,
    each: str = "DAILY",
) -> Records:
    """One whole answer; one at the platform's bound may be cut, so fewer days are asked for."""
    query = (
        f"q=statistics&pivots=List({','.join(pivots)})&timeGranularity=(value:{each})"
        f"&dateRange=(start:{_day(window.start)},end:{_day(window.end)})"
        f"&accounts=List({urn('sponsoredAccount', account)})&fields=pivotValues,dateRange,{fields}"
    )
    found = _tunnelled(api, query)
    elements = sum(len(page.records) for page in found)
    if elements >= MOST_ELEMENTS:
        raise AskForLess(ANALYTICS, f"{MOST_ELEMENTS} elements or more may be cut off")
    if not elements:  # nothing happened, or the role on the account was lost: the list tells
        card(api, account)
    return iter(found)


def card(api: Api, account: str) -> Raw:
    """The account in the list of all that the member has a role on."""
    path = "/rest/adAccounts"
    for page in listed(api, f"{path}?q=search", 500):
        for record in page.records:
            if dig_text(record, "id") == account:
                return record
    step = "Give the member who consented a role on this account"
    raise AccessDenied(path, f"the token does not list {account}", step)


def _tunnelled(api: Api, query: str) -> list[Page]:
    """A query too long for an address goes as the body of a POST that stands for a GET."""
    try:
        return list(asked(api, f"{ANALYTICS}?{query}"))
    except BadReply as error:
        if error.status != 414:
            raise
    override = {
        "X-HTTP-Method-Override": "GET",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    return list(asked(api, ANALYTICS, override, form=query))


def listed(api: Api, path: str, size: int, more: dict[str, str] | None = None) -> Iterator[Page]:
    """A list of objects, page after page by token; `more` are headers it wants besides."""
    paging = Cursor("pageToken", "metadata.nextPageToken")
    return asked(api, f"{path}&pageSize={size}", more, paging=paging)


def asked(
    api: Api,
    path: str,
    more: dict[str, str] | None = None,
    *,
    paging: Paging = WHOLE,
    form: str | None = None,
) -> Iterator[Page]:
    """What a path lists; with a written `form`, asked by POST."""
    sent = headers(api) | (more or {})
    return api.pages(path, paging=paging, records="elements", headers=sent, form=form)


def headers(api: Api) -> dict[str, str]:
    """What every call carries: the version, a month, and the protocol."""
    return {"LinkedIn-Version": api.version, "X-Restli-Protocol-Version": "2.0.0"}


def urn(kind: str, number: str) -> str:
    """LinkedIn's name of one thing, as it stands in a query."""
    return f"urn%3Ali%3A{kind}%3A{number}"


def _day(day: date) -> str:
    return f"(year:{day.year},month:{day.month},day:{day.day})"
