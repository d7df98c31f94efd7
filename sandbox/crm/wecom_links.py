"""WeCom's acquisition links 获客链接: the list, who came by each, its days, and the quota.

The list holds ids only; a link's statistic is one sum over the days asked for.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from sandbox.dialogue import Reply, Request, Shape
from sandbox.story.private import LINKS
from sandbox.telling import cursor, grouped, position, records

AT = "/customer_acquisition"
Row = dict[str, Any]


def fine(**more: Any) -> Reply:
    return Reply(200, {"errcode": 0, "errmsg": "ok", **more})


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200."""
    said = f"{message}, hint: [1763172000_1], more info at https://open.work.weixin.qq.com"
    return Reply(200, {"errcode": code, "errmsg": said})


class Links:
    """The links over one world; `there` tells who stands, `span` which days two times mean."""

    def __init__(
        self,
        world: Any,
        there: Callable[[date], list[Row]],
        span: Callable[[Request, Any, Any], tuple[date, date] | None],
    ) -> None:
        self.days = grouped(records(world.wecom_link_days), "link_id")
        self.there, self.span = there, span

    def listed(self, request: Request) -> Reply:
        asked = request.json() or {}
        start, limit = position(asked.get("cursor")), asked.get("limit", 0)
        if start is None or not 1 <= limit <= 100:
            return refuse(40058, "invalid parameter")
        ids = list(LINKS)
        more = cursor(start + 1) if start + 1 < len(ids) else ""
        return fine(link_id_list=ids[start : start + 1], next_cursor=more)

    def single(self, request: Request) -> Reply:
        wanted = (request.json() or {}).get("link_id")
        if wanted not in LINKS:
            return refuse(40096, "invalid link_id")
        told = {"link_id": wanted, "link_name": LINKS[wanted], "create_time": 1_700_000_000}
        told |= {"url": f"https://work.weixin.qq.com/ca/{wanted}", "skip_verify": True}
        return fine(link=told, range={"user_list": ["zhangsan"], "department_list": [2]})

    def customers(self, request: Request) -> Reply:
        asked = request.json() or {}
        start, limit = position(asked.get("cursor")), asked.get("limit", 0)
        if asked.get("link_id") not in LINKS or start is None or not 1 <= limit <= 1_000:
            return refuse(40058, "invalid parameter")
        found = [row for row in self.there(request.today) if row["link_id"] == asked["link_id"]]
        more = cursor(start + limit) if start + limit < len(found) else ""
        told = [
            {"external_userid": row["external_userid"], "userid": row["userid"], "chat_status": 1}
            | ({"state": row["state"]} if row["state"] else {})
            for row in found[start : start + limit]
        ]
        return fine(customer_list=told, next_cursor=more)

    def statistic(self, request: Request) -> Reply:
        asked = request.json() or {}
        span = self.span(request, asked.get("start_time"), asked.get("end_time"))
        if span is None or asked.get("link_id") not in LINKS:
            return refuse(600018, "invalid time or link")
        rows = [r for r in self.days[asked["link_id"]] if span[0] <= r["day"] <= span[1]]
        return fine(
            click_link_customer_cnt=sum(row["clicked"] for row in rows),
            new_customer_cnt=sum(row["gained"] for row in rows),
        )

    def quota(self, request: Request) -> Reply:
        left = [{"expire_date": 1_900_000_000, "balance": 800}]
        return fine(total=1000, balance=800, quota_list=left)

    def calls(self) -> list[tuple]:
        """Method, path, handler and shape of each call."""
        customers = Shape("customer_list", "next_cursor")
        return [
            ("POST", f"{AT}/list_link", self.listed),
            ("POST", f"{AT}/get", self.single),
            ("POST", f"{AT}/customer", self.customers, customers),
            ("POST", f"{AT}/statistic", self.statistic),
            ("GET", "/customer_acquisition_quota", self.quota),
        ]
