"""抖店's open platform, as its contract tells it.

- The path is the method; who asks is signed into the query, what is asked is the body, in order.
- HTTP 200 whatever happened: `code` 10000 is fine. Amounts are fen, times seconds, 0 is none.
- A shop order holds sku orders; gifts among them cost nothing. Nobody is told who receives it.
- Pages begin at 0; windows are at most 90 days; deep pages are refused.
"""

import hmac
import json
import time
from collections.abc import Callable
from typing import Any

from sandbox.commerce.stalls import REASONS, Row, Sold, Stall, mark, worth
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.telling import moment, played
from sandbox.tokens import AccessTokens, secret

NAME = "douyin_shop"
STATUS = {"waiting": 1, "void": 4, "paid": 2, "shipped": 3, "done": 5, "returned": 5}
WORDS_OF = {1: "待支付", 2: "备货中", 3: "已发货", 4: "已关闭", 5: "已完成"}
AFTER_SALES = {"return": 0, "refund_only": 1, "exchange": 3}
LONGEST, DEEPEST, TOLERANCE = 90 * 86_400, 10_000, 300
ESCAPED = {"&": r"\u0026", "<": r"\u003c", ">": r"\u003e"}


def refuse(code: int, sub_code: str, words: str) -> Reply:
    told = {"code": code, "msg": "参数错误", "sub_code": sub_code, "sub_msg": words}
    return Reply(200, {**told, "log_id": "20261117102200010", "data": None})


def fine(data: Any) -> Reply:
    told = {"code": 10000, "msg": "success", "sub_code": "", "sub_msg": ""}
    return Reply(200, {**told, "log_id": "20261117102200010", "data": data})


WORDS = {
    "expired_token": lambda: refuse(40003, "isv.access-token-expired", "access_token已过期"),
    "busy_in_body": lambda: refuse(20001, "isp.service-timeout", "服务超时"),
    "throttled_account": lambda: refuse(60000, "isp.flow-limit", "请求过于频繁"),
}


