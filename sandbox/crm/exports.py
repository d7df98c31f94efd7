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

FXIAOKE = {
    "线索": (
        "数据ID 姓名 公司 手机 邮件 状态 来源 市场活动ID 负责人 负责人主属部门 MQL时间 移交时间 "
        "接收时间 首次跟进时间 SQL时间 创建时间 最后修改时间"
    ),
    "商机": (
        "数据ID 商机名称 客户名称 客户ID 来源线索ID 市场活动ID 商机金额 销售阶段 商机状态 赢率 "
        "预计成交日期 成交时间 负责人 负责人主属部门 创建时间 最后修改时间"
    ),
    "客户": "数据ID 客户名称 行业 负责人 创建时间 最后修改时间",
    "联系人": "数据ID 姓名 客户ID 手机 邮件 负责人 创建时间 最后修改时间",
    "市场活动": "数据ID 市场活动名称 活动类型 活动状态 开始时间 结束时间 创建时间 最后修改时间",
}
XIAOSHOUYI = {
    "线索": (
        "系统编号 线索姓名 公司名称 手机号 电子邮件 跟进状态 线索来源 来源市场活动ID 线索所有人 "
        "所属部门 市场认可时间 分配时间 领取时间 首次跟进时间 销售认可时间 创建日期 最新修改日"
    ),
    "商机": (
        "系统编号 销售机会名称 客户 所属客户ID 销售线索ID 来源市场活动ID 销售金额（元） 阶段 "
        "销售状态 可能性 结单日期 结单时间 商机所有人 所属部门 创建日期 最新修改日"
    ),
    "客户": "客户编号 公司名称 所属行业 所有人 创建日期 最新修改日",
    "联系人": "系统编号 联系人姓名 所属客户ID 手机号 电子邮件 所有人 创建日期 最新修改日",
    "市场活动": "市场活动编号 活动名称 市场活动类型 状态 开始日期 结束日期 创建日期 最新修改日",
}
STEPS = (
    *("became_mql_at", "handed_over_at", "accepted_at", "first_followup_at", "became_sql_at"),
    *("created_at", "updated_at"),
)


def write_fxiaoke(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """All lists, taken on the last day."""
    desk, corp, day = _desk(world, "fxiaoke"), _corp("fxiaoke"), today or world.today
    return [
        workbook(folder / f"{corp}_纷享销客{word}_{day:%Y%m%d}.xlsx", FXIAOKE[word].split(), rows)
        for word, rows in _lists(desk, day).items()
    ]


def write_xiaoshouyi(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """All lists, taken on the last day."""
    desk, corp, day = _desk(world, "xiaoshouyi"), _corp("xiaoshouyi"), today or world.today
    paths = []
    for word, rows in _lists(desk, day).items():
        told = [[f"{word}列表"], XIAOSHOUYI[word].split(), *rows, [f"共{len(rows)}条"]]
        paths.append(write_csv(folder / f"{corp}_销售易{word}_{day:%Y-%m-%d}.csv", told))
    return paths


def _lists(desk: Desk, day: date) -> dict[str, list[list[str]]]:
    """The cells of each list, by the word in its name."""
    came_by = {row["lead_id"]: row["campaign_id"] for row in desk.there("members", day)}
    leads, deals = list(_there(desk.leads_at(day))), _there(desk.deals_at(day))
    return {
        "线索": [lead(row, came_by.get(row["lead_id"])) for row in leads],
        "商机": [deal(row) for row in deals],
        "客户": [company(row) for row in _there(desk.there("companies", day))],
        "联系人": [person(row) for row in leads if row["became_sql_at"]],
        "市场活动": [campaign(row) for row in _there(desk.there("campaigns", day))],
    }


def _corp(platform: str) -> str:
    return next(one.account_id for one in DESKS if one.platform == platform and one.by_file)


def _desk(world: Any, platform: str) -> Desk:
    return Desk(world, platform, _corp(platform))


def _there(rows: list[Row]) -> Iterator[Row]:
    return (row for row in rows if not row["is_deleted"])


def workbook(path: Path, head: list[str], rows: list[list[str]]) -> Path:
    book = Book(path)
    sheet = book.sheet("Sheet1")
    for number, row in enumerate([head, *rows]):
        book.line(sheet, number, row)
    return book.close()


def lead(row: Row, campaign_id: str | None) -> list[str]:
    first = [row["lead_id"], row["name"], f"{row['name']}商贸", row["phone"], row["email"]]
    first += [row["status"], "官网", campaign_id, row["owner"], row["team"]]
    return [cell or "" for cell in first] + [shown(row[step]) for step in STEPS]


def deal(row: Row) -> list[str]:
    status = ("赢单" if row["is_won"] else "输单") if row["is_closed"] else "进行中"
    until = local(row["closed_at"] or row["updated_at"])
    assert until is not None
    return [
        row["deal_id"], row["deal_name"], "客户", row["company_id"], row["lead_id"],
        row["campaign_id"] or "", thousands(row["amount"]), row["stage"], status, "50%",
        f"{until:%Y-%m-%d}", shown(row["closed_at"]), row["owner"],
        row["owner"].rpartition(" ")[0], shown(row["created_at"]), shown(row["updated_at"]),
    ]  # fmt: skip


def company(row: Row) -> list[str]:
    made = [shown(row["created_at"]), shown(row["updated_at"])]
    return [row["company_id"], row["company_name"], row["industry"], row["owner"], *made]


def person(row: Row) -> list[str]:
    """Made when the lead was turned into a deal."""
    made = shown(row["became_sql_at"])
    told = [f"C{row['lead_id']}", row["name"], row["company_id"], row["phone"], row["email"]]
    return [cell or "" for cell in (*told, row["owner"], made, made)]


def campaign(row: Row) -> list[str]:
    span = [f"{row['start_date']:%Y-%m-%d}", f"{row['end_date']:%Y-%m-%d}"]
    made = [shown(row["created_at"]), shown(row["updated_at"])]
    return [row["campaign_id"], row["campaign_name"], row["kind"], "进行中", *span, *made]


def shown(value: datetime | None) -> str:
    """`2026-11-18 10:22` on Chinese clocks."""
    at = local(value)
    return f"{at:%Y-%m-%d %H:%M}" if at else ""
