"""Xiaoshouyi 销售易 (Neocrm), as its contract tells it.

- The password grant at either host; the reply names the tenant's own host. The token is taken with
  `Bearer` in front and without.
- XOQL goes out as a form. `code` is the text "200" in one call and the number in the other;
  `records` is missing when there are none. Values are texts, times epoch milliseconds.
- A scroll goes on while `queryLocator` is not empty. What was deleted is not found any more.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sandbox.crm.desks import Desk
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.telling import Prepared, closing, cursor, moment, plain, played, position
from sandbox.tokens import AccessTokens, form

ASKED = re.compile(
    r"select (?P<what>.+?) from (?P<kind>\w+)(?: where (?P<where>.+?))?"
    r"(?: order by (?P<order>\w+))?(?: limit (?P<start>\d+),(?P<count>\d+))?\s*"
)
CONDITION = re.compile(r"(\w+) ?(>=|<=|<|>|=) ?'?([^'\s]+)'?")
SCROLL = 40
RECORD_TYPE = "2904963900100001"  # the one type of opportunities there is
OWNER, ACTIVITY = 3_628_254_003_530_000_000, 4_128_254_003_531_750_000
CHANCES = {"901": "10", "902": "40", "903": "70", "904": "100", "905": "0"}
COMPARE: dict[str, Callable[[int, int], bool]] = {
    ">=": lambda value, edge: value >= edge,
    "<=": lambda value, edge: value <= edge,
    ">": lambda value, edge: value > edge,
    "<": lambda value, edge: value < edge,
    "=": lambda value, edge: value == edge,
}
Row = dict[str, Any]


class Wrong(Exception):
    """A question that cannot be answered, in the platform's words."""


def refuse(code: str, message: str, status: int = 200) -> Reply:
    return Reply(status, {"code": code, "msg": message, "ext": [], "data": None})


WORDS = {
    "busy_in_body": lambda: refuse("1020001", "接口访问频率超过限制"),
    "daily_quota": lambda: refuse("1020009", "当日接口调用次数已用完"),
}


class Xiaoshouyi:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.desk = Desk(world, "xiaoshouyi")
        self.tokens = AccessTokens("sandbox-neocrm-")
        self.prepared = Prepared(keep=32)

    def token(self, request: Request) -> Reply:
        asked = form(request)
        if asked.get("grant_type") != "password" or not asked.get("redirect_uri"):
            return Reply(400, {"error_code": "20000102", "message": "unsupported grant type"})
        for name in ("client_id", "client_secret", "username", "password"):
            if asked.get(name) != SECRETS[f"XIAOSHOUYI_{name.upper()}"]:
                return Reply(400, {"error_code": "20000105", "message": f"invalid {name}"})
        host = f"{request.base.rpartition('/')[0]}/pod"
        body = {"access_token": self.tokens.issue(), "token_type": "Bearer", "expires_in": 7200}
        return Reply(200, body | {"instance_uri": host, "tenant_id": "2904963900000017"})

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
            if token not in self.tokens.live:
                return Reply(401, {"code": "401", "msg": "access_token invalid"})
            try:
                return played(request, WORDS) or handler(request)
            except Wrong as wrong:
                return refuse("1010003", str(wrong))

        return check

    def query(self, request: Request) -> Reply:
        asked = self.asked(request)
        rows = self.found(asked, request.today)
        start, count = int(asked["start"] or 0), int(asked["count"] or 100)
        page = rows[start : start + count]
        data = {"totalSize": len(rows), "count": len(page)}
        if page:
            data["records"] = page
        return Reply(200, {"code": "200", "msg": "OK", "ext": [], "data": data})

    def scroll(self, request: Request) -> Reply:
        asked = form(request)
        start = position(asked.get("queryLocator"))
        size = min(int(asked.get("batchCount") or 0), SCROLL)
        if start is None or size < 1:
            raise Wrong("queryLocator or batchCount is invalid")
        rows = self.found(self.asked(request), request.today)
        page = rows[start : start + size]
        data: Row = {"totalSize": len(rows), "count": len(page)}
        if page:
            data["records"] = page
        more = cursor(start + size) if start + size < len(rows) else ""
        body = {"code": 200, "msg": "OK", "ext": [], "data": data}
        return Reply(200, body | {"queryLocator": more})

    def asked(self, request: Request) -> re.Match[str]:
        asked = ASKED.fullmatch(form(request).get("xoql", ""))
        if asked is None:
            raise Wrong("XOQL 语法错误")
        return asked

    def found(self, asked: re.Match[str], today: date) -> list[Row]:
        """Rows with the fields asked for."""
        return self.prepared.get((asked[0], today), lambda: self._found(asked, today))

    def _found(self, asked: re.Match[str], today: date) -> list[Row]:
        names = [name.strip() for name in asked["what"].split(",")]
        tell = TOLD.get(asked["kind"])
        if tell is None:
            raise Wrong(f"对象 {asked['kind']} 不存在")
        rows = tell(self.desk, today)
        conditions = [c for c in (asked["where"] or "").split(" and ") if c]
        for text in conditions:
            told = CONDITION.fullmatch(text.strip())
            if told is None:
                raise Wrong(f"XOQL 语法错误: {text}")
            name, sign, edge = told.groups()
            rows = [row for row in rows if COMPARE[sign](int(row[name]), int(edge))]
        if order := asked["order"]:
            rows = sorted(rows, key=lambda row: int(row[order]))
        if rows and (unknown := [name for name in names if name not in rows[0]]):
            raise Wrong(f"字段 {unknown[0]} 不存在")
        return [{name: row[name] for name in names} for row in rows]

    def routes(self) -> list[Route]:
        """Every call the contract names that the story can answer."""
        page, at = Shape("data.records", "queryLocator"), "/rest/data/v2.0/query"
        found = [
            Route("POST", "login", "/auc/oauth2/token", self.token),
            Route("POST", "login", "/oauth2/token", self.token),
        ]
        for host in ("api", "pod"):
            found.append(Route("POST", host, f"{at}/xoql", self.guarded(self.query)))
            found.append(Route("POST", host, f"{at}/xoqlScroll", self.guarded(self.scroll), page))
        return found


