"""Who asks Microsoft Advertising, for which account: sign-in, cards, headers, listings."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

from connectors.ads.microsoft_reports import STEPS
from connectors.core import (
    AccessDenied,
    Api,
    Headers,
    OnePage,
    Page,
    Raw,
    Records,
    Refreshed,
    dig_text,
    refresh_grant,
    with_fields,
)

SEEN_AT_ONCE = 1000
SCOPE = "https://ads.microsoft.com/msads.manage offline_access"


def signed_in(secrets: Mapping[str, str]) -> Refreshed:
    """An hour of access per refresh, and the developer token beside it on every call.

    An app of phones and desktops has no client secret.
    """
    names = [name for name in ("client_id", "client_secret", "refresh_token") if name in secrets]
    grant = {**{name: secrets[name] for name in names}, "scope": SCOPE}
    own = secrets["developer_token"]

    def place(token: str) -> Headers:
        return Headers({"Authorization": f"Bearer {token}", "DeveloperToken": own})

    return replace(
        refresh_grant("/oauth2/v2.0/token", grant, STEPS[105], rotates=True), place=place
    )


def card(api: Api) -> Raw:
    """The account's card among those of the user the token belongs to."""
    base = f"/CustomerManagement/{api.version}"
    user = api.post(f"{base}/User/Query", json={"UserId": None}, url="customers")["User"]["Id"]
    path = f"{base}/Accounts/Search"
    mine = [{"Field": "UserId", "Operator": "Equals", "Value": str(user)}]
    for number in count():
        wanted = {"Predicates": mine, "PageInfo": {"Index": number, "Size": SEEN_AT_ONCE}}
        asked: dict[str, Any] = {"records": "Accounts", "json": wanted, "url": "customers"}
        [page] = api.pages(path, paging=OnePage(), **asked)
        for record in page.records:
            if dig_text(record, "Id") == api.account:
                return record
        if len(page.records) < SEEN_AT_ONCE:
            break
    raise AccessDenied(path, f"the user does not see account {api.account}", STEPS[106])


def named(api: Api, of: Raw) -> dict[str, str]:
    """Who is meant, as every call but those of the card says it."""
    customer = dig_text(of, "ParentCustomerId") or ""
    return {"CustomerId": customer, "CustomerAccountId": api.account}


def listed(
    api: Api, call: str, name: str, headers: Mapping[str, str], asked: Mapping[str, object]
) -> Iterator[Page]:
    """One of the listings of objects; one without any may lack its list."""
    path = f"/CampaignManagement/{api.version}/{call}"
    return api.pages(
        path, paging=OnePage(), records=name, json=asked, headers=headers, may_lack=True
    )


def below(
    api: Api,
    parents: Records,
    call: str,
    key: str,
    headers: Mapping[str, str],
    asked: Mapping[str, object] | None = None,
) -> Iterator[Page]:
    """What stands below each parent, with the parent's number and its `CampaignId` in it."""
    name = call.partition("/")[0]
    for page in parents:
        for parent in page.records:
            number = dig_text(parent, "Id") or ""
            campaign = dig_text(parent, "CampaignId") or number
            wanted = {key: int(number), **(asked or {})}
            for found in listed(api, call, name, headers, wanted):
                place = {key: number, "CampaignId": campaign}
                yield Page([with_fields(one, place) for one in found.records])
