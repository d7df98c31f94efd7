"""京东's open platform (JOS), as its contract tells it.

- One address; a signed form whose business part is one JSON text; HTTP 200 whatever happened.
- A refresh hands out the next pair; a call carries the access token among the signed fields.
- The root of a reply is misspelt; ids and amounts are text, refunds are whole fen.
- An order that was split stands beside its part, which names it.
"""

import hashlib
import json
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sandbox.commerce.stalls import (
    REASONS,
    Row,
    Sold,
    Stall,
    china,
    from_china,
    mark,
    masked,
    span,
)
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import plain, played
from sandbox.tokens import AccessTokens, RotatingTokens, form, secret

NAME = "jd"
STATE = {
    "waiting": "POP_ORDER_PAUSE",
    "void": "TRADE_CANCELED",
    "paid": "WAIT_SELLER_STOCK_OUT",
    "shipped": "WAIT_GOODS_RECEIVE_CONFIRM",
    "done": "FINISHED_L",
    "returned": "FINISHED_L",
}
SPLIT = 500_000_000  # how far the number of an order that was split is from its part's
MONTH, TOLERANCE, MOST_PAGES = timedelta(days=31), 360, 300
UNSET = "1970-01-01 08:00:00"


def refuse(code: str, words: str) -> Reply:
    return Reply(200, {"error_response": {"code": code, "zh_desc": words, "en_desc": "error"}})


def refuse_shortly(code: str, words: str) -> Reply:
    return Reply(200, {"code": code, "errorMessage": words})


WORDS = {
    "expired_token": lambda: refuse("19", "access_token失效或不存在"),
    "busy_in_body": lambda: refuse_shortly("10500009", "平台繁忙，请稍后再试"),
    "throttled_account": lambda: refuse("2", "调用频率超限"),
}


def signed(asked: Mapping[str, str], key: str) -> str:
    """MD5 over all fields in the order of their names between two copies of the secret."""
    text = "".join(name + asked[name] for name in sorted(asked) if name != "sign")
    return hashlib.md5(f"{key}{text}{key}".encode()).hexdigest().upper()


class Jd:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.stall = Stall(world, NAME)
        self.tokens = AccessTokens("sandbox-jd-")
        self.chains = {
            shop: RotatingTokens(secret(NAME, "refresh_token", shop)) for shop in self.stall.shops
        }

    def refresh(self, request: Request) -> Reply:
        """The next pair for a refresh token; the one before it is dead."""
        asked = form(request)
        for name in ("app_key", "app_secret"):
            if asked.get(name) != secret(NAME, name):
                return refuse_shortly("10100013", "invalid app_key or app_secret")
        for shop, chain in self.chains.items():
            if link := chain.rotate(asked.get("refresh_token")):
                pair = {"access_token": self.tokens.issue(shop), "refresh_token": link}
                return Reply(200, pair | {"expires_in": 86400, "code": 0, "uid": "4021"})
        return refuse_shortly("10100014", "invalid refresh_token")

    def answer(self, request: Request) -> Reply:
        """The one address: who asks, then what is asked."""
        asked = form(request)
        shop = self.tokens.live.get(asked.get("access_token", ""))
        if shop is None:
            return WORDS["expired_token"]()
        if asked.get("app_key") != secret(NAME, "app_key"):
            return refuse("11", "appkey无效")
        if asked.get("sign") != signed(asked, secret(NAME, "app_secret")):
            return refuse("12", "无效签名 Invalid signature")
        told_at = from_china(asked.get("timestamp", ""))
        if told_at is None or abs(told_at.timestamp() - time.time()) > TOLERANCE:
            return refuse("13", "timestamp 时间戳已过期")
        methods: dict[str, Callable[[Row, str, Request], Row]] = {
            "jingdong.pop.order.search": self.orders,
            "jingdong.pop.afs.soa.refundapply.queryPageList": self.refunds,
        }
        method = asked.get("method", "")
        if method not in methods or asked.get("v") != "2.0":
            return refuse("21", "method不存在")
        if harm := played(request, WORDS):
            return harm
        told = methods[method](json.loads(asked["360buy_param_json"]), shop, request)
        return Reply(200, {f"{method.replace('.', '_')}_responce": {"code": "0", **told}})

    def orders(self, asked: Row, shop: str, request: Request) -> Row:
        edges, page, size = span(asked, "start_date", "end_date"), asked["page"], asked["page_size"]
        if edges is None or edges[1] - edges[0] > MONTH or not 1 <= size <= 100:
            return said("searchorderinfo_result", "apiResult", 10100001, "参数错误")
        if page > MOST_PAGES:
            return said("searchorderinfo_result", "apiResult", 10100002, "超过最大页数")
        states = set(asked["order_state"].split(","))
        since, until = edges
        rows = [
            order
            for one in self.stall.sold(shop, request.today)
            for order in told_orders(one, shop)
            if order["orderState"] in states
            and since <= at_of(order, one, asked["dateType"]).replace(microsecond=0) <= until
        ]
        named = asked["optional_fields"].split(",")
        part = [
            {name: row[name] for name in named if name in row}
            for row in rows[(page - 1) * size : page * size]
        ]
        fine = {"success": "true", "numberCode": 0, "chineseErrCode": "成功"}
        told = {"apiResult": fine, "orderTotal": len(rows)} | (
            {"orderInfoList": part} if part else {}
        )
        return {"searchorderinfo_result": told}

    def refunds(self, asked: Row, shop: str, request: Request) -> Row:
        size, by_apply = asked["pageSize"], "applyTimeStart" in asked
        name, time = ("apply", "asked_at") if by_apply else ("check", "ended_at")
        edges = span(asked, f"{name}TimeStart", f"{name}TimeEnd")
        if edges is None or not 1 <= size <= 50:
            return said("queryResult", "", 10100001, "参数错误")
        rows = [
            refund(one, back)
            for one, back in self.stall.asked_back(shop, request.today)
            if back[time] and edges[0] <= back[time].replace(microsecond=0) <= edges[1]
        ]
        start = (asked["pageIndex"] - 1) * size
        told = {"success": True, "totalCount": len(rows), "result": rows[start : start + size]}
        return {"queryResult": told}

    def routes(self) -> list[Route]:
        """The calls, and where tokens are renewed."""
        return [
            Route("POST", "api", "/routerjson", self.answer, Shape()),
            Route("POST", "token", "/oauth2/access_token", self.refresh),
        ]


