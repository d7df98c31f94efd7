"""小红书蒲公英 Pugongying: notes ordered from creators. Quirks: docs/connectors/pugongying.md

- The MAPI of 小红书: verdict in three places, both tokens renewed by a refresh.
- Figures are totals up to `date_key`; only three days of them are kept: read them daily.
- Money is yuan, rates are percent. A client of the vendor's own sends the token as Bearer.
"""

from collections.abc import Mapping
from typing import Any

from connectors.ads.uncoded import number
from connectors.ads.xiaohongshu_ads import three_places
from connectors.core import (
    AccessDenied,
    Api,
    Connector,
    Headers,
    Page,
    PageNumber,
    Records,
    Refreshed,
    Token,
    Window,
    dig_text,
    token_from,
    with_fields,
)

NOTES = PageNumber(
    100, page="page_num", total="data.total_page", echo="data.page_num", count="data.total"
)
BY_PUBLICATION = 2
AT_ONCE = 20  # creators a call; the platform's own bound is not published


def granted(secrets: Mapping[str, str]) -> Refreshed:
    """Both tokens are renewed; the token stands in either header that clients of it use."""

    def fetch(api: Api, last: Token | None) -> Token:
        path = "/api/open/oauth2/refresh_token"
        body: dict[str, Any] = {"app_id": number(secrets["app_id"]), "secret": secrets["secret"]}
        body["refresh_token"] = last.refresh if last else secrets["refresh_token"]
        told = api.post(path, json=body, signed=False).get("data") or {}
        own = "access_token_expires_in"
        return token_from(told, path, api.wall(), own if own in told else "expires_in")

    def place(token: str) -> Headers:
        return Headers({"Access-Token": token, "Authorization": f"Bearer {token}"})

    return Refreshed(place, fetch, (secrets["app_id"], secrets["refresh_token"]), kept=True)


pugongying = Connector(
    name="pugongying",
    urls={"api": "https://adapi.xiaohongshu.com"},
    secrets=("app_id", "secret", "refresh_token"),
    auth=granted,
    verdict=three_places,
    calls_per_second=1,
    burst=4,
    at_once=1,
    api_version="pgy",
    sunset=None,
    probe="notes",
)


@pugongying.feed(max_days=30, repull_days=90)
def notes(api: Api, account: str, window: Window) -> Records:
    """One record per order and note that came out in these days, its creator in `kol`."""
    asked = {
        "user_id": account,
        "date_type": BY_PUBLICATION,
        "start_time": str(window.start),
        "end_time": str(window.end),
    }
    path = f"/api/open/{api.version}/note/post/data"
    for page in api.pages(path, json=asked, paging=NOTES, records="data.datas", may_lack=True):
        names = [dig_text(one, "kol_id") or "" for one in page.records]
        known = _creators(api, account, sorted({*names} - {""}))
        told = [
            with_fields(one, {"kol": known.get(name)})
            for one, name in zip(page.records, names, strict=True)
        ]
        yield Page(told, repeats=page.repeats)


def _creators(api: Api, account: str, names: list[str]) -> dict[str, Any]:
    """What the platform says of these creators; nothing where the grant does not cover it."""
    path, found = f"/api/open/{api.version}/kol/data/detail", {}
    for first in range(0, len(names), AT_ONCE):
        asked = {"user_id": account, "kol_ids": names[first : first + AT_ONCE]}
        try:
            told = api.post(path, json=asked)["data"].get("datas") or []
        except AccessDenied as error:
            if error.is_expired:
                raise
            return {}
        found |= {str(one["kol_id"]): one for one in told}
    return found
