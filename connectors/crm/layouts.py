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
LEADS = Layout(
    "线索列表",
    "线索",
    {
        "record_id": ("数据ID", "系统编号", "线索ID", "销售线索ID", "唯一性ID", "ID", "_id"),
        "name": ("姓名", "线索名称", "线索姓名", "联系人"),
        "company": ("公司", "公司名称", "客户名称"),
        "mobile": ("手机", "手机号", "手机号码", "移动电话"),
        "email": ("邮件", "邮箱", "电子邮件", "电子邮箱", "Email"),
        "status": ("状态", "线索状态", "跟进状态"),
        "source": ("来源", "线索来源"),
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
        "record_id": ("数据ID", "系统编号", "商机ID", "销售机会ID", "唯一性ID", "ID", "_id"),
        "name": ("商机名称", "销售机会名称", "机会主题"),
        "customer": ("客户", "客户名称"),
        "lead_id": ("来源线索ID", "线索ID", "销售线索ID"),
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
KINDS = (LEADS, OPPORTUNITIES)
