"""渠道伙伴: the list, sheets of visits, leads, goods and support; those abroad write in English."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.papers import STAMP, Book, thousands, typed_day, write_csv
from sandbox.telling import by, plain, records

MASTER = [
    "伙伴编号",
    "伙伴名称",
    "类型",
    "级别",
    "品牌",
    "区域",
    "城市",
    "负责部门",
    "负责人",
    "签约日期",
    "终止日期",
    "状态",
]
MASTER_ABROAD = [
    "partner_id",
    "partner_name",
    "partner_type",
    "level",
    "brand",
    "region",
    "city",
    "department",
    "owner",
    "signed_on",
    "ended_on",
    "status",
]
VISITS = ["拜访编号", "伙伴编号", "拜访日期", "拜访人", "拜访目的", "拜访结果"]
VISITS_ABROAD = ["visit_id", "partner_id", "visited_on", "visited_by", "purpose", "result"]
SALES = ["单据编号", "伙伴编号", "业务日期", "业务类型", "产品线", "数量", "金额（万元）"]
SALES_ABROAD = ["order_no", "partner_id", "sold_on", "kind", "product_line", "quantity", "amount"]
LEADS = ["线索编号", "伙伴编号", "报备日期", "客户姓名", "客户手机", "意向产品线", "判定"]
LEADS_ABROAD = [
    "lead_id",
    "partner_id",
    "reported_on",
    "customer",
    "phone",
    "product_line",
    "result",
]
SUPPORT = ["支持编号", "伙伴编号", "发生日期", "费用科目", "金额", "报销单号", "备注"]
TRADES = {"sell_in": "进货", "sell_out": "销售", "return": "退货"}
TRADES_ABROAD = {"sell_in": "Sell-in", "sell_out": "Sell-out", "return": "Return"}
Row = dict[str, Any]


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """What is known at the end of the day before."""
    day = (today or world.today) - timedelta(days=1)
    who = by(world.partners, "partner_id")
    acts = [row for row in records(world.partner_acts) if row["day"] <= day]
    home = [row for row in acts if who[row["partner_id"]]["region_id"] != "US"]
    abroad = [row for row in acts if who[row["partner_id"]]["region_id"] == "US"]
    return [
        master(world, folder / f"渠道伙伴_{day}.xlsx", day),
        master_abroad(world, folder / f"partners_overseas_{day}.csv", day),
        visits(folder / f"渠道拜访_{day}.xlsx", of_kind(home, "visit")),
        write_csv(
            folder / f"partner_visits_{day}.csv",
            [VISITS_ABROAD, *map(visit, of_kind(abroad, "visit"))],
            "utf-8",
        ),
        sales(folder / f"渠道进销_{day}.csv", of_kind(home, *TRADES)),
        sales_abroad(folder / f"partner_sales_{day}.csv", of_kind(abroad, *TRADES)),
        write_csv(
            folder / f"渠道线索_{day}.csv", [LEADS, *map(lead, of_kind(home, "lead"))], "gb18030"
        ),
        write_csv(
            folder / f"partner_leads_{day}.csv",
            [LEADS_ABROAD, *map(lead, of_kind(abroad, "lead"))],
            "utf-8",
        ),
        support(folder / f"渠道支持费用_{day}.xlsx", of_kind(acts, "support")),
    ]


def of_kind(rows: list[Row], *kinds: str) -> list[Row]:
    return [row for row in rows if row["kind"] in kinds]


def partner(world: Any, row: Row, day: date, names: str) -> list[Any]:
    """One partner as known then; places and teams go by their names in a language."""
    signed, ended = (on if on and on <= day else None for on in (row["signed"], row["ended"]))
    status = ("合作中", "Active") if signed else ("洽谈中", "Prospect")
    status = ("已终止", "Ended") if ended else status
    team, region, brand = (
        by(table, key)[row[key]][names]
        for table, key in (
            (world.teams, "team_id"),
            (world.regions, "region_id"),
            (world.brands, "brand_id"),
        )
    )
    return [row["partner_id"], row["name"], row["type"], row["level"], brand, region, row["city"],
            team, row["owner"], typed_day(signed), typed_day(ended),
            status[names == "name_en"]]  # fmt: skip


def master(world: Any, path: Path, day: date) -> Path:
    book = Book(path)
    sheet = book.sheet("渠道")
    sheet.merge_range(0, 0, 0, len(MASTER) - 1, "渠道伙伴总表", book.title)
    book.line(sheet, 1, MASTER, book.bold)
    home = [row for row in records(world.partners) if row["region_id"] != "US"]
    for place, row in enumerate(home, 2):
        book.line(sheet, place, partner(world, row, day, "name_zh"))
    book.put(sheet, 2 + len(home), 0, f"共 {len(home)} 个")
    return book.close()


def master_abroad(world: Any, path: Path, day: date) -> Path:
    rows = [row for row in records(world.partners) if row["region_id"] == "US"]
    lines = [partner(world, row, day, "name_en") for row in rows]
    return write_csv(path, [MASTER_ABROAD, *lines], "utf-8")


def visit(row: Row) -> list[Any]:
    return [row["act_id"], row["partner_id"], typed_day(row["day"]), row["staff"], "", "ok"]


def lead(row: Row) -> list[Any]:
    return [row["act_id"], row["partner_id"], typed_day(row["day"]), "某先生", row["phone"],
            row["product_line"], row["result"]]  # fmt: skip


def visits(path: Path, rows: list[Row]) -> Path:
    book = Book(path)
    sheet = book.sheet("拜访")
    book.line(sheet, 0, VISITS, book.bold)
    for place, row in enumerate(rows, 1):
        book.line(sheet, place, visit(row))
        book.put(sheet, place, 2, row["day"])
    return book.close()


def sales(path: Path, rows: list[Row]) -> Path:
    """In 万元, with a total of everything below."""
    total = sum((row["amount"] for row in rows), Decimal(0))
    lines = [[*sale(row, TRADES), plain(row["amount"] / 10_000)] for row in rows]
    foot = ["合计", *[""] * 5, plain(total / 10_000)]
    return write_csv(path, [["渠道进销明细"], [STAMP], SALES, *lines, foot], "gb18030")


def sales_abroad(path: Path, rows: list[Row]) -> Path:
    lines = [[*sale(row, TRADES_ABROAD), thousands(row["amount"])] for row in rows]
    return write_csv(path, [SALES_ABROAD, *lines], "utf-8-sig")


def sale(row: Row, words: dict[str, str]) -> list[Any]:
    return [row["act_id"], row["partner_id"], typed_day(row["day"]), words[row["kind"]],
            row["product_line"], row["quantity"]]  # fmt: skip


def support(path: Path, rows: list[Row]) -> Path:
    book = Book(path)
    sheet = book.sheet("支持")
    sheet.merge_range(0, 0, 0, len(SUPPORT) - 1, "渠道支持费用　　单位：元", book.title)
    book.line(sheet, 1, SUPPORT, book.bold)
    for place, row in enumerate(rows, 2):
        line = [row["act_id"], row["partner_id"], row["day"], row["cost_item"], row["amount"]]
        book.line(sheet, place, [*line, row["doc_no"], "门头物料"])
    total = sum((row["amount"] for row in rows), Decimal(0))
    book.line(sheet, 2 + len(rows), ["合计", "", "", "", total])
    return book.close()
