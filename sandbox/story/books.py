"""The books beside the ledger: what was accrued before its invoice came, and the general ledger.

An invoice of a service that was accrued and reversed is booked in the month of the reversal, every
other document in the month its cost was incurred. The books of a month are closed when it is over.
"""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

CENT = Decimal("0.01")
BOOKED = ("已通过", "已付款")
ACCRUED = (("代理服务费", "云帆代理"), ("物料制作", "晨光设计工作室"))
UNBILLED = ("代理服务费", "北辰公关", "P-2026-02")
ACCOUNTS = {
    "媒介投放": "6601.01", "物料制作": "6601.02", "场地费": "6601.03", "活动物料": "6601.04",
    "达人合作": "6601.05", "短信邮件费": "6601.06", "代理服务费": "6601.07", "工具软件": "6601.08",
    "差旅费": "6601.09", "职工薪酬": "6601.10",
}  # fmt: skip
UNDOCUMENTED = (date(2026, 3, 1), "差旅费", Decimal("860.00"))
ACCRUALS = {
    "contract_no": pl.String, "vendor": pl.String, "project_id": pl.String, "cost_item": pl.String,
    "month": pl.Date, "amount": pl.Decimal(18, 6), "reversed_month": pl.Date,
    "reversed": pl.Decimal(18, 6),
}  # fmt: skip
VOUCHERS = {
    "day": pl.Date, "voucher_no": pl.String, "summary": pl.String, "cost_item": pl.String,
    "account_code": pl.String, "department": pl.String, "project_id": pl.String,
    "vendor": pl.String, "debit": pl.Decimal(18, 6), "credit": pl.Decimal(18, 6),
    "is_carry_forward": pl.Boolean,
}  # fmt: skip


CHANGES = {
    "adjustment_no": pl.String, "day": pl.Date, "status": pl.String, "side": pl.String,
    "team_id": pl.String, "project_id": pl.String, "cost_item": pl.String, "month": pl.Date,
    "amount": pl.Decimal(18, 6), "reason": pl.String,
}  # fmt: skip
COMMITMENTS = {
    "contract_no": pl.String, "vendor": pl.String, "project_id": pl.String, "cost_item": pl.String,
    "amount": pl.Decimal(18, 6), "signed": pl.Date, "month": pl.Date, "status": pl.String,
}  # fmt: skip
# day, status, what loses, what gains, yuan: one that the second version holds already, one draft
TRANSFERS = (
    (date(2026, 3, 10), "已批准", ("EVNT", "P-2026-05", "差旅费", 4),
     ("EVNT", "P-2026-05", "活动物料", 4), 500),
    (date(2026, 9, 10), "已批准", ("EVNT", "P-2026-05", "差旅费", 11),
     ("EVNT", "P-2026-05", "活动物料", 11), 1_200),
    (date(2026, 10, 12), "已批准", ("CONT", "P-2026-03", "达人合作", 10),
     ("CONT", "P-2026-04", "物料制作", 11), 3_000),
    (date(2026, 11, 5), "草案", ("CRM", "P-2026-07", "工具软件", 12), None, 400),
)  # fmt: skip


def budget_changes() -> pl.DataFrame:
    """Both sides of each adjustment of the year, below zero for what loses."""
    rows = []
    for place, (day, status, loses, gains, yuan) in enumerate(TRANSFERS, 1):
        for side, cell in (("从", loses), ("到", gains)):
            if cell:
                team, project, item, month = cell
                amount = Decimal(-yuan if side == "从" else yuan)
                rows.append((
                    f"TZ-{place:03}", day, status, side, team, project, item,
                    date(day.year, month, 1), amount, "项目需要",
                ))  # fmt: skip
    return pl.DataFrame(rows, schema=CHANGES, orient="row")


def commitments(today: date) -> pl.DataFrame:
    """A hall for the winter, films of which one bill waits already, and one called off."""
    month = after(today)
    rows = [
        ("HT-2026-088", "城南会展中心", "P-2026-06", "场地费", Decimal(60_000),
         today - timedelta(days=25), month, "已签未付"),
        ("HT-2026-091", "Northlight Films", "P-2026-04", "物料制作", Decimal(48_000),
         today - timedelta(days=60), month, "已签未付"),
        ("HT-2026-093", "云帆代理", "P-2026-02", "代理服务费", Decimal(9_000),
         today - timedelta(days=20), month, "已取消"),
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=COMMITMENTS, orient="row")


def after(month: date) -> date:
    """The first day of the month after this one."""
    return (month + timedelta(days=32)).replace(day=1)


