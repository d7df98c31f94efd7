"""How sellers' back ends head their exports. Lists differ by template and year: these are variants.

What a person is called, where they live and how they are reached is dropped where it is read.
"""

import re

from connectors.core.layout import Layout

PERSONAL = re.compile(
    r"收货|收件|电话|手机号|联系手机|地址|姓名|支付宝|留言|备注|发票|身份证|邮编|^email$|^phone$|^notes?|"
    r"^(billing|shipping)(name|street|address|company|city|zip|province|country|phone)"
)

TAOBAO_ORDERS = Layout(
    name="千牛订单报表",
    word="ExportOrderList",
    fields={
        "order_id": ("订单编号", "主订单编号", "订单号"),
        "buyer": ("买家会员名", "买家昵称"),
        "goods_payable": ("买家应付货款",),
        "postage": ("买家应付邮费",),
        "listed": ("总金额",),
        "paid": ("买家实际支付金额", "买家实付金额"),
        "status": ("订单状态",),
        "created_at": ("订单创建时间", "创建时间"),
        "paid_at": ("订单付款时间", "付款时间"),
        "quantity": ("宝贝总数量",),
        "shop_id": ("店铺Id", "店铺ID"),
        "shop_name": ("店铺名称",),
        "close_reason": ("订单关闭原因",),
        "refunded": ("退款金额",),
        "is_mobile": ("是否手机订单",),
        "stages": ("分阶段订单信息",),
    },
    required=("order_id", "paid", "status", "created_at", "paid_at"),
    amounts=("paid", "listed", "postage", "refunded"),
    document="order_id",
)
TAOBAO_ITEMS = Layout(
    name="千牛宝贝报表",
    word="ExportOrderDetailList",
    fields={
        "order_id": ("订单编号", "主订单编号"),
        "title": ("标题", "宝贝标题"),
        "price": ("价格",),
        "quantity": ("购买数量",),
        "sku": ("商家编码", "外部系统编号"),
        "attributes": ("商品属性",),
        "status": ("订单状态",),
    },
    required=("order_id", "title", "price", "quantity"),
)
DOUYIN_ORDERS = Layout(
    name="抖店订单报表",
    word="抖店订单",
    fields={
        "order_id": ("主订单编号", "订单编号"),
        "line_id": ("子订单编号", "商品单编号"),
        "title": ("选购商品", "商品名称"),
        "product_id": ("商品ID",),
        "sku": ("商家编码",),
        "quantity": ("商品数量", "商品数量(件)"),
        "price": ("商品单价", "商品金额"),
        "paid": ("订单应付金额", "实付金额"),
        "postage": ("运费",),
        "discount": ("优惠总金额",),
        "platform_discount": ("平台实际承担优惠金额", "平台优惠"),
        "refunded": ("退款金额",),
        "status": ("订单状态",),
        "after_sale": ("售后状态",),
        "created_at": ("订单提交时间", "下单时间"),
        "paid_at": ("支付完成时间", "支付时间"),
        "author_id": ("达人ID",),
        "author_name": ("达人昵称",),
        "source": ("流量来源",),
    },
    required=("order_id", "line_id", "paid", "status", "created_at", "paid_at"),
    amounts=("paid", "postage", "discount", "platform_discount", "refunded"),
    document="order_id",
)
SHOPIFY_ORDERS = Layout(
    name="Shopify orders export",
    word="orders_export",
    fields={
        "order_id": ("Id",),
        "name": ("Name",),
        "buyer_email": ("Email",),
        "status": ("Financial Status",),
        "paid_at": ("Paid at",),
        "created_at": ("Created at",),
        "cancelled_at": ("Cancelled at",),
        "currency": ("Currency",),
        "subtotal": ("Subtotal",),
        "postage": ("Shipping",),
        "tax": ("Taxes",),
        "paid": ("Total",),
        "discount": ("Discount Amount",),
        "coupon": ("Discount Code",),
        "refunded": ("Refunded Amount",),
        "quantity": ("Lineitem quantity",),
        "title": ("Lineitem name",),
        "price": ("Lineitem price",),
        "sku": ("Lineitem sku",),
        "source": ("Source",),
    },
    required=("order_id", "name", "status", "paid_at", "created_at", "paid", "title", "price"),
)
# What stands once for an order, whatever the number of its rows; the rest is of the line.
OF_LINES = {
    "抖店订单报表": ("line_id", "title", "product_id", "sku", "quantity", "price"),
    "Shopify orders export": ("title", "price", "sku", "quantity"),
}
# Layout → the platform whose orders it tells, and what shops call the file.
ORDERS = {
    "taobao_tmall_top": TAOBAO_ORDERS,
    "douyin_shop": DOUYIN_ORDERS,
    "shopify": SHOPIFY_ORDERS,
}
