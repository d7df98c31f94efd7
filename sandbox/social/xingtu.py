"""巨量星图, the star part of 巨量引擎's open_api, as its contract tells it.

- `Access-Token` lives 24 h; each refresh kills the old refresh token. HTTP 200, verdict is `code`.
- demand/list wants both ends of `query_time_range`; orders by demand; a report by order.
- Rates are percent × 100, price and cpm are fen, ids are 64-bit numbers.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.social.kol_campaigns import totals_of
from sandbox.telling import Prepared, day_or_none, encode, mapping, played, records
from sandbox.tokens import AccessTokens, RotatingTokens

NAME, STAR = "xingtu", "/open_api/2/star"
MOST = 50
AHEAD = timedelta(days=5)  # ordered so long before it comes out
Row = dict[str, Any]


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200."""
    return Reply(200, {"code": code, "message": message, "request_id": "2026111408", "data": {}})


WORDS = {"busy_in_body": lambda: refuse(40100, "请求过于频繁")}


def settle(data: Row) -> Reply:
    return Reply(
        200, encode({"code": 0, "message": "OK", "request_id": "2026111408", "data": data})
    )


class Xingtu:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        mine = [r["account_id"] for r in records(world.accounts) if r["connector"] == NAME]
        self.accounts = set(mine)
        self.tokens = AccessTokens("sandbox-star-access-")
        self.chain = RotatingTokens(SECRETS["XINGTU_REFRESH_TOKEN"])
        self.prepared = Prepared()
        campaigns = world.placements["campaign"].unique(maintain_order=True).to_list()
        self.demands = {7011000000000000001 + n: name for n, name in enumerate(campaigns)}

    def refresh(self, request: Request) -> Reply:
        asked = request.json() or {}
        app = (str(asked.get("app_id")), asked.get("secret"), asked.get("grant_type"))
        if app != (SECRETS["XINGTU_APP_ID"], SECRETS["XINGTU_SECRET"], "refresh_token"):
            return refuse(40113, "app_id或secret错误")
        link = self.chain.rotate(asked.get("refresh_token"))
        if link is None:
            return refuse(40107, "refresh_token无效")
        pair = {"access_token": self.tokens.issue(), "expires_in": 86400}
        return settle(pair | {"refresh_token": link, "refresh_token_expires_in": 2592000})

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            if request.headers.get("Access-Token", "") not in self.tokens.live:
                return refuse(40102, "access_token已过期")
            if request.params.get("star_id") not in self.accounts:
                return refuse(40002, "没有该星图账号的权限")
            return played(request, WORDS) or handler(request)

        return check

    def orders(self, today: date) -> list[Row]:
        return self.prepared.get(today, lambda: totals_of(self.world, "douyin", today))

    def demand_list(self, request: Request) -> Reply:
        span = (mapping(request.params.get("filtering")) or {}).get("query_time_range") or {}
        first, last = (day_or_none(str(span.get(end))[:10]) for end in ("start_time", "end_time"))
        if first is None or last is None:
            return refuse(40001, "query_time_range: start_time and end_time are both required")
        told = []
        for number, name in self.demands.items():
            days = [
                o["published_on"] - AHEAD
                for o in self.orders(request.today)
                if o["campaign"] == name
            ]
            if days and first <= min(days) <= last:
                stamp = f"{min(days)} 10:00:00"
                told.append({"demand_id": number, "demand_name": name, "create_time": stamp})
        return paged(request, told)

    def order_list(self, request: Request) -> Reply:
        name = self.demands.get(int(request.params.get("demand_id", "0")))
        mine = [o for o in self.orders(request.today) if o["campaign"] == name]
        return paged(request, [card(order, request.params["demand_id"]) for order in mine])

    def overview(self, request: Request) -> Reply:
        known = {order["placement_id"]: order for order in self.orders(request.today)}
        order = known.get(request.params.get("order_id", ""))
        return settle(report(order)) if order else refuse(40001, "order_id不存在")

    def routes(self) -> list[Route]:
        shape = Shape("data.list", pages="data.page_info.total_page")
        return [
            Route("POST", "api", "/open_api/oauth2/refresh_token/", self.refresh),
            Route("GET", "api", f"{STAR}/demand/list/", self.guarded(self.demand_list), shape),
            Route("GET", "api", f"{STAR}/demand/order/list/", self.guarded(self.order_list), shape),
            Route("GET", "api", f"{STAR}/report/order_overview/get/", self.guarded(self.overview)),
        ]


def routes(world: Any) -> list[Route]:
    return Xingtu(world).routes()


def paged(request: Request, items: list[Row]) -> Reply:
    """Ten a page unless more are asked for, fifty at most."""
    page, size = request.params.get("page", "1"), request.params.get("page_size", "10")
    if not (page.isdigit() and size.isdigit() and int(page) >= 1 and 1 <= int(size) <= MOST):
        return refuse(40001, f"page_size: must be between 1 and {MOST}.")
    start, pages = (int(page) - 1) * int(size), max(1, -(-len(items) // int(size)))
    info = {"page": int(page), "page_size": int(size), "total_number": len(items)}
    told = {"list": items[start : start + int(size)], "page_info": info | {"total_page": pages}}
    return settle(told)


def card(order: Row, demand: str) -> Row:
    """One order."""
    on = order["published_on"]
    return {
        "order_id": int(order["placement_id"]),
        "demand_id": int(demand),
        "campaign_id": 7010000000000000001,
        "title": f"{order['campaign']} {order['creator_name']}",
        "universal_order_status": "FINISHED",
        "author_id": 6950000000000000001 + int(order["creator_id"][-2:]),
        "author_name": order["creator_name"],
        "create_time": f"{on - AHEAD} 10:22:31",
        "release_time": f"{on} 19:00:02",
        "video_id": f"v0200fg10000{order['content_id'][-6:]}",
        "item_id": int(order["content_id"]),
        "video_url": order["url"],
    }


def report(order: Row) -> Row:
    """What an order brought so far."""
    plays, price = order["views"], int(order["contract_fee"] * 100)
    spread = {"play": plays, "like": order["likes"]}
    return {
        "update_time": "2026-11-14 03:12:00",
        "creative": {"finish_rate": 1830, "five_s_play_rate": 2750, "play_rate": 3340},
        "spread": spread | {"comment": order["comments"], "share": order["shares"]},
        "comment": {
            **{"pos_rate": 6120, "neu_rate": 3300, "neg_rate": 580},
            "high_frequency_words": ["好用", "香味"],
        },
        "convert": {"show": plays // 4, "click": plays // 250, "ctr": 158},
        "cost_effectiveness": {
            **{"price": price, "play": plays},
            "cpm": price * 1000 // plays if plays else 0,
        },
    }
