"""淘宝天猫's open platform (TOP), as its contract tells it.

- One address; a form, signed with the app's secret; HTTP 200 whatever happened.
- Times are those of China; a call may be ten minutes old.
- Only the named fields come. Without `type` only some kinds of trade do.
- The increment spans a day at most; the newest change stands first; three months back.
- Lists are wrapped twice, a list without a hit is left out, one child stands alone.
"""

import hashlib
import hmac
import re
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
    worth,
)
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import closing, plain, played
from sandbox.tokens import form, secret

NAME = "taobao_tmall_top"
STATUS = {
    "waiting": "WAIT_BUYER_PAY",
    "void": "TRADE_CLOSED_BY_TAOBAO",
    "paid": "WAIT_SELLER_SEND_GOODS",
    "shipped": "WAIT_BUYER_CONFIRM_GOODS",
    "done": "TRADE_FINISHED",
    "returned": "TRADE_CLOSED",
}
BY_DEFAULT = {"guarantee_trade", "auto_delivery", "ec", "cod", "step"}
NAMED = ("app_key", "session", "timestamp", "v", "method", "sign_method", "sign", "format")
DAY, REACH, TOLERANCE = timedelta(days=1), timedelta(days=92), 600


def refuse(code: int, message: str, sub_code: str = "", sub_message: str = "") -> Reply:
    told = {"code": code, "msg": message, "request_id": "15s8x0v3k2m"}
    told |= {"sub_code": sub_code, "sub_msg": sub_message} if sub_code else {}
    return Reply(200, {"error_response": told})


def limited() -> Reply:
    sub = "accesscontrol.limited-by-app-access-count"
    return refuse(7, "App Call Limited", sub, "This ban will last for 1 more seconds")


WORDS = {
    "expired_token": lambda: refuse(27, "Invalid session", "invalid-sessionkey", "session失效"),
    "busy_in_body": lambda: refuse(
        15, "Remote service error", "isp.top-remote-connection-timeout", "服务不可用"
    ),
    "throttled_account": limited,
}


def signed(asked: Mapping[str, str], key: str, method: str) -> str:
    """The three ways to sign that the contract gives, in upper-case hex."""
    names = sorted((n for n in asked if n and n != "sign"), key=str.encode)
    text = "".join(name + asked[name] for name in names).encode()
    if method == "md5":
        return hashlib.md5(key.encode() + text + key.encode()).hexdigest().upper()
    digest = {"hmac": "md5", "hmac-sha256": "sha256"}.get(method)
    return hmac.new(key.encode(), text, digest).hexdigest().upper() if digest else ""


class TaobaoTmallTop:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.stall = Stall(world, NAME)

    def answer(self, request: Request) -> Reply:
        """The one address: who asks, then what is asked."""
        asked = form(request)
        missing = [name for name in NAMED if not asked.get(name)]
        if missing:
            codes = {"app_key": 28, "session": 26, "timestamp": 30}
            return refuse(codes.get(missing[0], 40), f"Missing {missing[0]}")
        if asked["app_key"] != secret(NAME, "app_key"):
            return refuse(29, "Invalid app Key", "isv.appkey-not-exists")
        key = secret(NAME, "app_secret")
        if asked["sign"] != signed(asked, key, asked["sign_method"]):
            return refuse(25, "Invalid signature", "isv.invalid-signature")
        told_at = from_china(asked["timestamp"])
        if told_at is None or abs(told_at.timestamp() - time.time()) > TOLERANCE:
            return refuse(31, "Invalid timestamp", "isv.invalid-timestamp")
        shop = self.shop_of(asked["session"])
        if shop is None:
            return refuse(27, "Invalid session", "invalid-sessionkey", "session失效")
        methods: dict[str, Callable[[Row, str, Request], Reply]] = {
            "taobao.trades.sold.increment.get": self.trades,
            "taobao.refunds.receive.get": self.refunds,
        }
        if asked["method"] not in methods:
            return refuse(22, "Invalid method")
        return played(request, WORDS) or methods[asked["method"]](asked, shop, request)

    def shop_of(self, session: str) -> str | None:
        opens = {secret(NAME, "session", shop): shop for shop in self.stall.shops}
        return opens.get(session)

    def trades(self, asked: Row, shop: str, request: Request) -> Reply:
        """Trades by when they changed, the newest first."""
        kinds = set(asked["type"].split(",")) if asked.get("type") else BY_DEFAULT
        rows = [
            (one.changed_at, trade(one, self.stall.shops[shop]))
            for one in self.stall.sold(shop, request.today)
            if kind_of(one.order) in kinds
        ]
        return self.told(asked, request, rows, "trades", "trade", longest=DAY)

    def refunds(self, asked: Row, shop: str, request: Request) -> Reply:
        """Refunds by when they changed, the newest first."""
        rows = [
            (back["changed_at"], refund(one, back))
            for one, back in self.stall.asked_back(shop, request.today)
        ]
        return self.told(asked, request, rows, "refunds", "refund")

    def told(
        self,
        asked: Row,
        request: Request,
        rows: list[tuple[Any, Row]],
        outer: str,
        inner: str,
        longest: timedelta | None = None,
    ) -> Reply:
        """One page of what changed between two moments."""
        edges = span(asked, "start_modified", "end_modified")
        number, size = asked.get("page_no", "1"), asked.get("page_size", "40")
        if not asked.get("fields") or edges is None:
            return refuse(40, "Missing required arguments:fields,start_modified,end_modified")
        if not (number.isdigit() and size.isdigit() and 1 <= int(size) <= 100 and int(number)):
            return refuse(41, "Invalid arguments:page_no,page_size")
        since, until = edges
        if until < since or (longest and until - since > longest):
            return refuse(
                15, "Remote service error", "isv.invalid-parameter", "时间跨度不能超过一天"
            )
        if since < closing(request.today) - REACH:
            return refuse(
                15, "Remote service error", "isv.invalid-parameter", "只能查询三个月内的数据"
            )
        found = sorted(
            ((at, row) for at, row in rows if since <= at.replace(microsecond=0) <= until),
            key=lambda pair: pair[0],
            reverse=True,
        )
        start = (int(number) - 1) * int(size)
        page = [narrowed(row, asked["fields"]) for _, row in found[start : start + int(size)]]
        body: Row = {outer: {inner: page}} if page else {}
        if asked.get("use_has_next") == "true":
            body["has_next"] = start + int(size) < len(found)
        else:
            body["total_results"] = len(found)
        root = re.sub(r"\W", "_", asked["method"].removeprefix("taobao.")) + "_response"
        return Reply(200, {root: body | {"request_id": "15s8x0v3k2m"}})

    def routes(self) -> list[Route]:
        """The one address there is."""
        return [Route("POST", "api", "/router/rest", self.answer, Shape())]