def written(value: Any) -> str:
    """JSON as Go writes it: compact, keys in order everywhere, three signs escaped."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return "".join(ESCAPED.get(letter, letter) for letter in text)


class DouyinShop:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.stall = Stall(world, NAME)
        self.tokens = AccessTokens("sandbox-doudian-")

    def guarded(self, handler: Callable[[Row, str, Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            said, asked = request.params, request.json()
            if said.get("app_key") != secret(NAME, "app_key"):
                return refuse(30001, "isv.app-not-exist", "应用不存在")
            method = request.path.strip("/").replace("/", ".")
            text = request.body.decode()
            if text != written(asked) or said.get("method") != method or said.get("v") != "2":
                return refuse(40003, "isv.signature-invalid", "签名校验失败")
            if said.get("sign") != self.signed(said, text):
                return refuse(40003, "isv.signature-invalid", "签名校验失败")
            stamp = said.get("timestamp", "")
            if not stamp.isdigit() or abs(int(stamp) - time.time()) > TOLERANCE:
                return refuse(40003, "isv.timestamp-invalid", "时间戳无效")
            if method == "token.create":
                return handler(asked, "", request)
            shop = self.tokens.live.get(said.get("access_token", ""))
            if shop is None:
                return WORDS["expired_token"]()
            return played(request, WORDS) or handler(asked, shop, request)

        return check

    def signed(self, said: dict[str, str], text: str) -> str:
        key = secret(NAME, "app_secret")
        fields = {**said, "param_json": text}
        names = ("app_key", "method", "param_json", "timestamp", "v")
        told = key + "".join(name + fields.get(name, "") for name in names) + key
        return hmac.new(key.encode(), told.encode(), "sha256").hexdigest()

    def token(self, asked: Row, _: str, request: Request) -> Reply:
        """A new token for one shop of an own app."""
        shop = str(asked.get("shop_id"))
        if asked.get("grant_type") != "authorization_self" or shop not in self.stall.shops:
            return refuse(50001, "isv.authorization-no-existed", "店铺未授权")
        told = {"access_token": self.tokens.issue(shop), "expires_in": 604_800, "shop_id": shop}
        return fine(told | {"refresh_token": "unused"})

    def orders(self, asked: Row, shop: str, request: Request) -> Reply:
        rows = [
            (seconds(one.changed_at), order_of(one, shop))
            for one in self.stall.sold(shop, request.today)
        ]
        return paged(asked, rows, ("update_time_start", "update_time_end"), "shop_order_list")

    def after_sales(self, asked: Row, shop: str, request: Request) -> Reply:
        rows = [
            (seconds(back["changed_at"]), after_sale(one, back))
            for one, back in self.stall.asked_back(shop, request.today)
        ]
        return paged(asked, rows, ("update_start_time", "update_end_time"), "items")

    def routes(self) -> list[Route]:
        """The three calls."""
        return [
            Route("POST", "api", "/token/create", self.guarded(self.token)),
            Route("POST", "api", "/order/searchList", self.guarded(self.orders), Shape()),
            Route("POST", "api", "/afterSale/List", self.guarded(self.after_sales), Shape()),
        ]


def routes(world: Any) -> list[Route]:
    return DouyinShop(world).routes()


def paged(asked: Row, rows: list[tuple[int, Row]], edges: tuple[str, str], name: str) -> Reply:
    """One page of what changed between two seconds, the oldest change first."""
    since, until = (asked.get(edge) for edge in edges)
    page, size = asked.get("page", 0), asked.get("size", 10)
    if not (isinstance(since, int) and isinstance(until, int)) or until - since > LONGEST:
        return refuse(50002, "isv.business-failed:1", "查询时间范围不能超过90天")
    if not 1 <= size <= 100 or page * size > DEEPEST:
        return refuse(50002, "isv.business-failed:2", "翻页深度超过限制")
    found = sorted((pair for pair in rows if since <= pair[0] <= until), key=lambda pair: pair[0])
    part = [row for _, row in found[page * size : (page + 1) * size]]
    return fine({"page": page, "size": size, "total": len(found), name: part})


def seconds(value: Any) -> int:
    """Seconds of Unix; 0 for none."""
    at = moment(value)
    return int(at.timestamp()) if at else 0


def fen(amount: Any) -> int:
    return int(amount * 100)


def order_of(sold: Sold, shop: str) -> Row:
    """A shop order; what its coupon gave is 抖音's and the creator's, seven to three."""
    order = sold.order
    given = fen(order["list_total"] - order["discount"] + order["shipping"] - order["paid"])
    status = STATUS[sold.step]
    children = [child(sold, line, given if not turn else 0) for turn, line in enumerate(sold.lines)]
    if int(order["order_id"]) % 7 == 0:
        children.append(gift(sold))
    return {
        "order_id": order["order_id"],
        "shop_id": int(shop),
        "order_status": status,
        "order_status_desc": WORDS_OF[status],
        "order_type": 0,
        "b_type": 2,
        "pay_type": 7,
        "order_amount": fen(order["list_total"]),
        "pay_amount": fen(order["paid"]),
        "post_amount": fen(order["shipping"]),
        "promotion_amount": fen(order["discount"]) + given,
        "shop_cost_amount": fen(order["discount"]),
        "platform_cost_amount": given * 7 // 10,
        "author_cost_amount": given - given * 7 // 10,
        "create_time": seconds(order["created_at"]),
        "pay_time": seconds(sold.paid_at),
        "update_time": seconds(sold.changed_at),
        "finish_time": seconds(sold.ended_at),
        "cancel_reason": "超时未支付" if sold.step == "void" else "",
        "mask_post_receiver": "张*",
        "encrypt_post_tel": f"${mark(order['order_id'], 'tel')[:24]}",
        "sku_order_list": children,
    }


def child(sold: Sold, line: Row, given: int) -> Row:
    product = int(f"3600{line['product_id']}")
    return {
        "order_id": line["line_id"],
        "parent_order_id": sold.order["order_id"],
        "product_id": product,
        "product_id_str": str(product),
        "sku_id": 1790000000000000 + product % 10_000,
        "code": line["sku"],
        "item_num": line["quantity"],
        "origin_amount": fen(line["unit_price"]),
        "sum_amount": fen(worth(line)) - given,
        "author_id": 99887766 if int(line["line_id"]) % 3 == 0 else 0,
        "author_name": "达人小王" if int(line["line_id"]) % 3 == 0 else "",
        "room_id_str": "7412233445566" if int(line["line_id"]) % 3 == 0 else "0",
        "video_id": "",
        "cid": 0,
        "c_biz": 2,
        "theme_type": "1",
        "given_product_type": "",
        "after_sale_info": {"after_sale_status": 0, "after_sale_type": 0, "refund_status": 0},
    }


def gift(sold: Sold) -> Row:
    """What comes along for nothing."""
    first = child(sold, sold.lines[0], 0)
    own = {"order_id": str(int(sold.order["order_id"]) + 1), "code": "GIFT-BAG", "item_num": 1}
    return {**first, **own, "origin_amount": 0, "sum_amount": 0, "given_product_type": "FREE"}


def after_sale(sold: Sold, back: Row) -> Row:
    """An after-sale as it stands: running, failed, or done: with its money back, or exchanged."""
    status = 28 if back["is_refused"] else 12 if back["ended_at"] else 6
    money = 4 if back["is_refused"] else 3 if back["is_done"] else 1
    paid = fen(back["amount"])
    related = {"sku_order_id": int(back["line_id"]), "product_id": 3600112233445566778}
    return {
        "aftersale_info": {
            "aftersale_id": int(back["refund_id"]),
            "aftersale_type": AFTER_SALES[back["after_sale"]],
            "aftersale_status": status,
            "related_id": int(back["line_id"]),
            "apply_time": seconds(back["asked_at"]),
            "update_time": seconds(back["changed_at"]),
            "create_time": seconds(back["asked_at"]),
            "refund_amount": paid,
            "refund_post_amount": 0,
            "refund_tax_amount": 0,
            "refund_status": 0 if back["after_sale"] == "exchange" else money,
        },
        "order_info": {
            "shop_order_id": int(sold.order["order_id"]),
            "related_order_info": [
                {**related, "aftersale_item_num": back["units"], "sku_pay_amount": paid}
            ],
        },
        "text_part": {
            "reason_text": REASONS[NAME][back["reason"]],
            "aftersale_status_text": "售后",
        },
    }
