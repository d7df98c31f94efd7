"""The private domain in WeCom 企业微信: customers added by staff, group chats, and their days."""

import numpy as np
import polars as pl

from sandbox.story.draw import DAY_MS, HOUR_MS, Scale, epoch_ms, moments

STAFF = (
    ("zhangsan", "CN-EAST"),
    ("lisi", "CN-EAST"),
    ("wangwu", "CN-SOUTH"),
    ("zhaoliu", "CN-SOUTH"),
)
# Channel code of the QR code or link → the channel it stands for, if anybody wrote that down.
STATES: dict[str | None, str] = {
    "wx_menu": "wechat_article",
    "oe_live": "ocean_engine",
    "xhs_note": "xiaohongshu_organic",
    "event_desk": "event",
    "sms_1111": "sms",
    "store_qr": "unassigned",
    None: "unknown",
}
# Tags of the corp: group, name, and whom staff gave it: all, or every so many-th customer.
TAGS = {
    "etAJ2GCAAAXtWyujaWJHDDGi0mAC": ("来源", "门店", 1),
    "etAJ2GCAAAXtWyujaWJHDDGi0mAD": ("意向", "高意向", 3),
    "etAJ2GCAAAXtWyujaWJHDDGi0mAE": ("意向", "复购", 5),
}
# Acquisition links 获客链接, each of two members of staff: customers who came by one have way 16.
LINKS = {"cawcdea7783d7330c1": "官网咨询", "cawcdea7783d7330c2": "直播间"}
BY_LINK = 16
ADD_WAYS = (1, 1, 16, 3, 4, 2)
GROUPS_EACH = 2
COLLEAGUES = 7  # every so many-th customer uses WeCom themselves: somebody of another corp
OUR_CLOCK = 8 * HOUR_MS


def private(
    scale: Scale, people: pl.DataFrame, visits: pl.DataFrame, leads: pl.DataFrame
) -> dict[str, pl.DataFrame]:
    """`wecom_contacts`, `wecom_groups`, `wecom_members`, and days of staff, groups and links."""
    contacts = _contacts(scale, people, visits, leads)
    groups = _groups(scale)
    members = _members(scale, contacts, groups)
    return {
        "wecom_contacts": _labelled(_timed(contacts)),
        "wecom_groups": groups.with_columns(created_at=moments(groups["created_ms"])),
        "wecom_members": _timed(members),
        "wecom_days": _staff_days(scale, contacts),
        "wecom_group_days": _group_days(scale, groups, members),
        "wecom_link_days": _link_days(scale, contacts),
    }


def _contacts(
    scale: Scale, people: pl.DataFrame, visits: pl.DataFrame, leads: pl.DataFrame
) -> pl.DataFrame:
    """One row per customer and member of staff who has them; some customers have two."""
    dice = scale.dice("wecom contacts")
    seen = visits.filter(pl.col("known") & pl.col("region_id").str.starts_with("CN"))
    met = seen.select("number", "person_id", "region_id", "start_ms").unique(
        "number", keep="first", maintain_order=True
    )
    met = met.filter(pl.Series(dice.random(len(met)) < 0.22)).sort("number")
    count = len(met)
    added = (met["start_ms"].to_numpy() + dice.integers(120_000, 1_200_000, count)) // 1000 * 1000
    added = np.minimum(added, scale.end_ms - 120_000)
    first = dice.integers(0, 2, count) + np.where(met["region_id"] == "CN-EAST", 0, 2)
    states = list(STATES)
    linked = pl.col("external_userid").is_not_null() & ~pl.col("is_deleted")
    known = leads.filter(linked)["person_id"]
    table = met.join(people.select("number", "name", "phone"), on="number", how="left").select(
        "person_id", "name",
        external_userid=external_userid("number"),
        union_id=pl.format("oTXWIuGaIt6gTKsQ{}", pl.col("number").cast(pl.String).str.zfill(10)),
        phone=pl.when(~pl.col("person_id").is_in(known.implode())).then("phone"),
        userid=pl.Series([STAFF[each][0] for each in first], dtype=pl.String),
        state=pl.Series([states[n] for n in dice.integers(0, len(states), count)], dtype=pl.String),
        add_way=pl.Series([ADD_WAYS[n] for n in dice.integers(0, len(ADD_WAYS), count)]),
        added_ms=pl.Series(added),
        removed_ms=pl.Series(
            np.where((dice.random(count) < 0.04) & (added + 4 * DAY_MS < scale.end_ms),
                     added + 3 * DAY_MS, -1)
        ),
    )  # fmt: skip
    other = {STAFF[n][0]: STAFF[n ^ 1][0] for n in range(len(STAFF))}
    shared = table.filter(pl.Series(dice.random(count) < 0.08)).with_columns(
        userid=pl.col("userid").replace_strict(other, return_dtype=pl.String),
        added_ms=pl.col("added_ms") + 5 * HOUR_MS,
        removed_ms=pl.lit(-1, pl.Int64),
        state=pl.lit(None, pl.String),
        add_way=pl.lit(201, pl.Int64),
    )
    shared = shared.filter(pl.col("added_ms") < scale.end_ms - 120_000)
    return pl.concat([table, shared]).sort("added_ms", "external_userid", "userid")


