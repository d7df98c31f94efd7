"""Fxiaoke 纷享销客, as its contract tells it.

- Everything is a POST of JSON with the corp, its token and a user in the body; HTTP is 200 always
  and `errorCode` 0 means success.
- Times are epoch milliseconds, pure dates midnight in China, money is text. A lookup is a list of
  one id, with `__l` the objects and `__r` the name beside it; choices are codes.
- What was invalidated is still found, with `life_status` invalid.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from sandbox.crm.desks import Desk
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.story.customers import INDUSTRIES
from sandbox.telling import Prepared, closing, moment, plain, played
from sandbox.tokens import AccessTokens

CORP = "FSCID_A1B2C3D4"
USER = "FSUID_9F00C1"
MOST = 100
STAGES = {"1": "验证客户", "2": "方案报价", "3": "谈判审核", "4": "赢单", "5": "输单"}
# What the codes of choices say, as the descriptions of the objects tell it.
LABELS: dict[str, dict[str, dict[str, str]]] = {
    "LeadsObj": {"source": {"6": "官网"}},
    "NewOpportunityObj": {"sales_stage": STAGES},
    "AccountObj": {"industry_level1": {str(n): name for n, name in enumerate(INDUSTRIES)}},
    "CampaignMembersObj": {"campaign_members_status": {"attended": "已参加", "invited": "已邀请"}},
    "SalesOrderObj": {"order_status": {"7": "已确认", "99": "已作废"}},
}
CODES = {name: code for code, name in LABELS["AccountObj"]["industry_level1"].items()}
CHANCES = {"1": "20", "2": "50", "3": "80", "4": "100", "5": "0"}
COMPARE: dict[str, Callable[[Any, list[str]], bool]] = {
    "EQ": lambda value, edges: str(value) == edges[0],
    "N": lambda value, edges: str(value) != edges[0],
    "IN": lambda value, edges: str(value) in edges,
    "NIN": lambda value, edges: str(value) not in edges,
    "GT": lambda value, edges: value > int(edges[0]),
    "GTE": lambda value, edges: value >= int(edges[0]),
    "LT": lambda value, edges: value < int(edges[0]),
    "LTE": lambda value, edges: value <= int(edges[0]),
    "BETWEEN": lambda value, edges: int(edges[0]) <= value <= int(edges[1]),
}
Row = dict[str, Any]


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200."""
    body = {"traceId": "E-O.demo.1453-f9155", "errorCode": code, "errorMessage": message}
    return Reply(200, body)


def fine(**more: Any) -> Reply:
    return Reply(
        200, {"traceId": "E-O.demo.1453-f9156", "errorCode": 0, "errorMessage": "OK", **more}
    )


WORDS = {
    "busy_in_body": lambda: refuse(20018, "调用频率超过限制，请稍后再试"),
}


