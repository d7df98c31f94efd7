"""How lists of cooperations with creators are headed: by agencies, by us, and by 蒲公英."""

import re

from connectors.core.layout import Layout, label
from connectors.social.headings import COMMENTS, FAVOURITES, FOLLOWERS, LIKES, SHARES

PLACEMENTS = Layout(
    name="达人投放表",
    word="达人",
    fields={
        "order_id": ("订单号", "订单编号", "订单id", "合作编号", "任务id", "order_id", "coop_id"),
        "campaign": ("项目", "活动", "项目名称", "活动名称", "campaign"),
        "platform": ("平台", "投放平台", "platform"),
        "creator_name": ("达人昵称", "达人", "达人名称", "账号名称", "kol", "博主", "creator_name"),
        "creator_id": ("达人id", "小红书号", "抖音号", "账号id", "星图id", "uid", "creator_id"),
        "home_url": ("主页链接", "达人主页"),
        "tier": ("达人类型", "层级", "达人层级", "达人量级", "达人级别", "量级", "kol/koc/素人"),
        "category": ("垂类", "领域"),
        "followers": ("粉丝数", "粉丝量", "粉丝", "followers"),
        "followers_wan": ("粉丝数(万)", "粉丝量(万)", "粉丝(万)", "粉丝数(w)"),
        "content_type": ("合作形式", "形式", "内容形式", "content_type"),
        "quote": ("报价", "含税报价", "达人报价", "刊例价", "rate_card"),
        "fee": ("成交价", "合作费用", "执行价", "fee"),
        "platform_fee": ("平台服务费", "服务费", "税点"),
        "mcn": ("mcn", "机构"),
        "rebate": ("返点", "返点比例"),
        "rebate_amount": ("返点金额", "应返金额"),
        "rebate_state": ("返点状态", "返点情况"),
        "rebate_received": ("已返金额", "实返金额", "实收返点", "返点到账金额"),
        "total_cost": ("总费用", "费用合计", "合计费用", "total_cost_cny"),
        "boost_cost": ("投流费用", "加热费用", "投流金额", "加热", "paid_boost_cost"),
        "gifted_value": ("置换价值", "寄样价值", "产品置换成本", "寄样成本", "gifted_value"),
        "commission_rate": ("佣金比例",),
        "commission": ("实际佣金", "佣金", "commission"),
        "signed_on": ("签约日期",),
        "planned_on": ("计划发布日期",),
        "url": ("发布链接", "作品链接", "笔记链接", "链接", "content_url"),
        "content_id": ("作品id", "post_id"),
        "published_at": ("发布时间", "发布日期", "上线时间", "实际发布时间", "publish_date"),
        "impressions": ("曝光量", "曝光", "曝光数", "impressions"),
        "views": (
            *("阅读量/播放量", "播放量/阅读量", "阅读/播放量", "阅读量", "播放量"),
            *("阅读数", "播放数", "plays_or_reads"),
        ),
        "likes": (*LIKES, "likes"),
        "favourites": (*FAVOURITES, "favorites"),
        "comments": (*COMMENTS, "comments"),
        "shares": ("转发/分享", "分享/转发", "转发", "分享", "转发量", "分享量", "shares"),
        "interactions": ("互动量", "互动数", "总互动"),
        "followers_gained": FOLLOWERS,
        "link_clicks": ("点击", "组件点击"),
        "shop_visitors": ("进店uv",),
        "orders": ("成交订单", "orders"),
        "revenue": ("成交金额", "gmv"),
        "refunds": ("退款金额", "refunds"),
        "promo_code": ("优惠码", "专属链接", "跟踪参数"),
        "as_of": ("数据截止日期", "数据截止时间", "数据日期", "snapshot_date"),
        "pay_status": ("付款状态",),
        "paid_on": ("付款日期",),
        "invoice_no": ("发票号", "发票号码"),
        "owner": ("负责人",),
        "review": ("复盘结论",),
        "note": ("备注", "note"),
    },
    required=("creator_name", "published_at"),
    down=("platform", "campaign", "creator_name", "creator_id", "home_url", "tier", "followers"),
    amounts=("quote", "fee", "platform_fee", "total_cost", "boost_cost"),
)

WORKBOOK = "蒲公英"
NOTES: dict[str, tuple[str, ...]] = {
    "order_id": ("订单编号", "订单号", "订单id", "任务编号"),
    "campaign": ("项目名称", "合作名称", "spu名称", "推广项目"),
    "creator_name": ("博主昵称", "达人昵称", "博主", "kol昵称"),
    "creator_id": ("博主id", "小红书号", "达人id"),
    "home_url": ("博主主页", "博主主页链接"),
    "mcn": ("所属机构", "机构", "mcn"),
    "followers": ("粉丝数", "粉丝量"),
    "content_type": ("笔记类型", "体裁"),
    "quote": ("博主报价", "合作报价", "内容合作费", "博主合作金额"),
    "platform_fee": ("平台服务费", "服务费"),
    "total_cost": ("总金额", "总费用", "订单总金额", "合作总金额"),
    "url": ("笔记链接", "发布链接"),
    "content_id": ("笔记id",),
    "published_at": ("发布时间", "笔记发布时间", "发布日期"),
    "impressions": ("曝光量", "曝光", "曝光数"),
    "views": ("阅读量", "阅读数", "观看量"),
    "likes": LIKES,
    "favourites": FAVOURITES,
    "comments": COMMENTS,
    "shares": SHARES,
    "interactions": ("互动量", "互动数"),
    "as_of": ("数据截止日期", "数据更新时间", "数据日期"),
}
WAYS = {"natural": "自然", "heat": "加热|薯条", "paid": "推广|投放|广告|付费"}
PARTED = ("impressions", "views")
KNOWN = {label(text): field for field, all_ in NOTES.items() for text in all_}


def of_note(upper: str, lower: str) -> str | None:
    """The field of a column of 蒲公英; showings of one kind are not all of them."""
    found = KNOWN.get(lower or upper.rpartition("/")[2])
    if found not in PARTED:
        return found
    whole = f"{upper}/{lower}"
    return next((f"{way}_{found}" for way, words in WAYS.items() if re.search(words, whole)), found)


PUGONGYING = Layout(
    name="蒲公英笔记数据",
    word=WORKBOOK,
    fields={**NOTES, **{f"{way}_{field}": () for way in WAYS for field in PARTED}},
    required=("creator_name", "published_at", "impressions"),
    amounts=("quote", "platform_fee", "total_cost"),
    pattern=of_note,
    depths=(3, 2, 1),
)
