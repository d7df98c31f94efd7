"""Fxiaoke 纷享销客 CRM (open.fxiaoke.com, cgi). Limits and quirks: docs/connectors/fxiaoke.md

- Every call is a POST; the token, the corp and the user we see with travel in the body.
- HTTP 200 whatever happened; the verdict is `errorCode`. Its numbers are not documented, so the
  vendor's own words decide who must act.
- Deep offsets are slow: a long answer is cut by time, and only what changed in one millisecond is
  paged to its end.
- Choices are codes; what they say in words is asked of the objects' descriptions.
"""

from connectors.core import Api, Connector, Records, Window, of_each
from connectors.crm.fxiaoke_access import corp_token, fxiaoke_errors
from connectors.crm.fxiaoke_choices import CHOICES, choices_of
from connectors.crm.fxiaoke_query import OBJECTS, asker_of, changed, listed_ids

fxiaoke = Connector(
    name="fxiaoke",
    urls={"api": "https://open.fxiaoke.com"},
    secrets=("app_id", "app_secret", "permanent_code", "service_mobile"),
    auth=corp_token,
    verdict=fxiaoke_errors,
    calls_per_second=5,
    at_once=2,
    api_version="v2",
    sunset=None,
    probe="leads",
    options=("custom_path", *(f"{name}_object" for name in OBJECTS)),
)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def leads(api: Api, account: str, window: Window) -> Records:
    """One record per lead 线索 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "lead", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def opportunities(api: Api, account: str, window: Window) -> Records:
    """One record per opportunity 商机2.0 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "opportunity", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def accounts(api: Api, account: str, window: Window) -> Records:
    """One record per company 客户 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "account", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def contacts(api: Api, account: str, window: Window) -> Records:
    """One record per contact 联系人 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "contact", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def campaigns(api: Api, account: str, window: Window) -> Records:
    """One record per campaign 市场活动 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "campaign", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def campaign_members(api: Api, account: str, window: Window) -> Records:
    """One record per member of a campaign 活动成员 changed in these UTC days."""
    return changed(api, account, "member", window)


@fxiaoke.feed(cursor=True, max_days=30, repull_days=2)
def orders(api: Api, account: str, window: Window) -> Records:
    """One record per sales order 销售订单 changed in these UTC days, invalidated ones too."""
    return changed(api, account, "order", window)


@fxiaoke.feed()
def choices(api: Api, account: str, window: Window) -> Records:
    """One record per object, field and code: what the code says in the corp's words."""
    asker = asker_of(api, account)
    yield from of_each(CHOICES, lambda name: choices_of(api, asker, name))


@fxiaoke.feed()
def record_ids(api: Api, account: str, window: Window) -> Records:
    """One record per lead, deal, company, member and order that is there: its object and id."""
    names = ("lead", "opportunity", "account", "member", "order")
    asker = asker_of(api, account)
    yield from of_each(names, lambda name: listed_ids(api, asker, name))