def accruals(today: date, ledger: pl.DataFrame) -> pl.DataFrame:
    """Two services that are accrued each month at 97 % of their bill, and one without a bill.

    The accrual is reversed a month later if the bill was approved; of the last month not yet.
    """
    this_month = today.replace(day=1)
    rows = []
    for item, vendor in ACCRUED:
        bills = ledger.filter((pl.col("cost_item") == item) & (pl.col("vendor") == vendor))
        for bill in bills.filter(pl.col("amount") > 0).sort("incurred").iter_rows(named=True):
            month = bill["incurred"].replace(day=1)
            if month >= this_month:
                continue
            amount = (bill["amount"] * 97 / 100).quantize(CENT)
            is_reversed = bill["status"] in BOOKED and after(month) < this_month
            rows.append((
                f"HT-{month:%m}-{ACCOUNTS[item][-2:]}", vendor, bill["project_id"], item, month,
                amount, after(month) if is_reversed else None,
                amount if is_reversed else Decimal(0),
            ))  # fmt: skip
    item, vendor, project = UNBILLED
    last = (this_month - timedelta(days=1)).replace(day=1)
    before = (last - timedelta(days=1)).replace(day=1)
    told = ("HT-PR-01", vendor, project, item)
    rows.append((*told, before, Decimal(12_000), last, Decimal(5_000)))
    rows.append((*told, last, Decimal(18_000), None, Decimal(0)))
    return pl.DataFrame(rows, schema=ACCRUALS, orient="row")


def accruals_on(accruals: pl.DataFrame, today: date) -> pl.DataFrame:
    """The list as it stands on a day: months that are over, reversals of months that are over."""
    this_month = today.replace(day=1)
    done = pl.col("reversed_month") < this_month
    return accruals.filter(pl.col("month") < this_month).with_columns(
        reversed=pl.when(done).then("reversed").otherwise(0).cast(pl.Decimal(18, 6)),
        reversed_month=pl.when(done).then("reversed_month"),
    )


def vouchers(world: Any, today: date) -> pl.DataFrame:
    """Expense accounts of the closed months, and each month's carry-forward to the year's profit.

    A document is booked less its tax; one small voucher has no document at all.
    """
    listed = accruals_on(world.accruals, today)
    rows = [*_documents(world, listed, today), *_accruals(listed), *_pay(world)]
    month, item, amount = UNDOCUMENTED
    rows.append((month.replace(day=28), "补记差旅", item, None, None, None, amount))
    closed = sorted((row for row in rows if row[0] < today.replace(day=1)), key=lambda row: row[0])
    numbered, sums = [], dict[tuple[date, str], Decimal]()
    for place, (day, summary, item, *aside, debit) in enumerate(closed):
        number = f"记-{place + 1:04}"
        numbered.append((
            day, number, summary, item, ACCOUNTS[item], *aside, debit, Decimal(0), False,
        ))  # fmt: skip
        key = (day.replace(day=1), item)
        sums[key] = sums.get(key, Decimal(0)) + debit
    for place, ((month, item), amount) in enumerate(sorted(sums.items())):
        last = after(month) - timedelta(days=1)
        numbered.append((
            last, f"转-{place + 1:04}", "结转本期损益", item, ACCOUNTS[item], None, None, None,
            Decimal(0), amount, True,
        ))  # fmt: skip
    return pl.DataFrame(numbered, schema=VOUCHERS, orient="row")


def _documents(world: Any, listed: pl.DataFrame, today: date) -> list[tuple]:
    keys = ("vendor", "project_id", "cost_item", "month")
    settled = {
        tuple(row[key] for key in keys): row["reversed_month"]
        for row in listed.filter(pl.col("reversed_month").is_not_null()).iter_rows(named=True)
    }
    lines = world.ledger.filter(
        pl.col("status").is_in(BOOKED)
        & (pl.col("submitted") < today)
        & pl.col("cost_item").is_in(list(ACCOUNTS))
    )
    rows = []
    for line in lines.iter_rows(named=True):
        month = line["incurred"].replace(day=1)
        key = (line["vendor"], line["project_id"], line["cost_item"], month)
        tax = (line["tax"] * line["approved"] / line["amount"]).quantize(CENT, ROUND_HALF_UP)
        rows.append((
            settled.get(key, line["incurred"]), line["purpose"], line["cost_item"],
            line["bearing_dept"], line["project_id"], line["vendor"], line["approved"] - tax,
        ))  # fmt: skip
    return rows


def _accruals(listed: pl.DataFrame) -> list[tuple]:
    rows = []
    for row in listed.iter_rows(named=True):
        aside = (None, row["project_id"], row["vendor"])
        item, last = row["cost_item"], after(row["month"]) - timedelta(days=1)
        rows.append((last, f"预提{item}", item, *aside, row["amount"]))
        if row["reversed"]:
            day = row["reversed_month"]
            rows.append((day, f"冲销预提{item}", item, *aside, -row["reversed"]))
    return rows


def _pay(world: Any) -> list[tuple]:
    months = world.payroll.group_by("month").agg(pl.col("total_cost").sum()).sort("month")
    return [
        (after(month) - timedelta(days=1), "计提工资", "职工薪酬", "市场部", None, None, cost)
        for month, cost in months.iter_rows()
    ]
