"""WeCom 企业微信 customer contact, as its contract tells it.

- HTTP is 200 always; `errcode` 0 means success. `gettoken` gives the same token while it lives.
- The batch call tells a customer × member of staff, `follow_info` one object; `get` tells a
  customer with `follow_user`, a list. Both end when `next_cursor` is empty.
- Who was deleted just vanishes. Statistics of several userids are one row per day.
- 84061: no such customer; 40058: a bad or too long list; 81017: too many people without a filter.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from sandbox.crm.desks import before
from sandbox.crm.wecom_links import Links, fine, refuse
from sandbox.dialogue import Reply, Request, Route, Shape
from sandbox.secrets import SECRETS
from sandbox.story.private import STAFF, TAGS
from sandbox.telling import (
    UTC,
    Prepared,
    closing,
    cursor,
    grouped,
    moment,
    played,
    position,
    records,
)
from sandbox.tokens import AccessTokens

AT = "/cgi-bin/externalcontact"
COLLEAGUE = {
    "type": 2,
    "corp_name": "露营商贸",
    "corp_full_name": "露营商贸有限公司",
    "position": "采购",
}
UNLICENSED = "xinren"  # new in the team: the corp has not bought a licence yet
MOST_STAFF, MOST_CONTACTS, MOST_DAYS, MOST_BACK = 100, 100, 30, 180
FIGURES = ("chat_cnt", "message_cnt", "negative_feedback_cnt", "new_apply_cnt", "new_contact_cnt")
GROUP_FIGURES = (
    "new_chat_cnt",
    "chat_total",
    "chat_has_msg",
    "new_member_cnt",
    "member_total",
    "member_has_msg",
    "msg_total",
)
Row = dict[str, Any]


WORDS = {
    "busy_in_body": lambda: refuse(-1, "system busy"),
    "throttled_account": lambda: refuse(45009, "api freq out of limit"),
    "too_large": lambda: refuse(40058, "invalid parameter: userid_list"),
}


class Wecom:
    """The platform, over one world."""

    def __init__(self, world: Any) -> None:
        self.follows = records(world.wecom_contacts)
        self.groups = records(world.wecom_groups)
        self.members = grouped(records(world.wecom_members), "chat_id")
        self.days = grouped(records(world.wecom_days), "userid")
        self.group_days = grouped(records(world.wecom_group_days), "owner")
        self.staff = [userid for userid, _ in STAFF]
        self.tokens = AccessTokens("sandbox-qy-")
        self.prepared = Prepared(keep=32)
        self.links = Links(world, self.there, self.span)

    def token(self, request: Request) -> Reply:
        asked = request.params
        if asked.get("corpid") != SECRETS["WECOM_CORPID"]:
            return refuse(40013, "invalid corpid")
        if asked.get("corpsecret") != SECRETS["WECOM_CORPSECRET"]:
            return refuse(40001, "invalid credential")
        alive = next(iter(self.tokens.live), None) or self.tokens.issue()
        return fine(access_token=alive, expires_in=7200)

    def guarded(self, handler: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
        def check(request: Request) -> Reply:
            token = request.params.get("access_token", "")
            if token not in self.tokens.live:
                if token.startswith(self.tokens.prefix):
                    for one in list(self.tokens.live):
                        self.tokens.kill(one)
                    return refuse(42001, "access_token expired")
                return refuse(40014, "invalid access_token")
            return played(request, WORDS) or handler(request)

        return check

    def staff_list(self, request: Request) -> Reply:
        return fine(follow_user=[*self.staff, UNLICENSED])

    def there(self, today: date) -> list[Row]:
        """Pairs of customer and staff as the day begins."""
        now = closing(today)

        def make() -> list[Row]:
            return [
                row
                for row in self.follows
                if before(row["added_at"], now) and not before(row["removed_at"], now)
            ]

        return self.prepared.get(("follows", today), make)

    def batch(self, request: Request) -> Reply:
        asked = request.json() or {}
        wanted, limit = asked.get("userid_list") or [], asked.get("limit", 50)
        if not 1 <= len(wanted) <= MOST_STAFF or not 1 <= limit <= MOST_CONTACTS:
            return refuse(40058, "invalid parameter")
        start = position(asked.get("cursor"))
        if start is None:
            return refuse(41074, "cursor invalid")
        found = [row for row in self.there(request.today) if row["userid"] in wanted]
        without = [one for one in wanted if one == UNLICENSED]
        if not found and not without:
            return refuse(84061, "not external contact")
        page = found[start : start + limit]
        more = cursor(start + limit) if start + limit < len(found) else ""
        told = [{"external_contact": customer(row), "follow_info": follow(row)} for row in page]
        failed = {"unlicensed_userid_list": without}
        return fine(external_contact_list=told, next_cursor=more, fail_info=failed)

    def customers(self, request: Request) -> Reply:
        wanted = request.params.get("userid")
        found = [r["external_userid"] for r in self.there(request.today) if r["userid"] == wanted]
        return fine(external_userid=found) if found else refuse(84061, "not external contact")

    def single(self, request: Request) -> Reply:
        wanted = request.params.get("external_userid")
        found = [row for row in self.there(request.today) if row["external_userid"] == wanted]
        if not found:
            return refuse(40096, "invalid external userid")
        users = []
        for row in found:
            one = follow(row)
            tags = [
                {"group_name": TAGS[t][0], "tag_name": TAGS[t][1], "type": 1, "tag_id": t}
                for t in one.pop("tag_id")
            ]
            users.append(one | {"tags": tags})
        return fine(external_contact=customer(found[0]), follow_user=users)

    def chats(self, request: Request) -> Reply:
        asked = request.json() or {}
        owners = (asked.get("owner_filter") or {}).get("userid_list") or self.staff
        start, limit = position(asked.get("cursor")), asked.get("limit", 0)
        if len(owners) > MOST_STAFF or start is None or not 1 <= limit <= 1_000:
            return refuse(40058, "invalid parameter")
        now = closing(request.today)
        found = [g for g in self.groups if g["owner"] in owners and before(g["created_at"], now)]
        more = cursor(start + limit) if start + limit < len(found) else ""
        told = [{"chat_id": g["chat_id"], "status": 0} for g in found[start : start + limit]]
        return fine(group_chat_list=told, next_cursor=more)

    def chat(self, request: Request) -> Reply:
        wanted, now = (request.json() or {}).get("chat_id"), closing(request.today)
        for group in self.groups:
            if group["chat_id"] == wanted and before(group["created_at"], now):
                there = [
                    member(row)
                    for row in self.members.get(wanted, [])
                    if before(row["joined_at"], now) and not before(row["left_at"], now)
                ]
                told = {"chat_id": wanted, "name": group["name"], "owner": group["owner"]}
                told |= {"create_time": seconds(group["created_at"]), "notice": ""}
                told |= {"member_list": there, "admin_list": [], "member_version": f"v{len(there)}"}
                return fine(group_chat=told)
        return refuse(86003, "chat not found")

    def behavior(self, request: Request) -> Reply:
        asked = request.json() or {}
        users = asked.get("userid") or []
        span = self.span(request, asked.get("start_time"), asked.get("end_time"))
        if span is None or not 1 <= len(users) <= MOST_STAFF:
            return refuse(600018, "invalid time or users")
        rows = [r for u in users for r in self.days.get(u, []) if span[0] <= r["day"] <= span[1]]
        told = [behavior(day, some) for day, some in sorted(grouped(rows, "day").items())]
        return fine(behavior_data=told)

    def group_statistic(self, request: Request) -> Reply:
        asked = request.json() or {}
        owners = (asked.get("owner_filter") or {}).get("userid_list") or []
        start = asked.get("day_begin_time")
        span = self.span(request, start, asked.get("day_end_time") or start)
        if span is None or not 1 <= len(owners) <= MOST_STAFF:
            return refuse(600018, "invalid time or owners")
        rows = [
            r for o in owners for r in self.group_days.get(o, []) if span[0] <= r["day"] <= span[1]
        ]
        if request.path.endswith("/statistic"):
            by_owner = sorted(grouped(rows, "owner").items())
            first, size = asked.get("offset", 0), asked.get("limit", 500)
            items = [{"owner": one, "data": group_figures(some)} for one, some in by_owner]
            shown = items[first : first + size]
            return fine(total=len(items), next_offset=first + len(shown), items=shown)
        told = [
            {"stat_time": midnight(day), "data": group_figures(some)}
            for day, some in sorted(grouped(rows, "day").items())
        ]
        return fine(items=told)

    def span(self, request: Request, start: Any, end: Any) -> tuple[date, date] | None:
        """The Chinese days between two times in seconds, closed ones only; None if out of range."""
        if not isinstance(start, int) or not isinstance(end, int) or max(start, end) > 10**11:
            return None
        first, last = (our_day(datetime.fromtimestamp(each, UTC)) for each in (start, end))
        too_old = first < request.today - timedelta(days=MOST_BACK)
        if last < first or (last - first).days > MOST_DAYS or too_old:
            return None
        return first, min(last, request.today - timedelta(days=1))

    def routes(self) -> list[Route]:
        """Every call the contract names that the story can answer."""

        def at(method: str, path: str, handler: Callable[[Request], Reply], shape=None) -> Route:
            return Route(method, "api", AT + path, self.guarded(handler), shape)

        return [
            Route("GET", "api", "/cgi-bin/gettoken", self.token),
            at("GET", "/get_follow_user_list", self.staff_list),
            at(
                "POST",
                "/batch/get_by_user",
                self.batch,
                Shape("external_contact_list", "next_cursor"),
            ),
            at("GET", "/list", self.customers),
            at("GET", "/get", self.single),
            at("POST", "/groupchat/list", self.chats, Shape("group_chat_list", "next_cursor")),
            at("POST", "/groupchat/get", self.chat),
            at("POST", "/get_user_behavior_data", self.behavior, Shape("behavior_data")),
            at("POST", "/groupchat/statistic_group_by_day", self.group_statistic, Shape("items")),
            at("POST", "/groupchat/statistic", self.group_statistic, Shape("items")),
            at("POST", "/get_corp_tag_list", tag_list, Shape("tag_group")),
            *(at(*call) for call in self.links.calls()),
        ]


def routes(world: Any) -> list[Route]:
    return Wecom(world).routes()


def our_day(value: datetime) -> date:
    at = moment(value, "Asia/Shanghai")
    assert at is not None
    return at.date()


def midnight(day: date) -> int:
    return int(closing(day).timestamp())


def seconds(value: datetime) -> int:
    at = moment(value)
    assert at is not None
    return int(at.timestamp())


def customer(row: Row) -> Row:
    told = {"external_userid": row["external_userid"], "name": row["name"], "gender": 0}
    told |= {"type": 1} if row["customer_type"] == 1 else COLLEAGUE
    return told | {"avatar": "http://wx.qlogo.cn/mmhead/0", "unionid": row["union_id"]}


def follow(row: Row) -> Row:
    told = {"userid": row["userid"], "remark": row["name"], "description": ""}
    told |= {"createtime": seconds(row["added_at"]), "tag_id": row["tag_ids"].split(";")}
    told |= {"remark_mobiles": [row["phone"]] if row["phone"] else []}
    told |= {"add_way": row["add_way"], "oper_userid": row["userid"]}
    return told | ({"state": row["state"]} if row["state"] else {})


def tag_list(request: Request) -> Reply:
    groups = {
        group: [
            {"id": tag, "name": name, "create_time": 1_700_000_000, "order": 1}
            for tag, (of, name, _) in TAGS.items()
            if of == group
        ]
        for group, *_ in TAGS.values()
    }
    told = [
        {"group_id": f"etg{n}", "group_name": group, "create_time": 1_700_000_000, "order": n}
        | {"tag": tags}
        for n, (group, tags) in enumerate(groups.items())
    ]
    return fine(tag_group=told)


def member(row: Row) -> Row:
    told = {"userid": row["userid"], "type": row["kind"], "join_time": seconds(row["joined_at"])}
    told |= {"join_scene": row["join_scene"], "group_nickname": ""}
    if row["kind"] == 2:
        told |= {"unionid": row["union_id"], "invitor": {"userid": row["owner"]}}
    return told | ({"state": row["state"]} if row["state"] else {})


def behavior(day: date, rows: list[Row]) -> Row:
    """One day of all asked for; what nobody had to answer has no rate."""
    told = {"stat_time": midnight(day)} | {n: sum(row[n] for row in rows) for n in FIGURES}
    busy = [row for row in rows if row["reply_percentage"] >= 0]
    if busy:
        told["reply_percentage"] = round(sum(r["reply_percentage"] for r in busy) / len(busy)) / 100
        told["avg_reply_time"] = round(sum(r["avg_reply_time"] for r in busy) / len(busy))
    return told


def group_figures(rows: list[Row]) -> Row:
    return {n: sum(row[n] for row in rows) for n in GROUP_FIGURES} | {"migrate_trainee_chat_cnt": 0}
