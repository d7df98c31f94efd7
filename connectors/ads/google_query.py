"""GAQL over REST: one POST a query, as the manager where access goes through one.

Core date segments may be filtered on without being selected: the figures are then those of the
whole window.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from connectors.core import (
    Api,
    Headers,
    Records,
    Refreshed,
    Window,
    dig_text,
    google_oauth,
)

DAY = "customer.id, customer.currency_code, campaign.id, segments.date"


def signed_in(secrets: Mapping[str, str]) -> Refreshed:
    """An hour of access per refresh; a developer token goes beside it while somebody has one."""
    own = secrets.get("developer_token")
    grant = {name: value for name, value in secrets.items() if name != "developer_token"}
    refreshed = google_oauth(grant)
    if not own:
        return refreshed
    sent = {"developer-token": own}
    return replace(
        refreshed, place=lambda token: Headers({"Authorization": f"Bearer {token}"} | sent)
    )


def told(api: Api, query: str) -> Records:
    """What one query answers."""
    manager = api.options.get("login_customer_id", "").replace("-", "")
    headers = {"login-customer-id": manager} if manager else None
    path = f"/{api.version}/customers/{api.account.replace('-', '')}/googleAds:searchStream"
    return api.chunks(path, json={"query": query}, records="results", headers=headers)


def listed(api: Api, of: str, *fields: str) -> Records:
    """Every object of one kind, removed ones too; fields of other kinds have a dot in front."""
    names = (name[1:] if name.startswith(".") else f"{of}.{name}" for name in fields)
    return told(api, f"SELECT {', '.join(names)} FROM {of}")


def daily(api: Api, window: Window, of: str, fields: str, only: str = "") -> Records:
    """A resource day by day, with its account, currency and campaign."""
    where = f"{_between(window)} AND {only}" if only else _between(window)
    return told(api, f"SELECT {DAY}, {fields} FROM {of} WHERE {where}")


def whole(api: Api, window: Window, of: str, fields: str) -> Records:
    """A resource over all days of the window at once."""
    return told(api, f"SELECT {fields} FROM {of} WHERE {_between(window)}")


def cost(api: Api, window: Window) -> str:
    """What the account says that all of it cost, in its own currency."""
    pages = whole(api, window, "customer", "metrics.cost_micros")
    micros = (dig_text(record, "metrics.costMicros") for page in pages for record in page.records)
    return str(sum((Decimal(one or 0) for one in micros), Decimal(0)).scaleb(-6))


def _between(window: Window) -> str:
    return f"segments.date BETWEEN '{window.start}' AND '{window.end}'"
