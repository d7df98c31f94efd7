"""How a budget is laid out: wide (a column per month), long (a line per month), and its summary."""

import re

from connectors.core.layout import Layout

MONTHS = tuple(f"month_{number:02}" for number in range(1, 13))
QUARTERS = {f"quarter_{n}": MONTHS[3 * n - 3 : 3 * n] for n in range(1, 5)}
HALVES = {"half_1": MONTHS[:6], "half_2": MONTHS[6:], "year_total": MONTHS}
ENGLISH = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
A_MONTH = re.compile(r"^(?:(20\d\d)[-/.年]?)?(\d{1,2})月?$")


def month_column(upper: str, lower: str) -> str | None:
    """`1月`, `Jan`, `2026-01`, `202601`; under a two-level heading only 预算 counts."""
    text = upper if lower in ("预算", "预算金额") else "" if upper else lower
    if text[:3] in ENGLISH:
        return MONTHS[ENGLISH.index(text[:3])]
    found = A_MONTH.match(text)
    if found and (found[1] or "月" in text) and 1 <= int(found[2]) <= 12:
        return MONTHS[int(found[2]) - 1]
    return None


NAMES = {
    "department": ("部门", "预算部门", "成本中心", "department"),
    "channel": ("渠道", "媒体", "channel"),
    "project": ("项目", "活动", "项目编号", "project"),
    "cost_item": ("费用科目", "预算科目", "费用类型", "cost_item"),
    "product_line": ("产品线", "product_line"),
    "region": ("区域", "大区", "region"),
    "note": ("备注", "note"),
    "share": ("占比",),
}
DOWN = ("department", "channel", "project", "product_line", "region")
CONTROLS = {
    **{
        f"quarter_{n}": (f"q{n}小计", f"q{n}", f"第{'一二三四'[n - 1]}季度小计")
        for n in range(1, 5)
    },
    "half_1": ("上半年合计",),
    "half_2": ("下半年合计",),
    "year_total": ("全年合计", "年度合计", "合计", "全年"),
}
WIDE = Layout(
    name="预算表 (宽表)",
    word="预算",
    fields={**NAMES, **CONTROLS, **{name: () for name in MONTHS}},
    required=("department", "cost_item", *MONTHS),
    down=DOWN,
    amounts=(*MONTHS, *CONTROLS),
    pattern=month_column,
)
SUMMARY = Layout(
    name="汇总",
    word="预算",
    fields={"department": NAMES["department"], **CONTROLS, **{name: () for name in MONTHS}},
    required=("department", "month_01"),
    amounts=(*MONTHS, *CONTROLS),
    pattern=month_column,
)
LONG = Layout(
    name="预算表 (长表)",
    word="预算",
    fields={
        **NAMES,
        "fiscal_year": ("年度", "fiscal_year"),
        "month": ("月份", "month"),
        "amount": ("预算金额", "金额", "amount"),
        "version": ("版本", "version"),
        "status": ("状态", "审批状态", "status"),
        "owner": ("负责人",),
    },
    required=("fiscal_year", "month", "department", "cost_item", "amount", "version"),
    down=DOWN,
    amounts=("amount",),
)
