"""费用明细账, shape B: the expense accounts one after the other, as software prints them.

- GBK CSV; 期初余额 opens an account, 本期合计 and 本年累计 end each month; a running balance.
- 辅助核算 in one cell; red-letter debits; 结转本期损益 empties the account at the end of a month.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.papers import thousands, write_csv
from sandbox.story.books import accruals_on, vouchers
from sandbox.telling import grouped, records

HEADING = [
    *("凭证日期", "凭证字号", "摘要", "科目编码", "科目名称", "辅助核算"),
    *("借方金额", "贷方金额", "方向", "余额"),
]
LIST = ["期间", "合同号", "供应商", "项目", "科目", "预提金额", "冲销期间", "冲销金额", "状态"]
ZERO = Decimal(0)


def write(world: Any, folder: Path, today: date) -> list[Path]:
    """The books of the year and the list of accruals; nothing before the first closed month."""
    rows = records(vouchers(world, today).sort("account_code", "day", "is_carry_forward"))
    if not rows:
        return []
    lines = [
        line for code, own in grouped(rows, "account_code").items() for line in account(code, own)
    ]
    book = write_csv(folder / f"费用明细账_{today.year}.csv", [HEADING, *lines], "gbk")
    return [book, accruals(world, folder, today)]


def account(code: str, rows: list[dict[str, Any]]) -> list[list[Any]]:
    """One account: what it began with, its months, and their sums."""
    name = [code, f"销售费用-{rows[0]['cost_item']}", ""]
    told: list[list[Any]] = [["", "", "期初余额", *name, "", "", "平", "0.00"]]
    balance, year = ZERO, [ZERO, ZERO]
    for month, own in grouped([{**row, "m": f"{row['day']:%Y-%m}"} for row in rows], "m").items():
        for row in own:
            balance += row["debit"] - row["credit"]
            told.append([
                f"{row['day']:%Y-%m-%d}", row["voucher_no"], row["summary"], *name[:2],
                aside(row), money(row["debit"]), money(row["credit"]), *standing(balance),
            ])  # fmt: skip
        sums = [sum((row[side] for row in own), ZERO) for side in ("debit", "credit")]
        year = [one + other for one, other in zip(year, sums, strict=True)]
        for word, both in (("本期合计", sums), ("本年累计", year)):
            told.append([f"{month}-28", "", word, *name, *map(thousands, both), *standing(balance)])
    return told


def aside(row: dict[str, Any]) -> str:
    words = (("部门", "department"), ("项目", "project_id"), ("供应商", "vendor"))
    return ";".join(f"{word}:{row[name]}" for word, name in words if row[name])


def money(amount: Decimal) -> str:
    return thousands(amount) if amount else ""


def standing(balance: Decimal) -> list[str]:
    """Which side the balance is on, and how much."""
    side = "平" if not balance else "借" if balance > 0 else "贷"
    return [side, thousands(abs(balance))]


def accruals(world: Any, folder: Path, today: date) -> Path:
    """预提清单, shape C: both signs in one line, the reversal empty until there is one."""
    rows = [
        [
            f"{row['month'].year}年{row['month'].month}月", row["contract_no"], row["vendor"],
            row["project_id"], row["cost_item"], thousands(row["amount"]),
            f"{row['reversed_month']:%Y-%m}" if row["reversed_month"] else "",
            thousands(row["reversed"]) if row["reversed"] else "-",
            "已冲销" if row["reversed"] == row["amount"] else "未冲销",
        ]
        for row in records(accruals_on(world.accruals, today))
    ]  # fmt: skip
    sums = [
        sum((row[name] for row in records(accruals_on(world.accruals, today))), ZERO)
        for name in ("amount", "reversed")
    ]
    last = ["合计", "", "", "", "", thousands(sums[0]), "", thousands(sums[1]), ""]
    return write_csv(folder / f"费用预提_{today.year}.csv", [LIST, *rows, last], "utf-8-sig")