class Fxiaoke:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.desk = Desk(world, "fxiaoke")
        self.tokens = AccessTokens("sandbox-fxiaoke-")
        self.prepared = Prepared(keep=32)

    def token(self, request: Request) -> Reply:
        asked = request.json() or {}
        for name in ("appId", "appSecret", "permanentCode"):
            key = {"appId": "APP_ID", "appSecret": "APP_SECRET"}.get(name, "PERMANENT_CODE")
            if asked.get(name) != SECRETS[f"FXIAOKE_{key}"]:
                return refuse(10001, f"parameter {name} is invalid")
        alive = next(iter(self.tokens.live), None) or self.tokens.issue()
        return fine(corpAccessToken=alive, corpId=CORP, expiresIn=7200)

    def guarded(self, handler: Callable[[Request, Row], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            asked = request.json() or {}
            token = str(asked.get("corpAccessToken"))
            if token not in self.tokens.live:
                for one in list(self.tokens.live) if token.endswith("-expired") else ():
                    self.tokens.kill(one)
                return refuse(20016, "corpAccessToken is invalid or expired")
            if asked.get("corpId") != CORP:
                return refuse(10001, "parameter corpId is invalid")
            return played(request, WORDS) or handler(request, asked)

        return check

    def by_mobile(self, request: Request, asked: Row) -> Reply:
        known = asked.get("mobile") == SECRETS["FXIAOKE_SERVICE_MOBILE"]
        found = [{"openUserId": USER, "name": "数据服务", "account": "data"}] if known else []
        return fine(empList=found)

    def query(self, request: Request, asked: Row) -> Reply:
        if asked.get("currentOpenUserId") != USER:
            return refuse(20005, "当前用户没有权限")
        data = asked.get("data") or {}
        name, info = data.get("dataObjectApiName"), data.get("search_query_info") or {}
        offset, limit = info.get("offset", 0), info.get("limit", 20)
        if name not in TOLD:
            return refuse(20005, f"没有对象 {name} 的权限")
        if not 1 <= limit <= MOST or offset < 0:
            return refuse(10003, "limit must be between 1 and 100")
        told = self.told(name, request)
        key = (name, request.today, repr(info.get("filters")), repr(info.get("orders")))
        found = self.prepared.get(key, lambda: found_by(told, info))
        page = found[offset : offset + limit]
        return fine(data={"total": len(found), "offset": offset, "limit": limit, "dataList": page})

    def single(self, request: Request, asked: Row) -> Reply:
        data = asked.get("data") or {}
        name = str(data.get("dataObjectApiName"))
        for row in self.told(name, request) if name in TOLD else ():
            if row["_id"] == data.get("objectDataId"):
                return fine(data=row)
        return refuse(10004, "data not found")

    def describe(self, request: Request, asked: Row) -> Reply:
        name = str((asked.get("data") or {}).get("apiName"))
        if name not in TOLD or asked.get("currentOpenUserId") != USER:
            return refuse(20005, f"没有对象 {name} 的权限")
        fields: Row = {"name": {"api_name": "name", "type": "text", "label": "名称"}}
        fields |= {
            field: {"api_name": field, "type": "select_one"}
            | {"options": [{"value": code, "label": label} for code, label in told.items()]}
            for field, told in LABELS.get(name, {}).items()
        }
        return fine(data={"describe": {"api_name": name, "fields": fields}})

    def told(self, name: str, request: Request) -> list[Row]:
        today = request.today
        return self.prepared.get((name, today), lambda: TOLD[name](self.desk, today))

    def routes(self) -> list[Route]:
        """Every call the contract names that the story can answer."""
        page = Shape("data.dataList")
        return [
            Route("POST", "api", "/cgi/corpAccessToken/get/V2", self.token),
            Route("POST", "api", "/cgi/user/getByMobile", self.guarded(self.by_mobile), page),
            Route("POST", "api", "/cgi/crm/v2/data/query", self.guarded(self.query), page),
            Route("POST", "api", "/cgi/crm/v2/object/describe", self.guarded(self.describe)),
            Route("POST", "api", "/cgi/crm/v2/data/get", self.guarded(self.single)),
        ]


def routes(world: Any) -> list[Route]:
    return Fxiaoke(world).routes()


def found_by(rows: list[Row], info: Row) -> list[Row]:
    for one in info.get("filters") or []:
        fits, name, edges = COMPARE[one["operator"]], one["field_name"], one["field_values"]
        rows = [row for row in rows if fits(row[name], edges)]
    for order in reversed(info.get("orders") or []):
        name, up = order["fieldName"], str(order.get("isAsc")) == "true"
        rows = sorted(rows, key=lambda row, by=name: row[by], reverse=not up)
    return rows


def ms(value: datetime | None) -> int | None:
    at = moment(value)
    return round(at.timestamp() * 1000) if at else None


def envelope(kind: str, row: Row) -> Row:
    who = row.get("owner") or "数据服务 0"
    person = str(1450 + int(who.rpartition(" ")[2]))
    return {
        "object_describe_api_name": kind,
        "owner": [person],
        "owner__l": [{"id": person, "name": who, "dept": "1000"}],
        "owner_department": "华东渠道部",
        "life_status": "invalid" if row["is_deleted"] else "normal",
        "is_deleted": False,
        "created_by": [person],
        "create_time": ms(row["created_at"]),
        "last_modified_time": ms(row["updated_at"]),
        "version": "7",
    }


def lead(row: Row) -> Row:
    told = {
        "_id": row["lead_id"],
        "name": row["name"],
        "company": f"{row['name']}商贸",
        "mobile": row["phone"],
        "email": row["email"],
        "biz_status": row["status"],
        "source": "6",
        "mql_at__c": ms(row["became_mql_at"]),
        "handed_over_at__c": ms(row["handed_over_at"]),
        "accepted_at__c": ms(row["accepted_at"]),
        "first_followup_at__c": ms(row["first_followup_at"]),
        "sql_at__c": ms(row["became_sql_at"]),
        "external_userid__c": row["external_userid"],
    }
    return told | envelope("LeadsObj", row)


def opportunity(row: Row) -> Row:
    closed = row["closed_at"]
    day = moment(closed or row["updated_at"], "Asia/Shanghai")
    assert day is not None
    told = {
        "_id": row["deal_id"],
        "name": row["deal_name"],
        "leads_id": [row["lead_id"]],
        "leads_id__r": "线索",
        "account_id": [row["company_id"]],
        "account_id__r": {"name": "客户"},
        "marketing_event_id": [row["campaign_id"]] if row["campaign_id"] else [],
        "amount": plain(row["amount"], 2),
        "sales_stage": row["stage"],
        "sales_status": ("2" if row["is_won"] else "3") if row["is_closed"] else "1",
        "probability": CHANCES[row["stage"]],
        "close_date": ms(closing(day.date())),
        "closed_at__c": ms(closed),
    }
    return told | envelope("NewOpportunityObj", row)


def company(row: Row) -> Row:
    told = {"_id": row["company_id"], "name": row["company_name"], "account_level": "2"}
    return told | {"industry_level1": CODES[row["industry"]]} | envelope("AccountObj", row)


def contact(row: Row) -> Row:
    """Made when the lead was turned into a deal."""
    made = row["became_sql_at"]
    told = {
        "_id": row["lead_id"].replace("6371", "6471"),
        "name": row["name"],
        "mobile1": row["phone"],
        "email": row["email"],
        "account_id": [row["company_id"]],
        "account_id__r": {"name": "客户"},
        "external_userid__c": row["external_userid"],
    }
    return told | envelope("ContactObj", row | {"created_at": made, "is_deleted": False})


def campaign(row: Row) -> Row:
    told = {
        "_id": row["campaign_id"],
        "name": row["campaign_name"],
        "event_type": row["kind"],
        "biz_status": "in_progress",
        "begin_time": ms(closing(row["start_date"])),
        "end_time": ms(closing(row["end_date"])),
    }
    return told | envelope("MarketingEventObj", row)


def member(row: Row) -> Row:
    told = {
        "_id": row["member_id"],
        "name": "活动成员",
        "marketing_event_id": [row["campaign_id"]],
        "marketing_event_id__r": "市场活动",
        "lead_id": [row["lead_id"]],
        "lead_id__r": "线索",
        "campaign_members_status": row["status"],
    }
    return told | envelope("CampaignMembersObj", row)


def order(row: Row) -> Row:
    day = moment(row["created_at"], "Asia/Shanghai")
    assert day is not None
    told = {
        "_id": row["order_id"],
        "name": row["order_number"],
        "account_id": [row["company_id"]],
        "account_id__r": {"name": "客户"},
        "new_opportunity_id": [row["deal_id"]] if row["deal_id"] else [],
        "order_amount": plain(row["amount"], 2),
        "order_time": ms(closing(day.date())),
        "order_status": "99" if row["is_deleted"] else "7",
    }
    return told | envelope("SalesOrderObj", row)


def contacts(desk: Desk, today: date) -> list[Row]:
    return [contact(row) for row in desk.leads_at(today) if row["became_sql_at"]]


TOLD: dict[str, Callable[[Desk, date], list[Row]]] = {
    "LeadsObj": lambda desk, today: [lead(row) for row in desk.leads_at(today)],
    "NewOpportunityObj": lambda desk, today: [opportunity(row) for row in desk.deals_at(today)],
    "AccountObj": lambda desk, day: [company(row) for row in desk.there("companies", day)],
    "ContactObj": contacts,
    "MarketingEventObj": lambda desk, day: [campaign(row) for row in desk.there("campaigns", day)],
    "SalesOrderObj": lambda desk, day: [order(row) for row in desk.there("orders", day)],
    "CampaignMembersObj": lambda desk, day: [member(row) for row in desk.there("members", day)],
}
