"""Orders as sellers export them from their back ends.

- 千牛: CSV in GBK, numbers kept as text by `="…"`; a list of orders and one of their lines. The
  older template does not say what went back. A shop that also has the interface exports too.
- 抖店: CSV in UTF-8 with a mark, one row per line, the order's amounts repeated on each; nobody is
  told who bought. A tab stands before each number. 优惠 is the shop's and 抖音's own, which stands
  beside it.
- What was exported earlier lies there still, with the states of its day.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sandbox.commerce import day_reports
from sandbox.commerce.stalls import Row, Sold, Stall, china, mark
from sandbox.papers import thousands, write_csv
from sandbox.telling import moment

HEADS = {
    "list": (
        "订单编号 买家会员名 买家支付宝账号 买家应付货款 买家应付邮费 买家支付积分 总金额 "
        "返点积分 买家实际支付金额 买家实际支付积分 订单状态 买家留言 收货人姓名 收货地址 "
        "运送方式 联系电话 联系手机 订单创建时间 订单付款时间 宝贝标题 宝贝种类 物流单号 "
        "物流公司 订单备注 宝贝总数量 店铺Id 店铺名称 订单关闭原因 是否手机订单"
    ),
    "detail": "订单编号 标题 价格 购买数量 外部系统编号 商品属性 套餐信息 备注 订单状态 商家编码",
    "report": (
        "主订单编号 子订单编号 选购商品 商品ID 商家编码 商品数量 商品单价 订单应付金额 运费 "
        "优惠总金额 平台实际承担优惠金额 退款金额 收件人 收件人手机号 详细地址 订单提交时间 "
        "支付完成时间 订单状态 "
        "售后状态 达人ID 达人昵称 流量来源"
    ),
}
QIANNIU_STATE = {
    "waiting": "等待买家付款",
    "void": "交易关闭",
    "paid": "买家已付款",
    "shipped": "卖家已发货",
    "done": "交易成功",
    "returned": "交易关闭",
}
DOUDIAN_STATE = {
    "waiting": "待支付",
    "void": "已关闭",
    "paid": "备货中",
    "shipped": "已发货",
    "done": "已完成",
    "returned": "已关闭",
}
BY_FILE, BY_BOTH, DOUDIAN = "58800123", "60412345", "4455668"
EARLIER, RECENT = timedelta(days=14), timedelta(days=21)


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """The lists of two shops on 淘宝 and one on 抖音, taken on the last day and a fortnight ago."""
    day = today or world.today
    own, both = Stall(world, "seller_backend_exports"), Stall(world, "taobao_tmall_top")
    paths: list[Path] = []
    if day - EARLIER > world.first_day:
        sold = own.sold(BY_FILE, day - EARLIER)
        paths += qianniu(folder, own, BY_FILE, sold, day - EARLIER, tells_refunds=False)
    since = day - RECENT
    recent = [one for one in both.sold(BY_BOTH, day) if one.order["created_at"].date() >= since]
    paths += qianniu(folder, own, BY_FILE, own.sold(BY_FILE, day), day)
    paths += qianniu(folder, both, BY_BOTH, recent, day)
    paths.append(doudian(folder, own.sold(DOUDIAN, day), day))
    return [*paths, *day_reports.write(world, folder, today)]


def kept(number: str) -> str:
    """A number that a spreadsheet must not round."""
    return f'="{number}"'


def qianniu(
    folder: Path,
    stall: Stall,
    shop: str,
    sold: list[Sold],
    day: date,
    *,
    tells_refunds: bool = True,
) -> list[Path]:
    """The list of orders with its total, and the list of their lines."""
    name, more = stall.shops[shop]["account_name"], ["退款金额"] if tells_refunds else []
    rows = [listed(one, shop, name) + ([str(refunded(one))] if more else []) for one in sold]
    paid = sum((one.order["paid"] for one in sold), Decimal(0))
    total = ["合计", *[""] * 7, thousands(paid)]
    lines = [row for one in sold for row in detailed(one)]
    orders = folder / f"{shop}_ExportOrderList{day:%Y%m%d}0830.csv"
    items = folder / f"{shop}_ExportOrderDetailList{day:%Y%m%d}0831.csv"
    return [
        write_csv(orders, [[*HEADS["list"].split(), *more], *rows, total]),
        write_csv(items, [HEADS["detail"].split(), *lines]),
    ]


def refunded(sold: Sold) -> Decimal:
    return sum((one["amount"] for one in sold.refunds if one["is_done"]), Decimal(0)).quantize(
        Decimal("0.01")
    )


def listed(sold: Sold, shop: str, name: str) -> list[str]:
    order, paid = sold.order, thousands(sold.order["paid"])
    buyer = f"tb{mark(order['person_id'], 'qianniu')[:10]}"
    units = sum(line["quantity"] for line in sold.lines)
    return [
        kept(order["order_id"]), buyer, f"{buyer}@pay.example", thousands(order["subtotal"]),
        thousands(order["shipping"]), "0", thousands(order["list_total"]), "0", paid, "0",
        QIANNIU_STATE[sold.step], "请尽快发货", "张*", "浙江省杭州市某路 8 号", "快递", "",
        "'13800000000",
        china(order["created_at"]), china(sold.paid_at), "，".join(x["title"] for x in sold.lines),
        str(len(sold.lines)), "No:SF100200300", "顺丰速运", "", str(units), shop, name,
        "买家未付款" if sold.step == "void" else "订单未关闭", "手机订单",
    ]  # fmt: skip


def detailed(sold: Sold) -> Iterator[list[str]]:
    for line in sold.lines:
        yield [
            kept(sold.order["order_id"]), line["title"], thousands(line["unit_price"]),
            str(line["quantity"]), line["sku"], "颜色分类:默认", "", "", QIANNIU_STATE[sold.step],
            line["sku"],
        ]  # fmt: skip


def doudian(folder: Path, sold: list[Sold], day: date) -> Path:
    """One row per line; what is of the order stands on each."""
    rows = [reported(one, line) for one in sold for line in one.lines]
    return write_csv(
        folder / f"{DOUDIAN}_抖店订单_{day:%Y-%m-%d}.csv",
        [HEADS["report"].split(), *rows],
        encoding="utf-8-sig",
    )


def reported(sold: Sold, line: Row) -> list[str]:
    order = sold.order
    borne = order["list_total"] - order["discount"] + order["shipping"] - order["paid"]
    at = moment(order["created_at"], "Asia/Shanghai")
    return [
        f"\t{order['order_id']}", f"\t{line['line_id']}", line["title"], f"\t{line['product_id']}",
        line["sku"], str(line["quantity"]), f"￥{line['unit_price']:.2f}", f"{order['paid']:.2f}",
        f"{order['shipping']:.2f}", f"{order['discount'] + borne:.2f}", f"{borne:.2f}",
        f"{refunded(sold)}", "李*", "138****0000", "**", f"{at:%Y/%m/%d %H:%M:%S}",
        china(sold.paid_at) or "-",
        DOUDIAN_STATE[sold.step], "-", "0", "-", "商品卡",
    ]  # fmt: skip
