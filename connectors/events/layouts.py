"""How people head the sheets of an activity: every variant of a heading, one name for it."""

from connectors.core.layout import Layout

PERSON = {
    "name": ("姓名", "name", "客户名称", "参会人"),
    "phone": ("手机", "手机号", "手机号码", "联系电话", "联系方式", "电话", "phone"),
    "email": ("邮箱", "电子邮箱", "email", "e-mail"),
    "company": ("公司", "单位", "公司名称", "工作单位", "company"),
}
EVENT_ID = ("活动编号", "活动id", "event_id")

EVENTS = Layout(
    name="活动总表",
    word="总表",
    fields={
        "event_id": EVENT_ID,
        "event_name": ("活动名称", "event_name"),
        "event_type": ("活动类型", "event_type"),
        "city": ("城市", "city"),
        "venue": ("场馆", "场地", "venue"),
        "start_at": ("开始时间", "start_at"),
        "end_at": ("结束时间", "end_at"),
        "owner": ("负责人", "owner"),
        "project": ("项目", "项目/产品线", "项目编号", "project"),
        "brand": ("品牌", "brand"),
        "product_line": ("产品线", "product_line"),
        "region": ("区域", "大区", "region"),
        "target_invited": ("目标邀约数", "target_invited"),
        "target_attended": ("目标到场数", "target_attended"),
        "target_leads": ("目标线索数", "target_leads"),
        "target_deal_amount": ("目标签单额", "target_deals"),
        "budget": ("预算", "预算金额", "budget"),
        "status": ("状态", "活动状态", "status"),
    },
    required=("event_id", "event_name", "start_at"),
    amounts=("target_deal_amount", "budget"),
)

REGISTRATIONS = Layout(
    name="报名表",
    word="报名",
    fields={
        "registration_id": ("票号", "报名编号", "订单号", "registration_id"),
        "event_id": EVENT_ID,
        "registered_at": ("报名时间", "购票时间", "提交时间", "registered_at"),
        **PERSON,
        "job_title": ("职位", "职务", "job_title"),
        "wechat_id": ("微信号", "微信"),
        "ticket_type": ("票种", "票券名称", "ticket_type"),
        "price": ("票价", "金额", "price"),
        "pay_status": ("支付状态", "pay_status"),
        "pay_method": ("支付方式", "pay_method"),
        "promo_code": ("优惠码", "promo_code"),
        "status": ("审核状态", "报名状态", "status"),
        "attended": ("签到状态", "是否签到", "attended"),
        "checked_in_at": ("签到时间", "checked_in_at"),
        "check_in_method": ("签到方式", "check_in_method"),
        "channel": ("来源", "渠道", "channel"),
        "referrer": ("推荐人", "邀请人", "referrer"),
    },
    required=("registration_id", "registered_at"),
    down=("registration_id", "company"),
    amounts=("price",),
)

SIGN_INS = Layout(
    name="签到表",
    word="签到",
    fields={
        "checked_in_at": ("签到时间", "到场时间", "checked_in_at"),
        "event_id": EVENT_ID,
        **PERSON,
        "phone_last4": ("手机后四位", "手机尾号", "手机号后四位", "后四位"),
        "seat": ("桌号", "座位", "桌号/座位"),
        "note": ("备注", "note"),
    },
    required=("checked_in_at", "name"),
    down=("company",),
)

LEADS = Layout(
    name="留资表",
    word="留资",
    fields={
        "lead_id": ("线索编号", "线索id", "lead_id"),
        "left_at": ("留资时间", "left_at"),
        "event_id": EVENT_ID,
        **PERSON,
        "intent_product": ("意向产品", "intent_product"),
        "intent_level": ("意向等级", "意向级别", "intent_level"),
        "budget_text": ("预算",),
        "buy_when": ("采购时间",),
        "collector": ("收集人",),
        "touchpoint": ("来源触点", "触点", "touchpoint"),
        "consent": ("是否同意联系", "同意联系", "consent"),
        "handed_over_at": ("移交销售时间", "移交时间", "handed_over_at"),
        "sales_owner": ("销售", "跟进销售", "sales_owner"),
        "acceptance": ("接收状态", "acceptance"),
        "first_followup_at": ("首次跟进时间", "首跟时间", "first_followup_at"),
        "note": ("备注", "note"),
    },
    required=("lead_id", "left_at"),
    down=("company",),
)

DEALS = Layout(
    name="现场签单表",
    word="签单",
    fields={
        "deal_id": ("签单编号", "合同号", "deal_id"),
        "signed_at": ("签单时间", "signed_at"),
        "event_id": EVENT_ID,
        **PERSON,
        "product": ("产品", "签单产品", "product"),
        "quantity": ("数量", "quantity"),
        "amount": ("金额", "签单金额", "合同金额", "amount"),
        "deposit": ("定金/已付", "定金", "已付", "已付金额", "deposit"),
        "pay_method": ("付款方式", "pay_method"),
        "deal_kind": ("签单类型", "deal_kind"),
        "owner": ("归属人", "owner"),
        "cancelled": ("是否退单", "退单", "cancelled"),
        "cancelled_at": ("退单时间", "cancelled_at"),
    },
    required=("deal_id", "amount", "deal_kind"),
    amounts=("amount", "deposit"),
)

COSTS = Layout(
    name="活动费用表",
    word="费用",
    fields={
        "event_id": EVENT_ID,
        "cost_category": ("费用类别", "费用类型", "cost_category"),
        "vendor": ("供应商", "vendor"),
        "planned_amount": ("预算金额", "计划金额", "planned_amount"),
        "actual_amount": ("实际金额", "actual_amount"),
        "tax_included": ("是否含税", "tax_included"),
        "doc_no": ("报销单号", "单据编号", "doc_no"),
    },
    required=("event_id", "cost_category"),
    down=("event_id",),
    amounts=("planned_amount", "actual_amount"),
)

ALL = (EVENTS, REGISTRATIONS, SIGN_INS, LEADS, DEALS, COSTS)
