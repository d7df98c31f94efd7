"""How a budget is laid out: wide (a column per month) or long, its summary, and what changes it."""

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
SIDES = ("from", "to")
SIDE_WORDS = {"从": "from", "调出": "from", "到": "to", "调入": "to"}
PARTS = {
    **{"部门": "department", "渠道": "channel", "项目": "project"},
    **{"科目": "cost_item", "费用科目": "cost_item", "月": "month", "月份": "month"},
}
CELLS = ("department", "channel", "project", "cost_item", "month")


def side_column(upper: str, lower: str) -> str | None:
    """`从部门`, `调入科目`, in one heading or in two levels."""
    text = upper + lower
    for word, side in SIDE_WORDS.items():
        if text.startswith(word) and text[len(word) :] in PARTS:
            return f"{side}_{PARTS[text[len(word) :]]}"
    return None


ADJUSTMENTS = Layout(
    name="预算调整单",
    word="调整",
    fields={
        "adjustment_no": ("调整单号", "adjustment_no"),
        "adjusted_on": ("日期", "调整日期", "批准日期", "adjusted_on"),
        "from": ("从", "调出"),
        "to": ("到", "调入"),
        **{f"{side}_{name}": () for side in SIDES for name in CELLS},
        "amount": ("金额", "调整金额", "amount"),
        "reason": ("原因", "调整原因"),
        "approver": ("审批人",),
        "status": ("状态", "审批状态", "status"),
    },
    required=("adjustment_no", "adjusted_on", "amount", "status"),
    amounts=("amount",),
    pattern=side_column,
)
COMMITMENTS = Layout(
    name="已签未付清单",
    word="已签未付",
    fields={
        "contract_no": ("合同号", "合同编号", "申请单号", "合同号/申请单号", "contract_no"),
        "vendor": ("供应商", "收款方", "vendor"),
        "project": ("项目", "活动编号", "project"),
        "cost_item": ("科目", "费用科目", "cost_item"),
        "department": ("部门", "费用承担部门", "department"),
        "channel": ("渠道", "channel"),
        "amount": ("金额", "未付金额", "amount"),
        "signed_on": ("签订日期", "signed_on"),
        "expected_on": ("预计付款月", "预计付款月份", "expected_on"),
        "status": ("状态", "status"),
    },
    required=("contract_no", "vendor", "cost_item", "amount", "signed_on", "expected_on"),
    down=("contract_no", "vendor", "project"),
    amounts=("amount",),
)
