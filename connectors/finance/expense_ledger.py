"""费用台账: reimbursements and payment requests, by line. docs/connectors/expense_ledger.md

- The header of a document may be merged over its lines; an amount never is.
- A document's total may be repeated on each of its lines: the stream takes the line's own amount.
- Bank accounts and identity numbers are dropped at the door.
"""

import re
from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout
from connectors.core.readers import refuse
from connectors.core.tables import tables
from connectors.core.totals import pages

expense_ledger = Folder(name="expense_ledger")

LEDGER = Layout(
    name="费用台账",
    word="台账",
    fields={
        "doc_no": ("单据编号", "报销单号", "审批编号", "doc_no"),
        "line_no": ("行号", "明细序号", "line_no"),
        "doc_type": ("单据类型", "doc_type"),
        "applicant": ("报销人", "申请人"),
        "applicant_dept": ("申请人部门", "申请部门", "applicant_dept"),
        "bearing_dept": ("费用承担部门", "费用承担对象", "费用支付部门", "bearing_dept"),
        "submitted_on": ("申请日期", "提交时间", "submitted_on"),
        "incurred_on": ("费用发生日期", "业务日期", "归属期间", "incurred_on"),
        "cost_item": ("费用类型", "费用科目", "cost_item"),
        "account_code": ("会计科目", "科目编码"),
        "project": ("项目", "活动编号", "项目/活动编号", "项目/活动", "project"),
        "channel": ("渠道", "媒体", "channel"),
        "purpose": ("事由", "摘要", "purpose"),
        "currency": ("币别", "币种", "currency"),
        "rate": ("汇率",),
        "amount_fc": ("原币金额",),
        "line_amount": ("明细金额", "行金额", "本位币金额", "金额"),
        "amount": ("合计金额", "申请金额", "报销总额"),
        "approved_amount": ("核定报销总额", "审批金额", "核定金额", "approved_amount"),
        "tax_rate": ("税率", "tax_rate"),
        "tax": ("税额", "tax"),
        "net_amount": ("不含税金额", "net_amount"),
        "invoice_no": ("发票号码", "发票号", "invoice_no"),
        "invoice_code": ("发票代码",),
        "vendor": ("供应商", "收款方", "vendor"),
        "pay_method": ("支付方式",),
        "paid_on": ("付款日期", "支付时间", "paid_on"),
        "pay_status": ("付款状态",),
        "status": ("审批状态", "流程状态", "status"),
        "approved_at": ("审批完成时间",),
    },
    required=("doc_no", "bearing_dept", "incurred_on", "cost_item", "status"),
    document="doc_no",
    down=("doc_no", "doc_type", "applicant", "applicant_dept", "bearing_dept", "submitted_on"),
    amounts=("amount", "line_amount", "approved_amount", "tax"),
)
NEVER_KEPT = re.compile(r"银行|账号|卡号|身份证|证件号|开户")


@expense_ledger.feed("*台账*.csv", "*台账*.xlsx", "*费用明细*.csv", "*费用明细*.xlsx")
def lines(path: Path) -> Records:
    """One record per line of a document."""
    found = tables(path, [LEDGER])
    for table in found:
        if not {"amount", "line_amount"} & set(table.columns.values()):
            raise refuse(table.sheet.place, "has no column of amounts", "add 合计金额 or 明细金额")
        kept = {i: name for i, name in table.columns.items() if not NEVER_KEPT.search(name)}
        for line in table.lines:
            line.cells = {name: line.cells[name] for name in kept.values()}
        table.columns = kept
    return pages(found)
