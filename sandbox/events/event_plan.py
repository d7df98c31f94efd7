"""活动总表 and 活动费用: what the events team keeps in the office (the ledger is the truth)."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.papers import Book, local
from sandbox.telling import by, grouped, records

MASTER = [
    "活动编号",
    "活动名称",
    "活动类型",
    "城市",
    "场馆",
    "开始时间",
    "结束时间",
    "负责人",
    "项目",
    "品牌",
    "产品线",
    "区域",
    "目标邀约数",
    "目标到场数",
    "目标线索数",
    "目标签单额",
    "预算",
    "状态",
]


def master(world: Any, folder: Path) -> Path:
    """活动总表."""
    book = Book(folder / f"活动总表_{world.today.year}.xlsx")
    sheet = book.sheet("活动")
    sheet.merge_range(
        0, 0, 0, len(MASTER) - 1, f"{world.today.year}年线下活动总表　　单位：元", book.title
    )
    book.line(sheet, 1, MASTER, book.bold)
    team = by(world.teams, "team_id")
    for place, e in enumerate(records(world.events), 2):
        book.line(
            sheet,
            place,
            [
                e["event_id"],
                e["name"],
                e["type"],
                e["city"],
                e["venue"],
                local(e["starts_at"]),
                local(e["ends_at"]),
                team[e["owner_team"]]["name_zh"],
                e["project_id"],
                e["brand_id"],
                e["product_line"],
                e["region_id"],
                e["target_invited"],
                e["target_attended"],
                e["target_leads"],
                e["target_deal_amount"],
                e["planned_cost"],
                e["status"],
            ],
        )
    return book.close()


def costs(world: Any, folder: Path) -> Path:
    """活动费用: the plan beside what the ledger will say; the activity merged over its lines."""
    book = Book(folder / f"活动费用_{world.today.year}.xlsx")
    sheet = book.sheet("费用")
    heading = ["活动编号", "费用类别", "供应商", "预算金额", "实际金额", "是否含税", "报销单号"]
    sheet.merge_range(0, 0, 0, len(heading) - 1, "活动费用拆分表　　单位：元", book.title)
    book.line(sheet, 1, heading, book.bold)
    spent = grouped(
        records(world.ledger.filter(world.ledger["event_id"].is_not_null())), "event_id"
    )
    names = {"场地费": "场地", "活动物料": "物料", "差旅费": "差旅"}
    at, planned, actual = 2, Decimal(0), Decimal(0)
    for event in records(world.events):
        lines = spent.get(event["event_id"], [])
        shares = [event["planned_cost"] * part / 100 for part in (55, 35, 10)]
        known = lines or [
            {"cost_item": name, "vendor": "", "amount": None, "doc_no": ""} for name in names
        ]
        for place, (line, plan) in enumerate(zip(known, shares, strict=False)):
            cells = [
                names.get(line["cost_item"], "其他"),
                line["vendor"],
                plan,
                line["amount"],
                "是",
                line["doc_no"],
            ]
            book.line(sheet, at + place, ["", *cells])
            planned, actual = planned + plan, actual + Decimal(line["amount"] or 0)
        book.span(sheet, at, at + len(known) - 1, 0, event["event_id"])
        at += len(known)
    book.line(sheet, at, ["合计", "", "", planned, actual, "", ""], book.bold)
    return book.close()
