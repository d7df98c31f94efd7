"""How sellers' back ends write: marks of nothing, numbers of orders, moments, amounts, places."""

import polars as pl

from pipelines.streams.columns import MONEY, UTC_TIME, Column, day, text
from pipelines.streams.sheets import BLANK, full_moment, in_utc, plain_money, tidy

NOTHING = (*BLANK, "--", "N/A", "#N/A", "#DIV/0!", "暂无", "null")
FRAME = ("_file", "_sheet", "_encoding", "_day", "_as_of", "_hidden", "_unit", "_unit_factor")
LEFT_OUT = (
    *FRAME,
    *("goods_payable", "quantity", "shop_id", "shop_name", "close_reason", "is_mobile", "stages"),
    *("after_sale", "author_id", "author_name", "name", "subtotal", "coupon"),
    *("商家编码", "外部系统编号"),
    *(
        "买家支付积分",
        "返点积分",
        "买家实际支付积分",
        "运送方式",
        "宝贝标题",
        "宝贝种类",
        "物流单号",
    ),
    *("物流公司", "卖家服务费", "买家服务费", "定金排名", "修改后的sku", "异常信息", "卡券抵扣"),
    *("积分抵扣", "是否是O2O交易", "确认收货打款金额", "子订单编号", "APP渠道", "支付方式"),
)


def order_number(path: str) -> Column:
    """The number of an order: digits only."""
    return Column(path, pl.String(), lambda raw: raw.str.extract(r"^(\d{9,20})$"), required=True)


def file_time(path: str, *, required: bool = False) -> Column:
    """A moment on Chinese clocks, or with its own offset; in UTC."""

    def read(raw: pl.Expr) -> pl.Expr:
        text = tidy(raw)
        own = text.str.to_datetime("%Y-%m-%d %H:%M:%S %z", strict=False, time_unit="us")
        return pl.coalesce(in_utc(full_moment(text)), own.dt.replace_time_zone(None))

    return Column(path, UTC_TIME, read, required=required, nulls=NOTHING)


def amount(path: str, absent: int | None = None, *, required: bool = False) -> Column:
    """An amount as exported, nothing for the marks of nothing."""

    def read(raw: pl.Expr) -> pl.Expr:
        return plain_money(raw).cast(MONEY, strict=False)

    return Column(path, MONEY, read, required, absent, NOTHING)


PLACE: dict[str, Column] = {
    "platform": text("_platform", required=True),
    "shop_id": text("_account", required=True),
    "order_id": order_number("order_id"),
    "exported_date": day("_exported_on"),
    "_number": Column("_row", pl.Int64(), lambda raw: raw.cast(pl.Int64, strict=False)),
}
