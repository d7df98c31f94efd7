"""Xiaoshouyi 销售易 (Neocrm, XOQL v2.0). Limits and quirks: docs/connectors/xiaoshouyi.md

- The password grant; the token reply may name the tenant's own host, which is then used.
- HTTP 200 with `code` "200" or 200; `records` may be missing when there are none.
- Every list is scrolled by `queryLocator`. What was deleted vanishes: ids are compared each run.
"""

from collections.abc import Iterator

import msgspec

from connectors.core import (
    Api,
    BadReply,
    Connector,
    Page,
    Raw,
    Records,
    TryAgain,
    Window,
    with_field,
)
from connectors.crm.xiaoshouyi_access import logged_in, xiaoshouyi_errors

LEAD = (
    *("id", "mobile", "email", "status", "ownerId", "dimDepart", "opportunityId"),
    *("createdAt", "updatedAt"),
)
OPPORTUNITY = (
    *("id", "opportunityName", "money", "saleStageId", "status", "winRate", "closeDate"),
    *("ownerId", "createdAt", "updatedAt"),
)
BATCH = 2_000

xiaoshouyi = Connector(
    name="xiaoshouyi",
    urls={"api": "https://api.xiaoshouyi.com", "login": "https://login.xiaoshouyi.com"},
    secrets=("client_id", "client_secret", "username", "password"),
    auth=logged_in,
    verdict=xiaoshouyi_errors,
    calls_per_second=5,
    at_once=2,
    api_version="v2.0",
    sunset=None,
    probe="record_ids",
    options=("token_path", "redirect_uri", "bare_token", "lead_fields", "opportunity_fields"),
)


class Found(msgspec.Struct, rename="camel"):
    count: int | None = None
    records: list[Raw] = []


class Scrolled(msgspec.Struct, rename="camel"):
    data: Found = msgspec.field(default_factory=Found)
    query_locator: str | None = ""


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def leads(api: Api, account: str, window: Window) -> Records:
    """One record per lead 销售线索 changed in these UTC days."""
    return _changed(api, "lead", (*LEAD, *_own(api, "lead_fields")), window)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def opportunities(api: Api, account: str, window: Window) -> Records:
    """One record per opportunity 销售机会 changed in these UTC days."""
    return _changed(api, "opportunity", (*OPPORTUNITY, *_own(api, "opportunity_fields")), window)


@xiaoshouyi.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per lead and opportunity that is there: its object and id."""
    for name in ("lead", "opportunity"):
        for page in _scrolled(api, f"select id from {name}"):
            yield Page([with_field(record, "object", name) for record in page.records])


def _own(api: Api, option: str) -> list[str]:
    """Fields of the tenant's own, as `sources.toml` names them."""
    return [name.strip() for name in api.options.get(option, "").split(",") if name.strip()]


def _changed(api: Api, name: str, fields: tuple[str, ...], window: Window) -> Iterator[Page]:
    low, high = window.milliseconds
    where = f"updatedAt >= {low} and updatedAt < {high}"
    question = f"select {','.join(fields)} from {name} where {where} order by updatedAt"
    return _scrolled(api, question)


def _scrolled(api: Api, question: str) -> Iterator[Page]:
    """All records, scroll by scroll, until the locator is empty."""
    path = f"/rest/data/{api.version}/query/xoqlScroll"
    locator, seen = "", set[str]()
    while True:
        form = {"xoql": question, "batchCount": str(BATCH), "queryLocator": locator}
        told = api.post(path, form=form, reads=Scrolled)
        records = told.data.records
        if told.data.count is not None and told.data.count != len(records):
            what = f"{len(records)} records came, the platform counts {told.data.count}"
            raise TryAgain(path, what, restart=True)
        yield Page(records)
        locator = told.query_locator or ""
        if not locator:
            return
        if locator in seen:
            raise BadReply(path, "the scroll goes round in a loop")
        seen.add(locator)
