"""公众号's figures of days: readers, messages, calls of its server, publications, income of ads.

The newer calls (days from 2025-11-01) tell people by way of reading, the older ones times and
people; either family has nothing for the other's days.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sandbox.telling import grouped, records

Row = dict[str, Any]
NEW_FAMILY = date(2025, 11, 1)
ZONE = ZoneInfo("Asia/Shanghai")
# The span of days a call may be asked for.
DAY_CALLS = {
    "getbizsummary": 30, "getarticleread": 1, "getarticleshare": 1, "getarticlesummary": 1,
    "getuserread": 1, "getuserreadhour": 1, "getusershare": 7, "getusersharehour": 1,
    "getupstreammsg": 7, "getupstreammsghour": 1, "getupstreammsgweek": 1,
    "getupstreammsgmonth": 1, "getupstreammsgdist": 15, "getupstreammsgdistweek": 1,
    "getupstreammsgdistmonth": 1, "getinterfacesummary": 30, "getinterfacesummaryhour": 1,
}  # fmt: skip
SUMMED = {
    "read_user": "read_users", "share_user": "share_users", "zaikan_user": "zaikan_users",
    "like_user": "like_users", "comment_count": "comments", "collection_user": "favourites",
}  # fmt: skip


class Around:
    """What stands around followers and running totals, over one world."""

    def __init__(self, world: Any) -> None:
        self.articles = grouped(records(world.articles), "account_id")
        self.days = grouped(records(world.article_days), "account_id")
        self.written = grouped(records(world.message_days), "account_id")

    def told(
        self, name: str, account: str, start: date, end: date, today: date
    ) -> Iterator[dict[str, Any]]:
        """The rows of one call for these days, or for the period that begins with the first."""
        kind = name.removeprefix("get")
        if kind.startswith("upstreammsg"):
            end = closes(start, kind) or end
            if end < today:
                yield from self.messages(kind, account, start, end)
            return
        for day in (start + timedelta(days=n) for n in range((end - start).days + 1)):
            if kind.startswith("interfacesummary"):
                yield from self.calls(account, day, "hour" in kind)
            else:
                yield from self.readers(kind, account, day)

    def readers(self, kind: str, account: str, day: date) -> Iterator[dict[str, Any]]:
        rows = [row for row in self.days.get(account, []) if row["stat_date"] == day]
        is_new = kind in ("bizsummary", "articleread", "articleshare")
        if not rows or is_new != (day >= NEW_FAMILY):
            return
        head = {"ref_date": str(day)}
        sums = {name: sum(row[of] for row in rows) for name, of in SUMMED.items()}
        if kind == "bizsummary":
            more = {"redirect_ori_page_user": sums["read_user"] // 50, "send_page_count": 1}
            ways = {"read_user_source": by_way(sums["read_user"], "scene_desc", "user_count")}
            yield head | {"detail": sums | more | ways}
        elif kind.startswith("article"):
            yield from (article(kind, head, row) for row in rows)
        elif kind.startswith("userread"):
            at = {"ref_hour": 2000} if "hour" in kind else {}
            total = sums["read_user"]
            for way, users in ((99999999, total), (0, total * 2 // 3), (2, total // 4)):
                yield head | at | {"user_source": way} | legacy(users, sums["share_user"])
        else:
            at = {"ref_hour": 2000} if "hour" in kind else {}
            for scene, users in ((1, sums["share_user"] * 2 // 3), (2, sums["share_user"] // 3)):
                yield head | at | {"share_scene": scene, "share_user": users, "share_count": users}

    def messages(self, kind: str, account: str, start: date, end: date) -> Iterator[dict[str, Any]]:
        """By day, or as one sum of a week or month. One person in ten writes more than five."""
        rows = [row for row in self.written.get(account, []) if start <= row["day"] <= end]
        is_sum = closes(start, kind) is not None
        days = [start] if is_sum else sorted({row["day"] for row in rows})
        at = {"ref_hour": 1000} if kind.endswith("hour") else {}
        for day in days:
            own = [row for row in rows if is_sum or row["day"] == day]
            head = {"ref_date": str(day)} | at
            if "dist" in kind and own:
                users = sum(row["users"] for row in own)
                yield head | {"count_interval": 1, "msg_user": users - users // 10}
                yield head | {"count_interval": 2, "msg_user": users // 10}
            elif own:
                for of in sorted({row["msg_type"] for row in own}):
                    mine = [row for row in own if row["msg_type"] == of]
                    told = {"msg_user": sum(row["users"] for row in mine)}
                    told |= {"msg_count": sum(row["messages"] for row in mine)}
                    yield head | {"msg_type": of} | told

    def calls(self, account: str, day: date, by_hour: bool) -> Iterator[dict[str, Any]]:
        own = [row for row in self.written.get(account, []) if row["day"] == day]
        if own:
            count, failed = (sum(row[name] for row in own) for name in ("messages", "failed"))
            at = {"ref_hour": 1000} if by_hour else {}
            cost = {"total_time_cost": count * 120, "max_time_cost": 4_800}
            head = {"ref_date": str(day), **at}
            yield head | {"callback_count": count, "fail_count": failed} | cost

    def publications(self, account: str, today: date) -> list[dict[str, Any]]:
        """What stands, the newest first, each message with its articles."""
        told: dict[str, list[Row]] = {}
        for row in self.articles.get(account, []):
            if row["published_on"] < today:
                told.setdefault(row["msgid"].partition("_")[0], []).append(row)
        return [publication(message, rows) for message, rows in reversed(told.items())]

    def income(self, account: str, start: date, end: date, today: date) -> list[dict[str, Any]]:
        """Ads below articles: a share of readers sees them."""
        rows = []
        for day in (start + timedelta(days=n) for n in range((end - start).days + 1)):
            own = [row for row in self.days.get(account, []) if row["stat_date"] == day]
            shown = sum(row["read_users"] for row in own) // 2
            if day < today and shown:
                clicks = shown // 60
                rows.append({
                    "slot_id": 3030046789020061, "ad_slot": "SLOT_ID_BIZ_BOTTOM",
                    "date": str(day), "req_succ_count": shown * 2, "exposure_count": shown,
                    "exposure_rate": 0.5, "click_count": clicks, "click_rate": 0.0167,
                    "income": clicks * 35, "ecpm": 583.0,
                })  # fmt: skip
        return rows


def closes(start: date, kind: str) -> date | None:
    """The last day of the week or month that a call asks about; it must be over."""
    if kind.endswith("week"):
        return start + timedelta(days=6)
    if kind.endswith("month"):
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return None


def by_way(users: int, way: str, many: str) -> list[dict[str, Any]]:
    ways = (
        ("全部", users),
        ("公众号消息", users * 2 // 3),
        ("推荐", users // 4),
        ("其他", users // 6),
    )
    return [{many: count, way: name} for name, count in ways]


def article(kind: str, head: dict[str, Any], row: Row) -> dict[str, Any]:
    head = head | {"msgid": row["msgid"]}
    if kind == "articleread":
        # One public test tells ways as `type` and `value`.
        ways = by_way(row["read_users"], "type", "value")
        return head | {"detail": {"read_user": row["read_users"], "read_user_source": ways}}
    if kind == "articleshare":
        return head | {"detail": {"share_user": row["share_users"]}}
    return head | {"title": row["msgid"]} | legacy(row["read_users"], row["share_users"])


def legacy(readers: int, sharers: int) -> dict[str, int]:
    return {
        "int_page_read_user": readers, "int_page_read_count": readers * 4 // 3,
        "ori_page_read_user": readers // 50, "ori_page_read_count": readers // 40,
        "share_user": sharers, "share_count": sharers, "add_to_fav_user": readers // 60,
        "add_to_fav_count": readers // 60,
    }  # fmt: skip


def publication(message: str, rows: list[Row]) -> dict[str, Any]:
    at = datetime.combine(rows[0]["published_on"], datetime.min.time(), ZONE)
    second = int(at.timestamp()) + 9 * 3600
    items = [
        {"title": row["title"], "author": "", "digest": "", "content_source_url": "",
         "thumb_media_id": "", "show_cover_pic": 0, "need_open_comment": 1,
         "only_fans_can_comment": 0, "url": row["url"], "is_deleted": False}
        for row in rows
    ]  # fmt: skip
    content = {"news_item": items, "create_time": second, "update_time": second}
    return {"article_id": f"A-{message}", "content": content, "update_time": second}
