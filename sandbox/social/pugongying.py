"""小红书蒲公英 over 小红书's MAPI, as its contract tells it.

- POST with JSON; the token in `Access-Token` or as Bearer; HTTP 200, verdict in three places.
- A refresh renews both tokens. note/post/data: at most 30 days and 100 notes a page, totals as of
  `date_key`, of which three days are kept. Money is yuan, rates are percent.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.social.kol_campaigns import totals_of
from sandbox.telling import Prepared, day_or_none, encode, played, records
from sandbox.tokens import AccessTokens, RotatingTokens, bearer

NAME, PGY = "pugongying", "/api/open/pgy"
MOST_DAYS, MOST, KEPT, CREATORS = 30, 100, 3, 20
Row = dict[str, Any]


def refuse(code: int, message: str) -> Reply:
    """No, with HTTP 200."""
    told = {"success": False, "code": code, "msg": message, "request_id": "c0ffee02"}
    return Reply(200, told)


WORDS = {"busy_in_body": lambda: refuse(0, "请求过于频繁，请稍后再试")}


def settle(data: Row) -> Reply:
    told = {"success": True, "code": 0, "msg": "成功", "data": data, "request_id": "c0ffee02"}
    return Reply(200, encode(told))


class Pugongying:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.brands = {
            row["account_id"]: row["account_name"]
            for row in records(world.accounts)
            if row["connector"] == NAME
        }
        self.tokens = AccessTokens("sandbox-pgy-access-")
        self.chain = RotatingTokens(SECRETS["PUGONGYING_REFRESH_TOKEN"])
        self.prepared = Prepared()

    def refresh(self, request: Request) -> Reply:
        asked = request.json() or {}
        app = (asked.get("app_id"), asked.get("secret"))
        if app != (int(SECRETS["PUGONGYING_APP_ID"]), SECRETS["PUGONGYING_SECRET"]):
            return refuse(2001, "应用未授权")
        link = self.chain.rotate(asked.get("refresh_token"))
        if link is None:
            return refuse(2002, "refresh_token 已过期或无效")
        pair = {"access_token": self.tokens.issue(), "access_token_expires_in": 86_400}
        pair |= {"refresh_token": link, "refresh_token_expires_in": 604_800}
        return settle(pair | {"platform_type": 2, "role_type": 1, "approval_role_type": 4})

    def guarded(self, handler: Callable[[Request, Row], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.headers.get("Access-Token", "") or bearer(request)
            if token not in self.tokens.live:
                return refuse(1002, "access token 已过期")
            asked = request.json()
            if not isinstance(asked, dict) or asked.get("user_id") not in self.brands:
                return refuse(1004, "没有该品牌的授权")
            return played(request, WORDS) or handler(request, asked)

        return check

    def notes(self, request: Request, asked: Row) -> Reply:
        first, last = day_or_none(asked.get("start_time")), day_or_none(asked.get("end_time"))
        page, size = asked.get("page_num", 1), asked.get("page_size", 10)
        if first is None or last is None or asked.get("date_type") not in (1, 2):
            return refuse(1003, "参数错误: start_time, end_time, date_type")
        if (last - first).days >= MOST_DAYS:
            return refuse(1003, "查询时间跨度不能超过30天")
        if not (isinstance(page, int) and isinstance(size, int) and 1 <= size <= MOST):
            return refuse(1003, "参数错误: page_size")
        newest = request.today - timedelta(days=1)
        key = asked.get("date_key")
        of = datetime.strptime(key, "%Y%m%d").date() if key else newest  # noqa: DTZ007
        if not newest - timedelta(days=KEPT - 1) <= of <= newest:
            return refuse(1003, "date_key 仅支持近3天")
        told = [n for n in self.placed(of) if first <= n["published_on"] <= last]
        cards = [note(row, of, asked["user_id"], self.brands) for row in told]
        start, pages = (page - 1) * size, max(1, -(-len(cards) // size))
        info = {"total": len(cards), "page_num": page, "page_size": size, "total_page": pages}
        return settle(info | {"datas": cards[start : start + size]})

    def placed(self, day: date) -> list[Row]:
        after = day + timedelta(days=1)
        return self.prepared.get(day, lambda: totals_of(self.world, "xiaohongshu", after))

    def creators(self, request: Request, asked: Row) -> Reply:
        names = asked.get("kol_ids") or []
        if len(names) > CREATORS:
            return refuse(1003, "kol_ids 数量超过限制")
        rows = {kol(row): row for row in records(self.world.placements)}
        told = [creator(name, rows[name]) for name in names if name in rows]
        return settle({"date_key": f"{request.today:%Y%m%d}", "datas": told})

    def routes(self) -> list[Route]:
        shape = Shape("data.datas", pages="data.total_page")
        return [
            Route("POST", "api", "/api/open/oauth2/refresh_token", self.refresh),
            Route("POST", "api", f"{PGY}/note/post/data", self.guarded(self.notes), shape),
            Route("POST", "api", f"{PGY}/kol/data/detail", self.guarded(self.creators)),
        ]


def routes(world: Any) -> list[Route]:
    return Pugongying(world).routes()


def kol(row: Row) -> str:
    return f"5c21000000000000000000{row['creator_id'][-2:]}"


def creator(name: str, row: Row) -> Row:
    return {
        "kol_id": name,
        "kol_nick_name": row["creator_name"],
        "red_id": f"red{name[-4:]}",
        "kol_fan_num": row["followers"],
        "kol_operate_state": 1,
        "kol_credit_level": 4,
        "mcn_name": "山川文化",
        "video_price": float(row["contract_fee"]) * 1.5,
        "price": float(row["contract_fee"]),
    }


def note(row: Row, day: date, brand: str, brands: Row) -> Row:
    """One note of an order; a third of what it showed was bought."""
    seen, read = row["impressions"], row["views"]
    paid, clicks = seen // 3, read // 3
    ways = ("discovery", "search", "homepage", "follow", "nearby")
    return {
        "date_key": f"{day:%Y%m%d}",
        **{"brand_user_id": brand, "brand_user_name": brands[brand]},
        **{"operate_user_id": "60ab00000000000000000001", "operate_user_name": "某代理"},
        **{"kol_id": kol(row), "kol_nick_name": row["creator_name"]},
        "kol_link": f"https://www.xiaohongshu.com/user/profile/{kol(row)}",
        **{"kol_fan_num": row["followers"], "kol_credit_level": 4},
        **{"note_id": row["content_id"], "note_title": "秋冬露营测评", "note_link": row["url"]},
        **{"note_type": 1, "note_publish_time": f"{row['published_on']} 18:05:11"},
        **{"cooperate_type": 1, "duration": 0},
        **{"order_id": row["placement_id"], "biz_title\t": row["campaign"]},
        "kol_price": float(row["contract_fee"]),
        "total_platform_price": float(row["contract_fee"] + row["platform_fee"]),
        "effect": True,
        **{"imp_num": seen, "heat_imp_num": paid // 4, "promotion_imp_num": paid - paid // 4},
        **{"read_num": read, "heat_read_num": 0, "promotion_read_num": clicks},
        **{"read_uv": read * 9 // 10, "video_play_5s_rate": None, "pic_read_3s_rate": 61.2},
        **{"avg_view_time": 14.3, "finish_rate": None},
        "engage_num": row["likes"] + row["saves"] + row["comments"] + row["shares"],
        "engage_rate": 7.57,
        **{"like_num": row["likes"], "fav_num": row["saves"]},
        **{"cmt_num": row["comments"], "share_num": row["shares"]},
        **{"origin_imp_num": seen - paid, "origin_read_num": read - clicks},
        **{f"imp_{way}": seen // 6 for way in ways},
        "imp_other": seen - seen // 6 * len(ways),
        **{"read_cost": 0.32, "engage_cost": 4.23, "cpcp": 0, "cp": 0, "cp_rate": 0},
        **{"fan_percent": 6.1, "female_percent": 88.2, "spu_name": "帐篷"},
        **{"interest_num": read // 100, "interest_rate": 0.99},
    }