def _labelled(contacts: pl.DataFrame) -> pl.DataFrame:
    """The link a customer came by, the tags staff gave them, and whether they use WeCom too."""
    number = pl.col("external_userid").str.slice(14, 10).cast(pl.Int64)
    tags = [pl.when(number % every == 0).then(pl.lit(tag)) for tag, (*_, every) in TAGS.items()]
    return contacts.with_columns(
        tag_ids=pl.concat_str(tags, separator=";", ignore_nulls=True),
        link_id=_link(),
        customer_type=pl.when(number % COLLEAGUES == 0).then(2).otherwise(1),
    )


def _link() -> pl.Expr:
    first, second = LINKS
    east = [userid for userid, region in STAFF if region == "CN-EAST"]
    by_staff = pl.when(pl.col("userid").is_in(east)).then(pl.lit(first)).otherwise(pl.lit(second))
    return pl.when(pl.col("add_way") == BY_LINK).then(by_staff)


def external_userid(number: str) -> pl.Expr:
    """The id of a customer in this corp, from the person's number."""
    return pl.format("wmqfasd1e19278{}AAAA", pl.col(number).cast(pl.String).str.zfill(10))


def _groups(scale: Scale) -> pl.DataFrame:
    """Two group chats of each member of staff, the second one made while the story runs."""
    rows = [
        (f"wrOgQhDgAAMYQiS5ol9G7gK9JV{place}{turn}", userid, f"露营福利群 {place + 1}-{turn + 1}",
         scale.first_ms + (turn * 9 + place) * DAY_MS + HOUR_MS)
        for place, (userid, _) in enumerate(STAFF)
        for turn in range(GROUPS_EACH)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=["chat_id", "owner", "name", "created_ms"], orient="row")