def routes(world: Any) -> list[Route]:
    return Xiaoshouyi(world).routes()


def ms(value: datetime | None) -> str | None:
    at = moment(value)
    return str(round(at.timestamp() * 1000)) if at else None


def shared(row: Row) -> Row:
    who = row.get("owner") or "数据服务 0"
    owner = str(OWNER + int(who.rpartition(" ")[2]))
    told = {"ownerId": owner, "dimDepart": "华南渠道部"}
    return told | {"createdAt": ms(row["created_at"]), "updatedAt": ms(row["updated_at"])}


def lead(row: Row) -> Row:
    return shared(row) | {
        "id": row["lead_id"],
        "mobile": row["phone"],
        "email": row["email"],
        "status": row["status"],
        "opportunityId": row["deal_id"] if row["became_sql_at"] else None,
        "mqlAt__c": ms(row["became_mql_at"]),
        "handedOverAt__c": ms(row["handed_over_at"]),
        "acceptedAt__c": ms(row["accepted_at"]),
        "firstFollowupAt__c": ms(row["first_followup_at"]),
        "sqlAt__c": ms(row["became_sql_at"]),
        "externalUserid__c": row["external_userid"],
    }


def opportunity(row: Row) -> Row:
    day = moment(row["closed_at"] or row["updated_at"], "Asia/Shanghai")
    assert day is not None
    return shared(row) | {
        "entityType": RECORD_TYPE,
        "dimDepart": None,  # nobody filled it in: the owner's counts
        "id": row["deal_id"],
        "opportunityName": row["deal_name"],
        "accountId": row["company_id"],
        "campaignId": row["campaign_id"],
        "money": plain(row["amount"], 2),
        "saleStageId": row["stage"],
        "status": ("2" if row["is_won"] else "3") if row["is_closed"] else "1",
        "winRate": CHANCES[row["stage"]],
        "closeDate": ms(closing(day.date())),
        "closedAt__c": ms(row["closed_at"]),
    }


def company(row: Row) -> Row:
    told = {"id": row["company_id"], "accountName": row["company_name"]}
    return shared(row) | told | {"industryId": [row["industry"]]}


def contact(row: Row) -> Row:
    """Made when the lead was turned into a deal."""
    return shared(row | {"created_at": row["became_sql_at"]}) | {
        "id": str(int(row["lead_id"]) + 10**17),
        "mobile": row["phone"],
        "email": row["email"],
        "accountId": row["company_id"],
        "externalUserid__c": row["external_userid"],
    }


def campaign(row: Row) -> Row:
    return shared(row) | {
        "id": row["campaign_id"],
        "name": row["campaign_name"],
        "type": row["kind"],
        "status": "1",
        "startDate": ms(closing(row["start_date"])),
        "endDate": ms(closing(row["end_date"])),
    }


def member(row: Row) -> Row:
    told = {"id": row["member_id"], "campaignId": row["campaign_id"], "leadId": row["lead_id"]}
    return shared(row) | told | {"contactId": None, "status": row["status"]}


def activity(row: Row) -> Row:
    told = {"id": str(ACTIVITY + row["number"]), "itemId": row["lead_id"]}
    return (
        shared(row)
        | told
        | {"type": "1" if row["is_call"] else "2", "startTime": ms(row["done_at"])}
    )


def users() -> list[Row]:
    built = datetime(2024, 1, 2, 3, 4, 5)  # noqa: DTZ001  (a world's moment says UTC unsaid)
    return [
        shared({"owner": f"华南 {n}", "created_at": built, "updated_at": built})
        | {"id": str(OWNER + n), "name": f"销售{n}"}
        for n in range(6)
    ]


def alive(rows: list[Row]) -> list[Row]:
    return [row for row in rows if not row["is_deleted"]]


TOLD: dict[str, Callable[[Desk, date], list[Row]]] = {
    "lead": lambda desk, today: [lead(row) for row in alive(desk.leads_at(today))],
    "opportunity": lambda desk, today: [opportunity(r) for r in alive(desk.deals_at(today))],
    "contact": lambda desk, today: [
        contact(row) for row in alive(desk.leads_at(today)) if row["became_sql_at"]
    ],
    "account": lambda desk, today: [company(r) for r in alive(desk.there("companies", today))],
    "campaign": lambda desk, today: [campaign(r) for r in alive(desk.there("campaigns", today))],
    "activityRecord": lambda desk, day: [activity(r) for r in alive(desk.there("activities", day))],
    "user": lambda desk, day: users(),
    "campaignMember": lambda desk, day: [member(r) for r in alive(desk.there("members", day))],
}
