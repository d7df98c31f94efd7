"""Offline activities: who registered, who came, who left a contact, who signed."""

from datetime import date, timedelta

import numpy as np
import polars as pl

from sandbox.story import people as persons
from sandbox.story.draw import DAY_MS, HOUR_MS, Scale, epoch_ms, moments, money

KINDS = ["沙龙", "发布会", "路演", "培训", "展会"]
CITIES = [
    ("杭州", "CN-EAST"),
    ("上海", "CN-EAST"),
    ("广州", "CN-SOUTH"),
    ("深圳", "CN-SOUTH"),
    ("南京", "CN-EAST"),
]
BRIEF_DOOR = 1  # the activity whose door noted names and the last four digits of phones for some
NAMESAKES = 50_000  # ten thousands further, a number's phone ends in the same four digits
EVENTBRITE_REGION = "CN-SOUTH"  # its guests register with Eventbrite, the others on sheets
STATUSES = np.array(["已通过", "待审核", "已拒绝", "已取消", "候补"])
LEVELS = np.array(["A", "B", "C", "D"])
DEAL_KINDS = np.array(["现场成交", "意向金", "框架协议"])
TICKETS = {
    "eventbrite": (("早鸟票", 99), ("标准票", 0), ("VIP", 280)),
    "sign_in_sheets": (("标准票", 0), ("早鸟票", 99), ("VIP票", 1280)),
}
GIVEN_BACK = ("已拒绝", "已取消")


def events(scale: Scale) -> pl.DataFrame:
    """The activities of the period, evenly spread, and one that is still to come."""
    rows = []
    for turn in range(scale.events):
        last = turn == scale.events - 1
        offset = scale.days + 6 if last else 8 + turn * (scale.days - 9) // max(scale.events - 1, 1)
        rows.append(_event(scale, turn, scale.first_day + timedelta(days=offset), last))
    columns = (
        "event_id name type city venue starts_ms ends_ms owner_team project_id brand_id region_id "
        "product_line target_invited target_attended target_leads target_deal_cents budget_cents "
        "status"
    )
    table = pl.DataFrame(rows, schema=columns.split(), orient="row")
    return table.with_columns(
        starts_at=moments(table["starts_ms"]),
        ends_at=moments(table["ends_ms"]),
        target_deal_amount=money(table["target_deal_cents"]),
        planned_cost=money(table["budget_cents"]),
        told_by=pl.when(pl.col("region_id") == EVENTBRITE_REGION)
        .then(pl.lit("eventbrite"))
        .otherwise(pl.lit("sign_in_sheets")),
    ).drop("target_deal_cents", "budget_cents")


def _event(scale: Scale, turn: int, day: date, coming: bool) -> tuple:
    city, region = CITIES[turn % len(CITIES)]
    brand = "qinghe" if region == "CN-EAST" else "lumora"
    line = {"qinghe": ("TENT", "BAG"), "lumora": ("LAMP", "CANDLE")}[brand][turn % 2]
    starts = epoch_ms(day) + (5 + turn % 3) * HOUR_MS + 30 * 60_000
    kind, project = KINDS[turn % len(KINDS)], "P-2026-05" if brand == "qinghe" else "P-2026-06"
    status = "筹备中" if coming else "已结束"
    return (
        f"E-2026-{turn + 20:02d}", f"{kind}·{city}站 {turn + 1}", kind, city,
        f"{city}会展中心 {turn % 3 + 1}号厅",
        starts, starts + 4 * HOUR_MS, "EVNT", project, brand, region, line,
        200, 80, 30, 5_000_000, (300 + 40 * turn) * 10_000, status,
    )  # fmt: skip