def routes(world: Any) -> list[Route]:
    return Jd(world).routes()


def said(result: str, inner: str, code: int, words: str) -> Row:
    """A refusal inside the result."""
    no = {"success": False, "numberCode": code, "chineseErrCode": words}
    return {result: {inner: no} if inner else no}


def at_of(order: Row, sold: Sold, kind: str) -> Any:
    """The time that is filtered: of the last change, or of the order."""
    return sold.changed_at if kind == "0" else from_china(order["orderStartTime"])


def yuan(amount: Any) -> str:
    return plain(amount, 2)


def told_orders(sold: Sold, shop: str) -> list[Row]:
    """The order, and before it the one it was split from, with the same sums."""
    one = order_of(sold, shop)
    number = int(one["orderId"])
    if number % 11 or sold.paid_at is None:
        return [one]
    parent = {**one, "orderId": str(number + SPLIT)}
    links = {"parentOrderId": parent["orderId"], "directParentOrderId": parent["orderId"]}
    return [parent, {**one, **links}]


def order_of(sold: Sold, shop: str) -> Row:
    order = sold.order
    seller = order["list_total"] - order["discount"]
    coupon = seller + order["shipping"] - order["paid"]
    items = [item(line) for line in sold.lines]
    told = {"orderId": order["order_id"], "skuId": items[0]["skuId"], "couponPrice": yuan(coupon)}
    coupons = [{**told, "couponType": "41-京东券优惠"}] if coupon else []
    return {
        "orderId": order["order_id"],
        "venderId": shop,
        "orderState": STATE[sold.step],
        "orderStateRemark": "完成" if sold.step == "done" else "处理中",
        "orderType": "22",
        "orderStartTime": china(order["created_at"]),
        "paymentConfirmTime": china(sold.paid_at) or UNSET,
        "orderEndTime": china(sold.ended_at) or "",
        "modified": china(sold.changed_at),
        "orderTotalPrice": yuan(order["list_total"]),
        "orderSellerPrice": yuan(seller),
        "orderPayment": yuan(order["paid"]),
        "freightPrice": yuan(order["shipping"]),
        "sellerDiscount": yuan(order["discount"]),
        "balanceUsed": "0.00",
        "parentOrderId": "0",
        "directParentOrderId": "0",
        "payType": "4-在线支付",
        "open_id_buyer": f"oid-{mark(order['person_id'], 'jos')[:32]}",
        "itemInfoList": items,
        "couponDetailList": coupons,
        "consigneeInfo": {"province": "浙江", "city": "杭州市"},
    }


def item(line: Row) -> Row:
    return {
        "skuId": f"10031{line['product_id'][-6:]}",
        "outerSkuId": line["sku"],
        "skuName": line["title"],
        "jdPrice": yuan(line["unit_price"]),
        "itemTotal": str(line["quantity"]),
        "wareId": f"1002{line['product_id'][-4:]}",
    }


def refund(sold: Sold, back: Row) -> Row:
    return {
        "id": int(back["refund_id"]),
        "orderId": int(sold.order["order_id"]),
        "buyerId": masked(sold.order["person_id"]),
        "applyTime": china(back["asked_at"]),
        "checkTime": china(back["ended_at"]) or UNSET,
        "status": 3 if back["is_done"] else 2 if back["ended_at"] else 0,
        "applyRefundSum": int(back["amount"] * 100),
        "checkUserName": "sys",
        "reason": REASONS[NAME][back["reason"]],
    }
