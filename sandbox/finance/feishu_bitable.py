"""飞书多维表格, as its contract tells it: one table of tasks.

- A tenant token for about two hours; `code` 0 means success.
- Cells come as their columns want: runs of text, options, people, milliseconds, wrapped look-ups;
  empty ones are left out. Links to other tables are ids only.
- An app that is no collaborator of the table sees it empty.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.finance.project_tasks import KINDS, ON_TABLE, STATES, on_board, people
from sandbox.secrets import SECRETS
from sandbox.telling import by, cursor, played, position, records
from sandbox.tokens import AccessTokens, bearer

Row = dict[str, Any]
MOST = 500
COLUMNS = ("任务名称", "状态", "标签", "部门", "负责人", "开始日期", "截止日期", "完成日期", "进度",
           "权重", "已完成", "关联项目", "项目编号")  # fmt: skip
FIELDS = (*(f"备用列{n}" for n in range(1, 96)), *COLUMNS)  # people keep many columns
MOST_FIELDS = 100
WORDS = {"busy_in_body": lambda: refuse(99991400, "request trigger frequency limit", 429)}


def refuse(code: int, msg: str, status: int = 200) -> Reply:
    return Reply(status, {"code": code, "msg": msg})


class Bitable:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        listed = world.accounts.filter(world.accounts["connector"] == "feishu_bitable")
        self.tables = set(listed["account_id"])
        self.rows = [r for r in records(world.tasks) if r["project_id"] == ON_TABLE and r["task"]]
        self.teams = by(world.teams, "team_id")
        self.tokens = AccessTokens("t-sandbox-")

    def token(self, request: Request) -> Reply:
        asked = request.json() or {}
        for name, code in (("APP_ID", 10003), ("APP_SECRET", 10014)):
            if asked.get(name.lower()) != SECRETS[f"FEISHU_BITABLE_{name}"]:
                return refuse(code, "invalid param")
        told = {"code": 0, "msg": "ok", "expire": 7140}
        return Reply(200, told | {"tenant_access_token": self.tokens.issue()})

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if bearer(request) not in self.tokens.live:
                return refuse(99991663, "Invalid access token for authorization", 400)
            parts = request.path.split("/")
            if f"{parts[4]}.{parts[6]}" not in self.tables:
                return refuse(1254040, "BaseTokenNotFound")
            return played(request, WORDS) or handler(request)

        return check

    def fields(self, request: Request) -> Reply:
        size = min(int(request.params.get("page_size", "20")), MOST_FIELDS)
        start = position(request.params.get("page_token"))
        if start is None:
            return refuse(1254000, "WrongRequestJson")
        every = [{"field_id": f"fld{n:04}", "field_name": name} for n, name in enumerate(FIELDS)]
        items, more = every[start : start + size], start + size < len(every)
        way: Row = {"has_more": more, "page_token": cursor(start + size) if more else ""}
        data = way | {"total": len(every), "items": items}
        return Reply(200, {"code": 0, "msg": "success", "data": data})

    def search(self, request: Request) -> Reply:
        size = int(request.params.get("page_size", "20"))
        start = position(request.params.get("page_token"))
        if start is None or size > MOST:
            return refuse(1254000, "WrongRequestJson")
        day = request.today - timedelta(days=1)
        asked = (request.json() or {}).get("field_names") or list(COLUMNS)
        rows = [on_board(row, day) for row in self.rows if row["start"] <= day]
        shown = [self.record(row, asked) for row in rows[start : start + size]]
        more = start + size < len(rows)
        data = {"has_more": more, "page_token": cursor(start + size) if more else ""}
        return Reply(
            200, {"code": 0, "msg": "success", "data": data | {"total": len(rows), "items": shown}}
        )

    def record(self, row: Row, asked: list[str]) -> Row:
        cells: Row = {
            "任务名称": [
                {"text": row["task"][:2], "type": "text"},
                {"text": row["task"][2:], "type": "text"},
            ],
            "状态": STATES[row["status"]],
            "标签": [KINDS[row["kind"]]],
            "部门": self.teams[row["team_id"]]["name_zh"],
            "负责人": [
                {"id": f"ou_{n}f", "name": name, "en_name": "x"}
                for n, name in enumerate(people(row))
            ],
            "开始日期": ticks(row["start"]),
            "截止日期": ticks(row["due"]),
            "完成日期": ticks(row["done"]),
            "进度": 1 if row["status"] == "done" else 0.4,
            "权重": None if row["weight"] is None else float(row["weight"]),
            "已完成": row["status"] == "done",
            "关联项目": {"link_record_ids": [f"rec{row['project_id'][-2:]}"]},
            "项目编号": {"type": 1, "value": [{"text": row["project_id"], "type": "text"}]},
        }
        shown = {name: cells[name] for name in asked if cells.get(name) is not None}
        times = {"created_time": ticks(row["start"]), "last_modified_time": ticks(row["start"])}
        return {"record_id": f"rec{row['task_id']}", **times, "fields": shown}

    def routes(self) -> list[Route]:
        """Every call the contract names."""
        table = "/bitable/v1/apps/[^/]+/tables/[^/]+"
        return [
            Route("POST", "api", "/auth/v3/tenant_access_token/internal", self.token),
            Route(
                "GET",
                "api",
                f"{table}/fields",
                self.guarded(self.fields),
                Shape("data.items", "data.page_token"),
            ),
            Route(
                "POST",
                "api",
                f"{table}/records/search",
                self.guarded(self.search),
                Shape("data.items", "data.page_token"),
            ),
        ]


def routes(world: Any) -> list[Route]:
    return Bitable(world).routes()


def ticks(day: date | None) -> int | None:
    """Midnight in Shanghai in milliseconds."""
    if day is None:
        return None
    midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo("Asia/Shanghai"))
    return int(midnight.timestamp() * 1000)
