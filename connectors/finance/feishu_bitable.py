"""飞书多维表格 (Bitable): a table of tasks. Limits and quirks: docs/connectors/feishu_bitable.md

- An account is a table: `<app token>.<table id>`.
- Columns are known by the headings of the exported file; a renamed one that is needed stops the
  pull and says so.
- An app without rights on the table is told "success" and nothing: an empty table is an error.
"""

from collections.abc import Iterator, Mapping
from urllib.parse import quote

import msgspec
from msgspec import Raw

from connectors.core import (
    AccessDenied,
    Api,
    BadReply,
    Connector,
    Cursor,
    Page,
    PullError,
    Refreshed,
    Reply,
    Token,
    TryAgain,
    Window,
    bearer,
    decoder,
    route,
    said,
    seconds,
    verdict,
)
from connectors.finance.bitable_cells import plain_record
from connectors.finance.project_tasks import FEISHU

GRANT = "/auth/v3/tenant_access_token/internal"
SIZE = 500
INVITE = (
    "Add the app to the table as a collaborator (… → 更多 → 添加文档应用), with all rows visible"
)


class Field(msgspec.Struct):
    field_name: str = ""


class Found(msgspec.Struct):
    items: list[Raw] = []
    has_more: bool = False
    page_token: str = ""
    total: int = 0


class Reading(msgspec.Struct):
    data: Found


COLUMNS = Cursor("page_token", "data.page_token", size_param="page_size", size=100,
                 more="data.has_more", count="data.total")  # fmt: skip


@verdict("code", "msg")
def bitable_errors(reply: Reply) -> PullError | None:
    """By the code in the body; the platform's header says how long too many calls must wait."""
    code, told = reply.value("code"), reply.value("msg")
    if code == 0:
        return None
    if code == 99991400 or reply.status == 429:
        wait = seconds(reply.headers.get("x-ogw-ratelimit-reset") or "", reply.now)
        return TryAgain(reply.where, said(code, told), retry_after=wait)
    if reply.where == GRANT and code is not None:
        step = "Copy App ID and App Secret again from 开发者后台 → 凭证与基础信息"
        return AccessDenied(reply.where, said(code, told), step)
    return route(
        reply,
        code,
        told,
        again={1254607},
        expired={99991661, 99991663},
        denied={1254302, 1254040},
        steps={1254302: INVITE, 1254040: "Compare the app token with the table's address"},
    )


def tenant_token(secrets: Mapping[str, str]) -> Refreshed:
    """One token per app, good for about two hours."""

    def fetch(api: Api, _last: Token | None) -> Token:
        body = {"app_id": secrets["app_id"], "app_secret": secrets["app_secret"]}
        told = api.post(GRANT, json=body, signed=False)
        return Token(told["tenant_access_token"], api.wall() + float(told["expire"]))

    return Refreshed(bearer, fetch, (secrets["app_id"], secrets["app_secret"]), kept=True)


feishu_bitable = Connector(
    name="feishu_bitable",
    urls={"api": "https://open.feishu.cn/open-apis"},
    secrets=("app_id", "app_secret"),
    auth=tenant_token,
    verdict=bitable_errors,
    calls_per_second=15,
    api_version="bitable/v1",
    sunset=None,
    probe="tasks",
)


@feishu_bitable.feed(keeps=0.8)
def tasks(api: Api, account: str, window: Window) -> Iterator[Page]:
    """One record per row of the table: its cells as text, under our names of the columns."""
    app, _, table = account.partition(".")
    path = f"/bitable/v1/apps/{app}/tables/{table}"
    columns = _columns(api, path)
    came = 0
    for found in _rows(api, path, list(columns)):
        came += len(found.items)
        if not came:
            raise AccessDenied(path, "the table is empty, or hides its rows from the app", INVITE)
        yield Page([plain_record(row, columns) for row in found.items])
        if not found.has_more and came < found.total:
            what = f"{came} rows came, the table counts {found.total}"
            raise TryAgain(path, what, restart=True)


def _columns(api: Api, path: str) -> dict[str, str]:
    """The table's own name of a column → ours; those that are needed must be there."""
    told = api.pages(f"{path}/fields", {}, paging=COLUMNS, records="data.items")
    names = [decoder(Field).decode(one).field_name for page in told for one in page.records]
    known = {name: FEISHU.column("", _label(name)) for name in names}
    lacking = sorted(set(FEISHU.required) - set(known.values()))
    if lacking:
        wanted = ", ".join("/".join(FEISHU.fields[one]) for one in lacking)
        what = f"no column is called {wanted}; there are {', '.join(names)}"
        raise BadReply(f"{path}/fields", what, "Give the column its old name back")
    return {name: field for name, field in known.items() if field}


def _rows(api: Api, path: str, names: list[str]) -> Iterator[Found]:
    body = {"field_names": names, "automatic_fields": True}
    asked, seen = "", {""}
    while True:
        link = f"{path}/records/search?page_size={SIZE}" + (asked and f"&page_token={quote(asked)}")
        found = api.post(link, json=body, reads=Reading).data
        yield found
        if not found.has_more:
            return
        asked = found.page_token
        if asked in seen:
            raise BadReply(f"{path}/records/search", "the pages go round in a loop")
        seen.add(asked)


def _label(name: str) -> str:
    return name.strip().lower().replace("（", "(").replace("）", ")")
