"""渠道伙伴: distributors, agents and shops, and what is done with them. docs/connectors/partners.md

- Visits, leads, sales and support are four sheets of acts; each row names its partner by number.
- Selling to a partner (进货) is not what the partner sells (销售): both are told, never added.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, taken_on
from connectors.core.readers import records
from connectors.core.tables import tables
from connectors.core.totals import pages

partners = Folder(name="partners")

PARTNER_ID = ("伙伴编号", "渠道编号", "经销商编号", "partner_id")

PARTNERS = Layout(
    name="渠道伙伴表",
    word="伙伴",
    fields={
        "partner_id": PARTNER_ID,
        "partner_name": ("伙伴名称", "渠道名称", "经销商名称", "partner_name"),
        "partner_type": ("类型", "渠道类型", "partner_type"),
        "level": ("级别", "渠道级别", "level"),
        "brand": ("品牌", "brand"),
        "region": ("区域", "大区", "region"),
        "city": ("城市", "city"),
        "department": ("负责部门", "部门", "department"),
        "owner": ("负责人", "owner"),
        "signed_on": ("签约日期", "signed_on"),
        "ended_on": ("终止日期", "ended_on"),
        "status": ("状态", "合作状态", "status"),
        "note": ("备注", "note"),
    },
    required=("partner_id", "partner_name", "signed_on"),
)
VISITS = Layout(
    name="渠道拜访表",
    word="拜访",
    fields={
        "act_id": ("拜访编号", "visit_id"),
        "partner_id": PARTNER_ID,
        "visited_on": ("拜访日期", "visited_on"),
        "staff": ("拜访人", "visited_by"),
        "purpose": ("拜访目的", "purpose"),
        "result": ("拜访结果", "result"),
        "note": ("备注", "note"),
    },
    required=("partner_id", "visited_on"),
)
SALES = Layout(
    name="渠道进销表",
    word="进销",
    fields={
        "act_id": ("单据编号", "订单号", "order_no"),
        "partner_id": PARTNER_ID,
        "sold_on": ("业务日期", "销售日期", "月份", "sold_on"),
        "kind": ("业务类型", "类型", "kind"),
        "product_line": ("产品线", "product_line"),
        "quantity": ("数量", "quantity"),
        "amount": ("金额", "销售金额", "amount"),
        "note": ("备注", "note"),
    },
    required=("partner_id", "sold_on", "kind", "amount"),
    amounts=("amount",),
)
SUPPORT = Layout(
    name="渠道支持费用表",
    word="支持",
    fields={
        "act_id": ("支持编号", "support_id"),
        "partner_id": PARTNER_ID,
        "spent_on": ("发生日期", "spent_on"),
        "cost_item": ("费用科目", "费用类别", "cost_item"),
        "amount": ("金额", "支持金额", "amount"),
        "doc_no": ("报销单号", "单据编号", "doc_no"),
        "note": ("备注", "note"),
    },
    required=("partner_id", "spent_on", "cost_item", "amount"),
    amounts=("amount",),
)
LEADS = Layout(
    name="渠道线索表",
    word="线索",
    fields={
        "act_id": ("线索编号", "报备编号", "lead_id"),
        "partner_id": PARTNER_ID,
        "reported_on": ("报备日期", "线索日期", "reported_on"),
        "customer": ("客户姓名", "客户", "customer"),
        "phone": ("客户手机", "手机", "手机号", "phone"),
        "product_line": ("意向产品线", "产品线", "product_line"),
        "result": ("判定", "线索状态", "result"),
        "note": ("备注", "note"),
    },
    required=("partner_id", "reported_on"),
)
ACTS = (VISITS, SALES, SUPPORT, LEADS)


@partners.feed("*渠道伙伴*.xlsx", "*渠道伙伴*.csv", "*partners*.xlsx", "*partners*.csv")
def master(path: Path) -> Records:
    """One record per partner, as the list stood when it was exported."""
    return _sheets(path, [PARTNERS], ACTS)


@partners.feed("*渠道拜访*.*", "*渠道进销*.*", "*渠道支持*.*", "*渠道线索*.*", "*partner_[vsl]*.*")
def activities(path: Path) -> Records:
    """One record per visit, lead, line of goods bought or sold, or line of support."""
    return _sheets(path, list(ACTS), (PARTNERS,))


def _sheets(path: Path, wanted: list[Layout], other: tuple[Layout, ...]) -> Records:
    """The sheets of these kinds; those of another kind are left to its own feed."""
    found = tables(path, wanted, known=list(other))
    taken = taken_on(path.stem)
    for page, table in zip(pages(found), found, strict=True):
        source = {"_layout": table.layout.name}
        yield records(({**row, **taken, **source} for row in table.records()), page.totals)
