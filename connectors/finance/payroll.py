"""人力成本表: what people cost by month and position (shape A). docs/connectors/payroll.md

Pay of single people never passes this door:
- a file with names, staff numbers or take-home pay (a roll) or with hidden parts is refused;
- a team with a position of fewer than three people is one row before anything is stored;
- no message shows a cell, only where it stands.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, Table, label
from connectors.core.readers import Sheet, records, refuse
from connectors.core.tables import sheets, tables
from connectors.core.totals import CENT, amount, check_totals
from connectors.finance.rollup import COUNTS, MONEY, rolled_up

payroll = Folder(name="payroll")

ROLL = re.compile(
    r"^(工号|员工编号|姓名|员工姓名|身份证号?|银行卡号?|银行账号|卡号|实发(工资|合计)?|实发金额)$"
)
SHEET = Layout(
    name="人力成本表",
    word="人力成本",
    fields={
        "month": ("月份", "所属期", "month"),
        "department": ("部门", "department"),
        "team": ("团队", "小组", "团队/小组", "team"),
        "position": ("岗位", "职位", "position"),
        "level": ("职级",),
        "headcount_plan": ("编制数", "编制"),
        "headcount_end": ("在职人数", "在职人数(月末)", "在职", "headcount_end"),
        "headcount_avg": ("平均人数", "headcount_avg"),
        "hired": ("入职",),
        "left": ("离职",),
        "fte": ("全职当量", "fte"),
        "gross_pay": ("工资总额", "应发合计", "gross_pay"),
        "bonus": ("奖金", "绩效", "绩效奖金", "bonus"),
        "bonus_accrual": ("年终奖计提", "年终奖", "bonus_accrual"),
        "employer_social": ("社保公积金(公司)", "公司社保公积金", "公司社保", "employer_social"),
        "housing_fund": ("公司公积金", "公积金(公司)", "housing_fund"),
        "welfare": ("福利", "福利费", "welfare"),
        "outsourced": ("外包费用", "外包", "劳务", "实习", "outsourced"),
        "total_cost": ("人力成本合计", "total_cost"),
    },
    required=("month", "department", "position", "headcount_end", "gross_pay", "total_cost"),
    down=("month", "department", "team"),
    amounts=(*COUNTS, *MONEY),
)


@payroll.feed("*人力成本*.xlsx", "*人力成本*.xlsm")
def people_cost(path: Path) -> Records:
    """One record per month, team and position of at least three people."""
    for sheet in sheets(path):
        _refuse_single_people(sheet)
    for table in tables(path, [SHEET]):
        if not table.unit():
            raise refuse(table.sheet.place, "states no unit of money", "write 单位：元 above it")
        _check_sums(table)
        totals = check_totals(table)
        rows = list(rolled_up(list(_records(table)), table.sheet.place))
        yield records(rows, totals and {name: totals[name] for name in MONEY if name in totals})


def _refuse_single_people(sheet: Sheet) -> None:
    found = {label(text) for row in sheet.rows for text in row if ROLL.match(label(text))}
    if found:
        what = f"holds single people ({', '.join(sorted(found))})"
        raise refuse(sheet.place, what, "delete the file; drop the sheet by position (shape A)")
    hidden = any(
        column < len(row) and row[column] for row in sheet.rows for column in sheet.hidden_columns
    )
    if sheet.hidden or hidden:
        what = "has a hidden sheet" if sheet.hidden else "has hidden columns with content"
        raise refuse(sheet.place, what, "remove what is hidden, then drop it again")


def _check_sums(table: Table) -> None:
    """人力成本合计 is the sum of its parts; an unreadable cell cannot be rolled up."""
    for line in table.lines:
        cells = {name: amount(line.cells.get(name, "")) for name in (*COUNTS, *MONEY)}
        unreadable = [name for name, number in cells.items() if number is None]
        if unreadable or not (line.cells["month"] and line.cells["position"]):
            name = (
                unreadable[0] if unreadable else "month" if not line.cells["month"] else "position"
            )
            raise refuse(
                table.sheet.place, f"{table.address(line, name)} cannot be read", "mend it"
            )
        parts = sum(cells[name] or 0 for name in MONEY if name != "total_cost")
        if abs(parts - (cells["total_cost"] or 0)) > CENT:
            what = f"{table.address(line, 'total_cost')} is not the sum of its parts"
            raise refuse(table.sheet.place, what, "correct the row")


def _records(table: Table) -> Iterator[dict[str, str]]:
    year = re.search(r"(20\d\d)\s*年", table.note)
    for row in table.records():
        kept = {name: text for name, text in row.items() if name in SHEET.fields or name[0] == "_"}
        yield kept | {"_year": year[1] if year else ""}
