"""Lists that 纷享销客 and 销售易 export for a corp without the interface.

- 纷享销客: xlsx, Chinese labels in the first row, `2026-11-18 10:22`, the owner as a name.
- 销售易: a list again, as a colleague saved it: CSV in GBK under a title, with a total row.
"""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sandbox.crm.desks import Desk, Row
from sandbox.papers import Book, local, thousands, write_csv
from sandbox.story.sales import DESKS

FXIAOKE_LEADS = [
    "数据ID", "姓名", "公司", "手机", "邮件", "状态", "来源", "负责人", "负责人主属部门",
    "MQL时间", "移交时间", "接收时间", "首次跟进时间", "SQL时间", "创建时间", "最后修改时间",
]  # fmt: skip
XIAOSHOUYI_LEADS = [
    "系统编号", "线索姓名", "公司名称", "手机号", "电子邮件", "跟进状态", "线索来源", "线索所有人",
    "所属部门", "市场认可时间", "分配时间", "领取时间", "首次跟进时间", "销售认可时间", "创建日期",
    "最新修改日",
]  # fmt: skip
FXIAOKE_DEALS = [
    "数据ID", "商机名称", "客户名称", "来源线索ID", "商机金额", "销售阶段", "商机状态", "赢率",
    "预计成交日期", "成交时间", "负责人", "负责人主属部门", "创建时间", "最后修改时间",
]  # fmt: skip
XIAOSHOUYI_DEALS = [
    "系统编号", "销售机会名称", "客户", "销售线索ID", "销售金额（元）", "阶段", "销售状态",
    "可能性", "结单日期", "结单时间", "商机所有人", "所属部门", "创建日期", "最新修改日",
]  # fmt: skip
STEPS = (
    *("became_mql_at", "handed_over_at", "accepted_at", "first_followup_at", "became_sql_at"),
    *("created_at", "updated_at"),
)


def write_fxiaoke(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Both lists, taken on the last day."""
    desk, corp, day = _desk(world, "fxiaoke"), _corp("fxiaoke"), today or world.today
    kinds = [("线索", FXIAOKE_LEADS, lead, desk.leads_at(day))]
    kinds += [("商机", FXIAOKE_DEALS, deal, desk.deals_at(day))]
    return [
        workbook(folder / f"{corp}_纷享销客{word}_{day:%Y%m%d}.xlsx", head, tell, rows)
        for word, head, tell, rows in kinds
    ]


def write_xiaoshouyi(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Both lists, taken on the last day."""
    desk, corp, day = _desk(world, "xiaoshouyi"), _corp("xiaoshouyi"), today or world.today
    paths = []
    for word, head, tell, rows in (
        ("线索", XIAOSHOUYI_LEADS, lead, desk.leads_at(day)),
        ("商机", XIAOSHOUYI_DEALS, deal, desk.deals_at(day)),
    ):
        told = [[f"{word}列表"], head, *(tell(row) for row in _there(rows))]
        path = folder / f"{corp}_销售易{word}_{day:%Y-%m-%d}.csv"
        paths.append(write_csv(path, [*told, [f"共{len(told) - 2}条"]]))
    return paths


def _corp(platform: str) -> str:
    return next(one.account_id for one in DESKS if one.platform == platform and one.by_file)


def _desk(world: Any, platform: str) -> Desk:
    return Desk(world, platform, _corp(platform))


def _there(rows: list[Row]) -> Iterator[Row]:
    return (row for row in rows if not row["is_deleted"])


def workbook(path: Path, head: list[str], tell: Any, rows: list[Row]) -> Path:
    book = Book(path)
    sheet = book.sheet("Sheet1")
    book.line(sheet, 0, head)
    for number, row in enumerate(_there(rows), 1):
        book.line(sheet, number, tell(row))
    return book.close()


def lead(row: Row) -> list[str]:
    first = [row["lead_id"], row["name"], f"{row['name']}商贸", row["phone"], row["email"]]
    first += [row["status"], "官网", row["owner"], row["team"]]
    return [cell or "" for cell in first] + [shown(row[step]) for step in STEPS]


def deal(row: Row) -> list[str]:
    status = ("赢单" if row["is_won"] else "输单") if row["is_closed"] else "进行中"
    until = local(row["closed_at"] or row["updated_at"])
    assert until is not None
    return [
        row["deal_id"], row["deal_name"], "客户", row["lead_id"], thousands(row["amount"]),
        row["stage"], status, "50%", f"{until:%Y-%m-%d}", shown(row["closed_at"]), row["owner"],
        row["owner"].rpartition(" ")[0], shown(row["created_at"]), shown(row["updated_at"]),
    ]  # fmt: skip


def shown(value: datetime | None) -> str:
    """`2026-11-18 10:22` on Chinese clocks."""
    at = local(value)
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
