"""How 生意参谋, 京东商智 and 抖音罗盘 head their reports by day, and what their figures mean.

Lists differ by template and year: these are variants. What a layout does not name is kept as it is.
"""

from collections.abc import Mapping

from connectors.commerce.report_kinds import Report, layout

DAY = ("统计日期", "日期", "时间", "统计时间")
UV = ("访客数", "访客数(UV)", "店铺访客数")
PV = ("浏览量", "浏览量(PV)")
ITEM_UV = ("商品访客数",)
CARTS = ("加购人数", "加购客户数", "商品加购人数")
FAVOURITES = ("收藏人数", "商品收藏人数", "关注客户数")
ORDERING = ("下单买家数", "下单客户数")
ORDERED = ("下单金额",)
AOV = ("客单价",)

SYCM_MEANS = {
    "uv": "distinct visitors of the day, at the stated level: never a sum",
    "buyers": "distinct people who paid on the day",
    "paid_amount": "paid on the day, postage included, later refunds not taken off",
    "refund_amount": "refunds that succeeded on the day, whenever the order was paid",
    "placed_amount": "placed on the day, paid or not",
}
JD_MEANS = {
    "uv": "distinct visitors of the day, at the stated level: never a sum",
    "buyers": "distinct customers whose order was concluded on the day, by payment",
    "gmv": "seller's price of the orders paid on the day, before 京东's own coupons",
    "placed_amount": "placed on the day, paid or not",
}
COMPASS_MEANS = {
    "item_uv": "distinct people who opened a product",
    "buyers": "distinct people whose order was concluded on the day",
    "gmv": "with postage, without coupons the platform paid, later refunds not taken off",
    "refund_amount": "refunds that succeeded on the day; its rule before 2023-08 was another",
}

REPORTS: Mapping[str, tuple[Report, ...]] = {
    "生意参谋": (
        Report(
            platform="taobao_tmall_top",
            layout=layout("生意参谋店铺日报", "生意参谋", "day uv buyers paid_amount", {
                "day": DAY, "uv": UV, "pv": PV, "item_uv": ITEM_UV, "cart_users": CARTS,
                "favourite_users": FAVOURITES, "buyers": ("支付买家数",),
                "paid_units": ("支付件数",), "orders": ("支付子订单数",),
                "paid_amount": ("支付金额",), "pay_rate": ("支付转化率",), "aov": AOV,
                "refund_amount": ("成功退款金额", "成功退款额"), "refund_rate": ("退款率",),
                "new_buyers": ("新买家数", "支付新买家数"),
                "returning_buyers": ("老买家数", "支付老买家数"),
                "placing_buyers": ORDERING, "placed_amount": ORDERED,
            }, "paid_amount paid_units orders refund_amount placed_amount pv"),
            definitions=SYCM_MEANS,
        ),
        Report(
            platform="taobao_tmall_top",
            layout=layout("生意参谋流量来源", "生意参谋", "source uv buyers paid_amount", {
                "source": ("流量来源", "一级来源", "来源名称"), "second": ("二级来源",),
                "third": ("三级来源",), "detail": ("来源明细",), "day": DAY, "uv": UV, "pv": PV,
                "buyers": ("支付买家数",), "paid_amount": ("支付金额",),
                "pay_rate": ("支付转化率",), "aov": AOV, "cart_users": CARTS,
                "favourite_users": FAVOURITES, "placing_buyers": ORDERING,
                "placed_amount": ORDERED,
            }, "paid_amount placed_amount pv"),
            definitions=SYCM_MEANS,
            cut="source",
            levels=("source", "second", "third", "detail"),
        ),
    ),
    "京东商智": (
        Report(
            platform="jd",
            layout=layout("京东商智日报", "京东商智", "day uv pv buyers gmv", {
                "day": DAY, "source": ("一级渠道",), "second": ("二级渠道",), "uv": UV, "pv": PV,
                "cart_users": CARTS, "cart_rate": ("加购转换率", "加购转化率"),
                "favourite_users": FAVOURITES, "placing_buyers": ORDERING,
                "order_rate": ("下单转换率", "下单转化率"), "placed_amount": ORDERED,
                "buyers": ("成交客户数",), "pay_rate": ("成交转化率", "成交转换率"),
                "gmv": ("成交金额",), "orders": ("成交子单量", "成交单量"), "aov": AOV,
                "paid_units": ("成交商品件数",),
            }, "gmv placed_amount orders paid_units pv"),
            definitions=JD_MEANS,
            cut="source",
            levels=("source", "second"),
            sheets=("日报", "概况", "渠道", "交易", "流量"),
        ),
        Report(
            platform="jd",
            layout=layout("京东商智商品库存", "京东商智", "day product stock_units paid_units", {
                "day": DAY, "product": ("SKU编码", "SKU ID", "SKU", "商品编号", "商品ID"),
                "title": ("商品名称", "SKU名称"),
                "stock_units": ("库存", "库存件数", "可用库存", "现货库存"),
                "paid_units": ("昨日出库商品件数",), "shipped_amount": ("昨日出库金额",),
            }, "stock_units paid_units shipped_amount"),
            definitions={
                "stock_units": "on hand when the list was taken, on that day",
                "paid_units": "left the store on the day before the list was taken",
            },
            cut="product",
            levels=("product",),
            day_before=("paid_units", "shipped_amount"),
            sheets=("库存", "明细", "SKU"),
        ),
        Report(
            platform="jd",
            layout=layout("京东商智关键词", "京东商智", "day keyword uv gmv", {
                "day": DAY, "keyword": ("关键词", "搜索词"),
                "uv": (*UV, "搜索人数", "搜索点击人数"),
                "pv": PV, "buyers": ("成交客户数", "成交人数"), "gmv": ("成交金额",),
            }, ""),
            definitions=JD_MEANS,
            cut="keyword",
            levels=("keyword",),
            sheets=("关键词",),
        ),
    ),
    "抖音罗盘": (
        Report(
            platform="douyin_shop",
            layout=layout("抖音罗盘日报", "抖音罗盘", "day gmv buyers", {
                "day": DAY, "gmv": ("成交金额", "用户支付金额"),
                "orders": ("成交订单数",), "buyers": ("成交人数",), "uv": UV, "pv": PV,
                "item_uv": ("商品点击人数", *ITEM_UV),
                "refund_amount": ("退款金额", "成功退款金额"), "refund_orders": ("退款订单数",),
                "live": ("直播间成交金额", "直播成交金额"), "video": ("短视频成交金额",),
                "card": ("商品卡成交金额",), "aov": AOV,
            }, "gmv orders refund_amount refund_orders live video card"),
            definitions=COMPASS_MEANS,
            parts={"live": "直播间", "video": "短视频", "card": "商品卡"},
        ),
        Report(
            platform="douyin_shop",
            layout=layout("抖音罗盘直播", "抖音罗盘", "started title gmv", {
                "started": ("开播时间", "直播开始时间"), "title": ("直播间标题", "直播标题"),
                "ended": ("下播时间",), "gmv": ("成交金额", "直播间成交金额"),
                "orders": ("成交订单数",), "buyers": ("成交人数",),
                "refund_amount": ("退款金额",), "refund_orders": ("退款订单数",),
                "author": ("达人昵称",),
            }, "gmv orders refund_amount refund_orders"),
            definitions=COMPASS_MEANS
            | {"gmv": "of a live by the day it began; moves for 30 days after its end"},
            cut="page",
            levels=("started", "title"),
        ),
    ),
}  # fmt: skip