def routes(world: Any) -> list[Route]:
    return TaobaoTmallTop(world).routes()


def narrowed(row: Row, fields: str) -> Row:
    """Only named fields come."""
    return {name: row[name] for name in fields.split(",") if name in row}


def kind_of(order: Row) -> str:
    return "fixed" if int(order["order_id"]) % 3 else "guarantee_trade"


def yuan(amount: Any) -> str:
    return plain(amount, 2)


def trade(sold: Sold, shop: Row) -> Row:
    """A trade with its child orders; a field that is not set is left out."""
    order = sold.order
    tid, buyer = order["order_id"], order["person_id"]
    children = [child(sold, line) for line in sold.lines]
    whole = {
        "tid": int(tid),
        "tid_str": tid,
        "status": STATUS[sold.step],
        "type": kind_of(order),
        "trade_from": "WAP,WAP",
        "created": china(order["created_at"]),
        "pay_time": china(sold.paid_at),
        "modified": china(sold.changed_at),
        "end_time": china(sold.ended_at),
        "consign_time": china(sold.shipped_at),
        "payment": yuan(order["paid"]),
        "total_fee": yuan(order["list_total"]),
        "post_fee": yuan(order["shipping"]),
        "discount_fee": "0.00",
        "received_payment": yuan(order["paid"]) if sold.step == "done" else "0.00",
        "buyer_nick": masked(buyer),
        "buyer_open_uid": f"AAF5{mark(buyer, 'top')[:40]}",
        "seller_nick": shop["account_name"],
        "orders": {"order": children[0] if len(children) == 1 else children},
    }
    return {name: value for name, value in whole.items() if value != ""}


def child(sold: Sold, line: Row) -> Row:
    oid, back = line["line_id"], sold.asked_back(line)
    state = "NO_REFUND" if back is None else refund_status(back)
    # Old trades do not say a child's own share of the discount.
    share = {} if int(oid) % 17 == 0 else {"divide_order_fee": yuan(worth(line))}
    return {
        "oid": int(oid),
        "oid_str": oid,
        "num_iid": int(line["product_id"]),
        "sku_id": f"47890{line['product_id'][-8:]}",
        "outer_sku_id": line["sku"],
        "title": line["title"],
        "num": line["quantity"],
        "price": yuan(line["unit_price"]),
        "payment": yuan(worth(line)),
        **share,
        "part_mjz_discount": yuan(line["discount"]),
        "refund_status": state,
        "status": STATUS["returned"] if sold.was_returned(line) else STATUS[sold.step],
    }


def refund_status(back: Row) -> str:
    if back["is_done"]:
        return "SUCCESS"
    return "CLOSED" if back["is_refused"] else "WAIT_SELLER_AGREE"


def refund(sold: Sold, back: Row) -> Row:
    """A refund as it stands; the end is told once there is one."""
    is_returned = back["after_sale"] == "return"
    ended = {"end_time": china(back["ended_at"])} if back["ended_at"] else {}
    return {
        "refund_id": back["refund_id"],
        "tid": int(sold.order["order_id"]),
        "oid": int(back["line_id"]),
        "total_fee": yuan(back["amount"]),
        "refund_fee": yuan(back["amount"]),
        "payment": "0.00" if back["is_done"] else yuan(back["amount"]),
        "status": refund_status(back),
        "good_status": "BUYER_RETURNED_GOODS" if is_returned else "BUYER_RECEIVED",
        "has_good_return": is_returned,
        "reason": REASONS[NAME][back["reason"]],
        "refund_phase": "onsale",
        "created": china(back["asked_at"]),
        "modified": china(back["changed_at"]),
        **ended,
    }