def _members(scale: Scale, contacts: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """Who is in which group: half of an owner's customers, and the owner."""
    dice = scale.dice("wecom members")
    chosen = pl.Series(dice.random(len(contacts)) < 0.5) & (contacts["removed_ms"] < 0)
    some = contacts.filter(chosen)
    turn = pl.Series(dice.integers(0, GROUPS_EACH, len(some)))
    of = groups.with_columns(turn=pl.int_range(pl.len()).over("owner"))
    some = some.with_columns(turn=turn).join(
        of.select("chat_id", "turn", "created_ms", userid="owner"), on=["userid", "turn"]
    )
    joined = np.maximum(some["added_ms"].to_numpy(), some["created_ms"].to_numpy()) + HOUR_MS
    left = dice.random(len(some)) < 0.06
    left &= joined + 3 * DAY_MS < scale.end_ms
    customers = some.select(
        "chat_id", "union_id", "state", "person_id", owner="userid", userid="external_userid",
        kind=pl.lit(2, pl.Int64), join_scene=pl.lit(3, pl.Int64),
        joined_ms=pl.Series(joined), left_ms=pl.Series(np.where(left, joined + 2 * DAY_MS, -1)),
    )  # fmt: skip
    customers = customers.filter(pl.col("joined_ms") < scale.end_ms - 60_000)
    nobody = pl.lit(None, pl.String)
    owners = groups.select(
        "chat_id", nobody.alias("union_id"), nobody.alias("state"), nobody.alias("person_id"),
        "owner", userid="owner", kind=pl.lit(1, pl.Int64), join_scene=pl.lit(1, pl.Int64),
        joined_ms="created_ms", left_ms=pl.lit(-1, pl.Int64),
    )  # fmt: skip
    return pl.concat([owners, customers.select(owners.columns)])


def _timed(table: pl.DataFrame) -> pl.DataFrame:
    """Milliseconds as moments; -1 is null."""
    names = [name for name in table.columns if name.endswith("_ms")]
    told = {name.removesuffix("_ms") + "_at": moments(table[name]) for name in names}
    return table.with_columns(**told).drop(names)


def _day_no(scale: Scale, ms: pl.Series) -> np.ndarray:
    """Which Chinese day of the story a moment falls on; the first one is 0."""
    return (ms.to_numpy() + OUR_CLOCK - epoch_ms(scale.first_day)) // DAY_MS


def _counts(scale: Scale, table: pl.DataFrame, ms: str, of: str, who: str) -> np.ndarray:
    """How many rows of one owner happened on each day."""
    rows = table.filter((pl.col(of) == who) & (pl.col(ms) >= 0))
    return np.bincount(_day_no(scale, rows[ms]), minlength=scale.days)[: scale.days]


def _staff_days(scale: Scale, contacts: pl.DataFrame) -> pl.DataFrame:
    """What each member of staff did each day; a quiet day has no reply rate."""
    dice = scale.dice("wecom staff days")
    frames = []
    for userid, _ in STAFF:
        new = _counts(scale, contacts, "added_ms", "userid", userid)
        gone = _counts(scale, contacts, "removed_ms", "userid", userid)
        chats = dice.integers(0, 12, scale.days)
        busy = chats > 0
        frames.append(
            pl.DataFrame(
                {
                    "day": scale.calendar,
                    "userid": [userid] * scale.days,
                    "chat_cnt": chats,
                    "message_cnt": chats * dice.integers(2, 7, scale.days),
                    "reply_percentage": np.where(
                        busy, dice.integers(7_000, 10_001, scale.days), -1
                    ),
                    "avg_reply_time": np.where(busy, dice.integers(1, 40, scale.days), -1),
                    "negative_feedback_cnt": gone,
                    "new_apply_cnt": new + dice.integers(0, 3, scale.days),
                    "new_contact_cnt": new,
                }
            )
        )
    return pl.concat(frames)


def _group_days(scale: Scale, groups: pl.DataFrame, members: pl.DataFrame) -> pl.DataFrame:
    """All groups of one owner, day by day: totals are stocks at the day's end."""
    dice = scale.dice("wecom group days")
    frames = []
    for owner, _ in STAFF:
        made = _counts(scale, groups, "created_ms", "owner", owner)
        joined = _counts(scale, members, "joined_ms", "owner", owner)
        left = _counts(scale, members, "left_ms", "owner", owner)
        total = np.cumsum(joined - left)
        talking = (total * dice.random(scale.days) * 0.4).astype(np.int64)
        frames.append(
            pl.DataFrame(
                {
                    "day": scale.calendar,
                    "owner": [owner] * scale.days,
                    "new_chat_cnt": made,
                    "chat_total": np.cumsum(made),
                    "chat_has_msg": np.minimum(np.cumsum(made), talking),
                    "new_member_cnt": joined,
                    "member_total": total,
                    "member_has_msg": talking,
                    "msg_total": talking * dice.integers(1, 9, scale.days),
                }
            )
        )
    return pl.concat(frames)


def _link_days(scale: Scale, contacts: pl.DataFrame) -> pl.DataFrame:
    """Who clicked a link and who was won by it; not everybody who clicks is."""
    dice = scale.dice("wecom link days")
    linked = contacts.with_columns(link_id=_link())
    frames = []
    for link in LINKS:
        new = _counts(scale, linked, "added_ms", "link_id", link)
        clicked = new + dice.integers(0, 4, scale.days)
        told = {"day": scale.calendar, "link_id": [link] * scale.days, "clicked": clicked}
        frames.append(pl.DataFrame(told | {"gained": new}))
    return pl.concat(frames)
