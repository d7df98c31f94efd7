"""How 纷享销客 and 销售易 head the lists their back ends export: every variant of a heading.

`word` stands in the name of such a file; what stands before it is the corp.
"""

from connectors.core.layout import Layout

STAMPS = {
    "created_at": ("创建时间", "创建日期"),
    "updated_at": ("最后修改时间", "最新修改日", "修改时间", "更新时间", "最近修改日期"),
}
OWNED = {
    "owner": ("负责人", "所有人", "线索所有人", "商机所有人", "销售线索所有人", "销售机会所有人"),
    "department": ("负责人主属部门", "归属部门", "所属部门", "部门"),
}
# What the interface brings too and a list shows only when somebody ticked the column.
STEPS = {
    "mql_at": ("MQL时间", "市场认可时间"),
    "handed_over_at": ("移交时间", "移交销售时间", "分配时间"),
    "accepted_at": ("接收时间", "领取时间"),
    "first_followup_at": ("首次跟进时间",),
    "sql_at": ("SQL时间", "销售认可时间"),
}
CUSTOMER_ID = ("客户ID", "所属客户ID", "公司ID", "客户编号")
CAMPAIGN_ID = ("市场活动ID", "来源市场活动ID", "所属市场活动ID", "市场活动编号")


def ids(*own: str) -> dict[str, tuple[str, ...]]:
    """The column of ids, ticked when exporting: by its general name, or by the list's own."""
    return {"record_id": ("数据ID", "系统编号", *own, "唯一性ID", "ID", "_id")}


LEADS = Layout(
    "线索列表",
    "线索",
    {
        **ids("线索ID", "销售线索ID"),
        "name": ("姓名", "线索名称", "线索姓名", "联系人"),
        "company": ("公司", "公司名称", "客户名称"),
        "mobile": ("手机", "手机号", "手机号码", "移动电话"),
        "email": ("邮件", "邮箱", "电子邮件", "电子邮箱", "Email"),
        "status": ("状态", "线索状态", "跟进状态"),
        "source": ("来源", "线索来源"),
        "campaign_id": CAMPAIGN_ID,
        **OWNED,
        **STEPS,
        **STAMPS,
    },
    ("record_id", "status", "created_at", "updated_at"),
)
OPPORTUNITIES = Layout(
    "商机列表",
    "商机",
    {
        **ids("商机ID", "销售机会ID"),
        "name": ("商机名称", "销售机会名称", "机会主题"),
        "customer": ("客户", "客户名称"),
        "company_id": CUSTOMER_ID,
        "lead_id": ("来源线索ID", "线索ID", "销售线索ID"),
        "campaign_id": CAMPAIGN_ID,
        "amount": ("商机金额", "预计销售金额", "销售金额", "金额"),
        "stage": ("销售阶段", "商机阶段", "阶段"),
        "status": ("商机状态", "赢单状态", "销售状态"),
        "probability": ("赢率", "赢单率", "可能性"),
        "close_date": ("预计成交日期", "预计成交时间", "结单日期", "预计关闭日期"),
        "closed_at": ("成交时间", "结单时间", "关闭时间", "赢单时间"),
        **OWNED,
        **STAMPS,
    },
    ("record_id", "stage", "status", "created_at", "updated_at"),
    amounts=("amount",),
)
ACCOUNTS = Layout(
    "客户列表",
    "客户",
    {
        **ids(*CUSTOMER_ID),
        "name": ("客户名称", "公司名称", "企业名称"),
        "industry": ("行业", "所属行业", "一级行业", "客户行业"),
        "level": ("客户级别", "客户等级", "级别"),
        **OWNED,
        **STAMPS,
    },
    ("record_id", "name", "created_at", "updated_at"),
)
CONTACTS = Layout(
    "联系人列表",
    "联系人",
    {
        **ids("联系人ID"),
        "name": ("姓名", "联系人姓名", "联系人名称"),
        "customer": ("客户名称", "客户", "所属客户", "公司名称"),
        "company_id": CUSTOMER_ID,
        "mobile": ("手机", "手机号", "手机号码", "移动电话", "手机1"),
        "email": ("邮件", "邮箱", "电子邮件", "电子邮箱", "Email"),
        **OWNED,
        **STAMPS,
    },
    ("record_id", "name", "created_at", "updated_at"),
)
CAMPAIGNS = Layout(
    "市场活动列表",
    "市场活动",
    {
        **ids(*CAMPAIGN_ID, "活动ID"),
        "name": ("市场活动名称", "活动名称", "活动主题"),
        "kind": ("市场活动类型", "活动类型", "类型"),
        "status": ("市场活动状态", "活动状态", "状态"),
        "starts_on": ("开始时间", "开始日期", "活动开始时间"),
        "ends_on": ("结束时间", "结束日期", "活动结束时间"),
        **OWNED,
        **STAMPS,
    },
    ("record_id", "name", "created_at", "updated_at"),
)
KINDS = (LEADS, OPPORTUNITIES, ACCOUNTS, CONTACTS, CAMPAIGNS)
