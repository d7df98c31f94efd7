"""Xiaoshouyi 销售易 (Neocrm, XOQL v2.0). Limits and quirks: docs/connectors/xiaoshouyi.md

- The password grant; the token reply may name the tenant's own host, which is then used.
- HTTP 200 with `code` "200" or 200; `records` may be missing when there are none.
- Every list is scrolled by `queryLocator`. What was deleted vanishes: ids are compared each run.
"""

from connectors.core import Api, Connector, Records, Window, of_each
from connectors.crm.xiaoshouyi_access import logged_in, xiaoshouyi_errors
from connectors.crm.xiaoshouyi_query import FIELDS, changed, everything, listed_ids

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
        *("token_path", "redirect_uri", "bare_token"),
        *(f"{name}_{what}" for name in FIELDS for what in ("fields", "object")),
    ),
)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def leads(api: Api, account: str, window: Window) -> Records:
    """One record per lead 销售线索 changed in these UTC days."""
    return changed(api, "lead", window)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def opportunities(api: Api, account: str, window: Window) -> Records:
    """One record per opportunity 销售机会 changed in these UTC days."""
    return changed(api, "opportunity", window)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def accounts(api: Api, account: str, window: Window) -> Records:
    """One record per company 客户 changed in these UTC days."""
    return changed(api, "account", window)


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact 联系人 changed in these UTC days."""
    return changed(api, "contact", window)


@xiaoshouyi.feed()
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign 市场活动 there is."""
    return everything(api, "campaign")


@xiaoshouyi.feed()
def campaign_members(api: Api, account: str, window: Window) -> Records:
    """One record per member of a campaign there is."""
    return everything(api, "member")


@xiaoshouyi.feed(cursor=True, max_days=30, repull_days=2)
def activities(api: Api, account: str, window: Window) -> Records:
    """One record per activity record 活动记录 changed in these UTC days."""
    return changed(api, "activity", window)


@xiaoshouyi.feed()
def users(api: Api, account: str, window: Window) -> Records:
    """One record per user, by id and department."""
    return everything(api, "user")


@xiaoshouyi.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per lead, opportunity, company and activity that is there: its object and id."""
    names = ("lead", "opportunity", "account", "activity")
    return of_each(names, lambda name: listed_ids(api, name))
