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

STAMPS = ("createdAt", "updatedAt")
# Fields that every tenant has; others are asked for when `options.<object>_fields` names them.
FIELDS: dict[str, tuple[str, ...]] = {
    "lead": (
        *("id", "mobile", "email", "status", "ownerId", "dimDepart", "opportunityId", *STAMPS),
    ),
    "opportunity": (
        *("id", "opportunityName", "money", "saleStageId", "status", "winRate", "closeDate"),
        *("ownerId", "dimDepart", *STAMPS),
    ),
    "account": ("id", "accountName", "ownerId", *STAMPS),
    "contact": ("id", "mobile", "email", *STAMPS),
    "campaign": ("id", *STAMPS),
    "member": ("id", *STAMPS),
}
# How these are called is not documented: options replace it.
OWN = {
    "campaign": "name,type,status,startDate,endDate",
    "member": "campaignId,leadId,contactId,status",
}
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
    options=(
        *("token_path", "redirect_uri", "bare_token", "member_object"),
        *(f"{name}_fields" for name in FIELDS),
    ),
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
    return _changed(api, "lead", window)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def opportunities(api: Api, account: str, window: Window) -> Records:
    """One record per opportunity 销售机会 changed in these UTC days."""
    return _changed(api, "opportunity", window)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def accounts(api: Api, account: str, window: Window) -> Records:
    """One record per company 客户 changed in these UTC days."""
    return _changed(api, "account", window)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact 联系人 changed in these UTC days."""
    return _changed(api, "contact", window)


@xiaoshouyi.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign 市场活动 there is."""
    return _scrolled(api, f"select {_fields(api, 'campaign')} from campaign")


@xiaoshouyi.feed()
def campaign_members(api: Api, account: str, window: Window) -> Records:
    """One record per member of a campaign there is."""
    name = api.options.get("member_object") or "campaignMember"
    return _scrolled(api, f"select {_fields(api, 'member')} from {name}")


@xiaoshouyi.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per lead, opportunity and company that is there: its object and id."""
    for name in ("lead", "opportunity", "account"):
        for page in _scrolled(api, f"select id from {name}"):
            yield Page([with_field(record, "object", name) for record in page.records])


def _fields(api: Api, name: str) -> str:
    """What is asked of an object, the tenant's own fields as `sources.toml` names them."""
    own = api.options.get(f"{name}_fields", OWN.get(name, ""))
    return ",".join([*FIELDS[name], *(part.strip() for part in own.split(",") if part.strip())])


def _changed(api: Api, name: str, window: Window) -> Iterator[Page]:
    low, high = window.milliseconds
    where = f"updatedAt >= {low} and updatedAt < {high}"
    return _scrolled(
        api, f"select {_fields(api, name)} from {name} where {where} order by updatedAt"
    )


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