def event_people(
    scale: Scale, everybody: pl.DataFrame, table: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """One row per person and event, and the people met there for the first time."""
    dice = scale.dice("event people")
    per_event = max(scale.people // 150, 25)
    met = _met(scale, dice, len(table) - 1, max(per_event // 12, 3))
    rows = []
    for turn, event in enumerate(table.iter_rows(named=True)):
        local = everybody.filter(pl.col("known") & (pl.col("region_id") == event["region_id"]))
        guests = local[np.sort(dice.choice(len(local), min(per_event, len(local)), replace=False))]
        new = met.filter(pl.col("met_at") == turn)
        frame = pl.concat([guests.select("person_id", "number"), new.select("person_id", "number")])
        rows.append(_attendance(scale, dice, event, frame, len(guests)))
    told = pl.concat(rows).with_columns(is_last_four_only=pl.lit(False))
    told, namesakes = _brief_door(scale, table, told, met.drop("met_at"))
    told = _wrong_clock(table, told)
    return _ticketed(told, table), pl.concat([met.drop("met_at"), namesakes])


def _wrong_clock(table: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """One who walked in is written down a day late, long after the first activity was over."""
    [first] = table.filter(pl.col("told_by") == "sign_in_sheets")["event_id"][:1]
    passing = (pl.col("event_id") == first) & pl.col("attended") & pl.col("is_walk_in")
    [who] = told.filter(passing & pl.col("lead_id").is_null()).sort("person_id")["person_id"][:1]
    is_late = passing & (pl.col("person_id") == who)
    later = pl.col("checked_in_at") + pl.when(is_late).then(DAY_MS).otherwise(0).cast(
        pl.Duration("ms")
    )
    return told.with_columns(checked_in_at=later.cast(told.schema["checked_in_at"]))


def _ticketed(told: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Which ticket each guest took, how many seats, and whether it was paid back.

    Who cancels gets the money back, but for every fourth, who did so too late.
    """
    turn = pl.int_range(pl.len()).over("event_id")
    kinds = [
        {"told_by": told_by, "ticket_no": number, "ticket_type": kind, "ticket_price": price}
        for told_by, tickets in TICKETS.items()
        for number, (kind, price) in enumerate(tickets)
    ]
    types = {"ticket_no": pl.Int64, "ticket_price": pl.Decimal(18, 6)}
    is_late = (pl.col("status") == "已取消") & (turn % 4 == 3)
    second = (pl.col("told_by") == "eventbrite") & (turn % 9 == 4) & (pl.col("status") == "已通过")
    ticketed = told.join(
        table.select("event_id", "told_by"), on="event_id", maintain_order="left"
    ).with_columns(
        ticket_no=pl.when(pl.col("registration_id").is_not_null()).then(turn % 3),
        seats=pl.when(second).then(2).otherwise(1),
        is_refunded=pl.col("status").is_in(GIVEN_BACK) & ~is_late,
    )
    listed = pl.DataFrame(kinds, schema_overrides=types)
    return ticketed.join(
        listed, on=["told_by", "ticket_no"], how="left", maintain_order="left"
    ).drop("told_by")


def _brief_door(
    scale: Scale, table: pl.DataFrame, told: pl.DataFrame, met: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """A door that noted no whole phones for every other guest, and for one who just walked in.

    Two others registered with his name and his last four digits, and did not come.
    """
    code = table["event_id"][BRIEF_DOOR]
    here = (pl.col("event_id") == code) & pl.col("attended")
    stranger = (
        here & pl.col("lead_id").is_null() & pl.col("person_id").is_in(met["person_id"].implode())
    )
    who = told.filter(stranger).sort("person_id")[:1]
    turn = pl.int_range(pl.len()).over("event_id", "attended", "is_walk_in")
    noted = here & ~pl.col("is_walk_in") & (turn % 2 == 0) & (turn < 20)
    noted |= here & pl.col("person_id").is_in(who["person_id"].implode())
    told = told.with_columns(is_last_four_only=noted)
    him = met.join(who, on="person_id", how="semi")
    drawn = ("number", "segment", "warmth", "known", "has_email", "has_phone", "surname", "given")
    further = pl.Series("further", [NAMESAKES, 2 * NAMESAKES])
    both = him.select(drawn).join(further.to_frame(), how="cross")
    both = both.with_columns(number=pl.col("number") + pl.col("further")).select(drawn)
    both = persons.contacts(scale, both)
    came_at = table["starts_ms"][BRIEF_DOOR]
    place = pl.int_range(pl.len())
    absent = both.select(
        "person_id",
        event_id=pl.lit(code),
        registration_id=pl.format("R{}-N{}", pl.lit(code[-2:]), place + 1),
        registered_at=moments(pl.Series([came_at - 3 * DAY_MS] * len(both), dtype=pl.Int64)),
        status=pl.lit("已通过"),
        attended=pl.lit(False),
        is_walk_in=pl.lit(False),
        registration_channel=pl.lit("公众号"),
        is_last_four_only=pl.lit(False),
    )
    return pl.concat([told, absent], how="diagonal"), both.select(met.columns)


def _met(scale: Scale, dice: np.random.Generator, event_count: int, each: int) -> pl.DataFrame:
    count = event_count * each
    drawn = pl.DataFrame(
        {
            "number": np.arange(count) + 5_000_000,
            "segment": np.zeros(count, dtype=np.int64),
            "warmth": np.ones(count),
            "known": np.ones(count, dtype=bool),
            "has_email": np.zeros(count, dtype=bool),
            "has_phone": np.ones(count, dtype=bool),
            "surname": dice.integers(0, len(persons.SURNAMES), count),
            "given": dice.integers(0, len(persons.GIVEN), count),
        }
    )
    return persons.contacts(scale, drawn).with_columns(
        met_at=pl.Series(np.repeat(np.arange(event_count), each))
    )


def _attendance(
    scale: Scale, dice: np.random.Generator, event: dict, frame: pl.DataFrame, guests: int
) -> pl.DataFrame:
    """Who registered, who came, and what happened there; a coming activity has only guests."""
    count = len(frame)
    over = event["starts_ms"] + DAY_MS < scale.end_ms
    walk_in = np.arange(count) >= guests
    walk_in |= dice.random(count) < 0.07
    status = STATUSES[dice.choice(5, count, p=[0.84, 0.04, 0.03, 0.06, 0.03])]
    lead_time = dice.integers(DAY_MS, 14 * DAY_MS, count)
    registered = np.maximum(event["starts_ms"] - lead_time, scale.first_ms + 60_000)
    latest = scale.end_ms - dice.integers(60_000, DAY_MS, count)
    registered = np.minimum(registered, latest) // 60_000 * 60_000
    attended = over & (walk_in | ((status == "已通过") & (dice.random(count) < 0.62)))
    checked_in = event["starts_ms"] + dice.integers(-40, 80, count) * 60_000
    code, number = event["event_id"], pl.int_range(pl.len())
    table = frame.with_columns(
        event_id=pl.lit(code),
        registration_id=_only(~walk_in, pl.format("R{}-{}", pl.lit(code[-2:]), number + 1)),
        registered_at=moments(np.where(walk_in, -1, registered)),
        status=_only(~walk_in, pl.Series(status)),
        attended=pl.Series(attended),
        checked_in_at=moments(np.where(attended, checked_in, -1)),
        is_walk_in=pl.Series(walk_in),
    )
    table = table.with_columns(**_met_there(scale, dice, code, attended, checked_in)).with_columns(
        registration_channel=_only(~walk_in, pl.lit("公众号"))
    )
    return table.filter(pl.lit(over) | ~pl.col("is_walk_in")).drop("number")


def _met_there(
    scale: Scale,
    dice: np.random.Generator,
    code: str,
    attended: np.ndarray,
    checked_in: np.ndarray,
) -> dict[str, pl.Expr | pl.Series]:
    """Contacts left and papers signed by those who came."""
    count, number = len(attended), pl.int_range(pl.len())
    left = attended & (dice.random(count) < 0.45)
    left_at = checked_in + dice.integers(30, 150, count) * 60_000
    consent = dice.random(count) < 0.85
    handed = left & consent & (dice.random(count) < 0.9) & (left_at + 20 * HOUR_MS < scale.end_ms)
    followed = handed & (dice.random(count) < 0.8) & (left_at + 40 * HOUR_MS < scale.end_ms)
    signed = left & (dice.random(count) < 0.22)
    kind = DEAL_KINDS[dice.choice(3, count, p=[0.6, 0.25, 0.15])]
    cents = dice.integers(60, 900, count) * 10_000 + dice.integers(0, 100, count) * 100
    paid = np.where(kind == "现场成交", np.where(dice.random(count) < 0.9, cents, 0), cents // 10)
    return {
        "lead_id": _only(left, pl.format("L{}-{}", pl.lit(code[-2:]), number + 1)),
        "left_at": moments(np.where(left, left_at, -1)),
        "level": _only(left, pl.Series(LEVELS[dice.integers(0, 4, count)])),
        "consent": _only(left, pl.Series(consent)),
        "handed_over_at": moments(np.where(handed, left_at + 18 * HOUR_MS, -1)),
        "accepted": _only(handed, pl.Series(followed | (dice.random(count) < 0.3))),
        "first_followup_at": moments(np.where(followed, left_at + 30 * HOUR_MS, -1)),
        "deal_id": _only(signed, pl.format("D{}-{}", pl.lit(code[-2:]), number + 1)),
        "signed_at": moments(np.where(signed, left_at + 5 * 60_000, -1)),
        "deal_amount": _only(signed, money(cents)),
        "deal_quantity": _only(signed, pl.Series(dice.integers(1, 12, count))),
        "deal_kind": _only(signed, pl.Series(kind)),
        "deal_cancelled": _only(signed, pl.Series(dice.random(count) < 0.08)),
        "paid": _only(signed, money(paid)),
    }


def _only(mask: np.ndarray, expression: pl.Expr | pl.Series) -> pl.Expr:
    return pl.when(pl.Series(mask)).then(expression)
