"""Channel partners: whom the company sells through, visits, leads, goods in and out, support.

Days are days in Shanghai. Support is a share of documents that stand in the ledger already.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import polars as pl

from sandbox.story.draw import Scale

AMOUNT = pl.Decimal(18, 6)
KINDS = ("经销商", "代理商", "门店")
LEVELS = ("A", "B", "B", "C")
PLACES = (
    ("CN-EAST", "杭州", "qinghe"),
    ("CN-SOUTH", "广州", "lumora"),
    ("CN-EAST", "上海", "qinghe"),
    ("CN-SOUTH", "深圳", "lumora"),
    ("US", "Portland", "qinghe"),
)
LINES = {"qinghe": ("TENT", "BAG"), "lumora": ("LAMP", "CANDLE")}
STAFF = ("陈晨", "周舟", "吴桐", "郑好")
SUPPORTED = "物料制作"
PARTNERS = {
    "partner_id": pl.String, "name": pl.String, "type": pl.String, "level": pl.String,
    "brand_id": pl.String, "region_id": pl.String, "city": pl.String, "team_id": pl.String,
    "owner": pl.String, "signed": pl.Date, "ended": pl.Date,
}  # fmt: skip
ACTS = {
    "act_id": pl.String, "partner_id": pl.String, "kind": pl.String, "day": pl.Date,
    "staff": pl.String, "product_line": pl.String, "quantity": pl.Int64, "cost_item": pl.String,
    "doc_no": pl.String, "amount": AMOUNT, "phone": pl.String, "result": pl.String,
}  # fmt: skip


def partners(scale: Scale, ledger: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Both tables of this piece."""
    everybody = [_partner(scale, turn) for turn in range(12 + scale.people // 1_000)]
    acts = [act for partner in everybody for act in _acts(scale, partner)]
    signed = [one for one in everybody if one["signed"]]
    acts += _support(ledger, signed)
    rows = [dict.fromkeys(ACTS) | {"amount": Decimal(0)} | act for act in acts]
    return {
        "partners": pl.DataFrame(everybody, schema=PARTNERS),
        "partner_acts": pl.DataFrame(rows, schema=ACTS).sort("day", "kind", "act_id"),
    }


def _partner(scale: Scale, turn: int) -> dict[str, Any]:
    """One in seven is still being talked to; one has left again; two are new."""
    region, city, brand = PLACES[turn % len(PLACES)]
    signed = date(scale.today.year, 1, 5) + timedelta(days=11 * turn)
    if turn in (4, 9):
        signed = scale.last_day - timedelta(days=9 + turn)
    return {
        "partner_id": f"QD-{turn + 1:03}", "name": f"{city}{KINDS[turn % 3]}{turn + 1}号",
        "type": KINDS[turn % 3], "level": LEVELS[turn % 4], "brand_id": brand,
        "region_id": region, "city": city, "team_id": "CRM", "owner": STAFF[turn % 4],
        "signed": None if turn % 7 == 6 else signed,
        "ended": scale.last_day - timedelta(days=20) if turn == 2 else None,
    }  # fmt: skip


def _acts(scale: Scale, partner: dict[str, Any]) -> list[dict[str, Any]]:
    """Visits before and after signing; goods only between signing and the end."""
    dice = scale.dice(f"partner {partner['partner_id']}")
    number = partner["partner_id"][-3:]
    own = {"partner_id": partner["partner_id"]}
    rows: list[dict[str, Any]] = []
    for place in range(int(dice.integers(0, 5))):
        day = scale.calendar[int(dice.integers(0, scale.days))]
        told = {"act_id": f"V{number}-{place}", "kind": "visit", "day": day}
        rows.append(own | told | {"staff": STAFF[(place + int(number)) % 4]})
    rows += _leads(scale, partner)
    trades = ("sell_in", *("sell_out",) * 4, "return") if int(number) % 5 else ("sell_in",)
    for place in range(int(dice.integers(2, 9)) * (scale.days // 30)):
        day = scale.calendar[int(dice.integers(0, scale.days))]
        kind = trades[int(dice.integers(0, len(trades)))]
        quantity = int(dice.integers(1, 40))
        cents = quantity * int(dice.integers(9_900, 79_900))
        is_partner = partner["signed"] and partner["signed"] <= day
        if is_partner and (partner["ended"] is None or day < partner["ended"]):
            rows.append(own | {
                "act_id": f"S{number}-{place}", "kind": kind, "day": day,
                "product_line": LINES[partner["brand_id"]][place % 2],
                "quantity": quantity, "amount": Decimal(cents) / 100,
            })  # fmt: skip
    return rows


def _leads(scale: Scale, partner: dict[str, Any]) -> list[dict[str, Any]]:
    """Customers whom the partner announces; two in three are judged, some of these not valid."""
    dice = scale.dice(f"leads of {partner['partner_id']}")
    number = partner["partner_id"][-3:]
    rows = []
    for place in range(int(dice.integers(0, 4)) * (scale.days // 30)):
        day = scale.calendar[int(dice.integers(0, scale.days))]
        judged = int(dice.integers(0, 12))
        if partner["signed"] and partner["signed"] <= day:
            rows.append({
                "act_id": f"X{number}-{place}", "partner_id": partner["partner_id"],
                "kind": "lead", "day": day, "phone": f"1371{number}{place:04}",
                "product_line": LINES[partner["brand_id"]][place % 2],
                "result": "" if judged < 4 else "无效" if judged < 6 else "有效",
            })  # fmt: skip
    return rows


def _support(ledger: pl.DataFrame, signed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Parts of what material cost; of one document more than all, of some none is named."""
    made = ledger.filter(pl.col("cost_item") == SUPPORTED).sort("doc_no")
    rows = []
    for turn, line in enumerate(made.iter_rows(named=True)):
        for place in range(3):
            partner = signed[(turn * 3 + place) % len(signed)]
            share = Decimal("0.6") if turn == 18 else Decimal("0.1") + Decimal(place) / 100
            if partner["signed"] > line["incurred"]:
                continue
            rows.append({
                "act_id": f"Z{turn:03}-{place}", "partner_id": partner["partner_id"],
                "kind": "support", "day": line["incurred"], "cost_item": SUPPORTED,
                "doc_no": None if turn % 8 == 5 and place == 2 else line["doc_no"],
                "amount": (line["approved"] * share).quantize(Decimal("0.01")),
            })  # fmt: skip
    return rows
