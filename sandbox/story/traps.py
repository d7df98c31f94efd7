"""People who share what should be one person's, and are none the less two.

- `family`: a wife's contact is written down with her husband's telephone.
- `desk`: the number of the service desk stands in the contacts of people who called it.
- `kiosk`: a tablet in a shop on which guests sign in, one after the other.
- `recycled`: somebody types a number into a form that was another's before.
"""

from typing import Any

import polars as pl

from sandbox.story import visits, web
from sandbox.story.draw import DAY_MS, HOUR_MS, Scale

DESK = "4008001234"
DESK_CALLERS, KIOSK_GUESTS = 9, 12
KIOSK, FIRST_KIOSK_VISIT = 7_990_000, 60_000_000
ONE_PAIR_IN = 400  # people


def shared(
    scale: Scale, contacts: pl.DataFrame, people: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Contacts as the CRM has them, and the people whose number another has."""
    dice = scale.dice("shared numbers")
    count = max(scale.people // ONE_PAIR_IN, 3)
    reached = people.filter(pl.col("phone").is_not_null())["person_id"]
    able = contacts.filter(pl.col("person_id").is_in(reached.implode()) & ~pl.col("is_archived"))
    able = able.unique("person_id", keep="first", maintain_order=True)
    chosen = able[dice.permutation(len(able))[: 2 * count + DESK_CALLERS]]
    wives, husbands, callers = chosen[:count], chosen[count : 2 * count], chosen[2 * count :]
    numbers = pl.concat([
        wives.select("contact_id", shared_phone=husbands["phone"]),
        callers.select("contact_id", shared_phone=pl.lit(DESK)),
    ])  # fmt: skip
    told = contacts.join(numbers, on="contact_id", how="left", maintain_order="left")
    told = told.with_columns(phone=pl.coalesce("shared_phone", "phone")).drop("shared_phone")
    pairs = pl.concat([
        wives.select("person_id", kind=pl.lit("family"), other=husbands["person_id"]),
        callers.select("person_id", kind=pl.lit("desk"), other=pl.lit(DESK)),
    ])  # fmt: skip
    return told, pairs


def kiosk(
    scale: Scale,
    people: pl.DataFrame,
    units: pl.DataFrame,
    seen: pl.DataFrame,
    told: dict[str, Any],
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """Visits on the tablet, their events, and the guests who signed in."""
    dice = scale.dice("kiosk")
    known = people.filter("known").join(seen, on="person_id", how="semi", maintain_order="left")
    guests = known[dice.permutation(len(known))[:KIOSK_GUESTS]]
    turn = pl.int_range(KIOSK_GUESTS, dtype=pl.Int64)
    yes, no = pl.lit(value=True), pl.lit(value=False)
    table = guests.select(
        number=pl.lit(KIOSK, pl.Int64), person_id=pl.lit("K1"), cookie_turn=pl.lit(0, pl.Int64),
        brand_id=pl.lit("qinghe"), region_id=pl.lit("CN-EAST"), channel_id=pl.lit("direct"),
        account_id=pl.lit(None, pl.String), unit=pl.lit(-1, pl.Int64),
        start_ms=scale.first_ms + DAY_MS + turn * 26 * HOUR_MS,
        page_views=pl.lit(2, pl.Int64), step_ms=pl.lit(20_000, pl.Int64),
        known=yes, signed_up=yes, added_to_cart=no, ordered=no,
    )  # fmt: skip
    came = visits.told(table, units, FIRST_KIOSK_VISIT)
    none = told["orders"][:0], told["order_lines"][:0]
    events = web.web_events(scale, came, people, *none, piece="kiosk events")
    who = guests.select("member_no", "email_sha256", "phone_sha256")
    who = who.with_columns(visit_id=came["visit_id"])
    events = events.join(who, on="visit_id", how="left", suffix="_guest", maintain_order="left")
    signs = pl.col("type") == "identify"
    events = events.with_columns(
        user_id=pl.when(signs).then("member_no"),
        email_sha256=pl.when(signs).then("email_sha256_guest"),
        phone_sha256=pl.when(signs).then("phone_sha256_guest"),
    ).drop("member_no", "email_sha256_guest", "phone_sha256_guest")
    signed = guests.select("person_id", kind=pl.lit("kiosk"), other=came["cookie"])
    return came, events, signed


def recycled(
    scale: Scale, events: pl.DataFrame, seen: pl.DataFrame, people: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Events in which some people type a number that was somebody else's, and these people."""
    dice = scale.dice("recycled numbers")
    sent = events.filter(pl.col("form_phone").is_not_null() & (pl.col("delivery") == 1))
    sent = sent.join(seen.select("visit_id", "person_id"), on="visit_id", maintain_order="left")
    sent = sent.unique("person_id", keep="first", maintain_order=True)
    before = people.filter(
        pl.col("phone").is_not_null()
        & pl.col("person_id").is_in(seen["person_id"].implode())
        & ~pl.col("person_id").is_in(sent["person_id"].implode())
    )
    count = max(scale.people // ONE_PAIR_IN, 3)
    sent = sent[dice.permutation(len(sent))[:count]]
    before = before[dice.permutation(len(before))[: len(sent)]]
    typed = sent.select("message_id", typed=before["phone"])
    events = events.join(typed, on="message_id", how="left", maintain_order="left")
    events = events.with_columns(form_phone=pl.coalesce("typed", "form_phone")).drop("typed")
    pairs = sent.select("person_id", kind=pl.lit("recycled"), other=before["person_id"])
    return events, pairs
