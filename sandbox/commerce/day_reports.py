"""Reports by day as shops export them from 生意参谋, 京东商智 and 抖音罗盘.

- 生意参谋: `.xls` of the older Excel with a preamble; of the other shop a page named `.xls`;
  traffic by source without a day column: its day in the name, 汇总 above the rows of its sum.
- 京东商智: a workbook of several sheets, `同比` behind each figure; a list of stock whose sales are
  those of the day before; keywords whose figures are ranges.
- 抖音罗盘: CSV with a mark. What was exported a week ago lies there still, its last day not over.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.old_excel import write_xls
from sandbox.papers import Book, thousands, write_csv
from sandbox.story.shop_days import by_source, shop_days, stock
from sandbox.telling import closing, records

TMALL, TAOBAO, JD, DOUYIN = "60412345", "58800123", "10099", "4455667"
TOLD, STOCK_DAYS, SOURCE_DAYS = timedelta(days=21), timedelta(days=6), 2
EARLIER = timedelta(days=7)
SYCM = [
    *("统计日期", "访客数", "浏览量", "支付买家数", "支付件数", "支付子订单数"),
    *("支付金额", "支付转化率", "客单价", "成功退款金额"),
]
CHANNELS = (
    *("一级渠道", "二级渠道", "时间", "访客数(UV)", "浏览量(PV)", "成交客户数", "同比"),
    *("成交金额", "同比"),
)
COMPASS = [
    *("日期", "成交金额", "成交订单数", "成交人数", "商品曝光人数", "商品点击人数", "退款金额"),
    *("退款订单数", "直播间成交金额", "短视频成交金额", "商品卡成交金额"),
]
Row = dict[str, Any]


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """What lies in the folder on a day."""
    day = today or world.today
    last = day - timedelta(days=1)
    first = max(world.first_day, last - TOLD)
    told = _days(world, first, last, closing(day))
    paths = [
        sycm(folder / f"{TMALL}_生意参谋店铺日报_{first}_{last}.xls", told[TMALL]),
        sycm_page(folder / f"{TAOBAO}_生意参谋店铺日报_{first}_{last}.xls", told[TAOBAO]),
        *sources(folder, world, day),
        shangzhi(folder / f"{JD}_京东商智_{first}_{last}.xlsx", world, told[JD], day),
        shelves(folder / f"{JD}_京东商智商品库存_{day:%Y%m%d}.xlsx", world, day),
        keywords(folder / f"{JD}_京东商智关键词_{last:%Y%m%d}.csv", last),
        compass(folder / f"{DOUYIN}_抖音罗盘日报_{first}_{last}.csv", world, told[DOUYIN], day),
    ]
    if (then := last - EARLIER) > first:
        open_day = closing(then + timedelta(days=1)) - timedelta(hours=4)
        early = _days(world, first, then, open_day)
        paths.append(sycm(folder / f"{TMALL}_生意参谋店铺日报_{first}_{then}.xls", early[TMALL]))
    return paths


def _days(world: Any, first: date, last: date, now: Any) -> dict[str, list[Row]]:
    table = shop_days(world.orders, world.order_lines, world.refunds, first, last, now)
    days = {shop: records(rows) for (shop,), rows in table.group_by("shop")}
    return {str(shop): rows for shop, rows in days.items()}


def percent(part: int, whole: int) -> str:
    return f"{Decimal(100 * part) / Decimal(whole or 1):.2f}%"


def mean(amount: Decimal, people: int) -> Decimal | None:
    return (amount / people).quantize(Decimal("0.01")) if people else None


def summed(rows: Sequence[Row], name: str) -> Any:
    return sum((row[name] for row in rows), 0 * rows[0][name])


def sycm_cells(row: Row) -> list[Any]:
    rate, aov = percent(row["buyers"], row["visitors"]), mean(row["paid"], row["buyers"])
    return [str(row["day"]), row["visitors"], row["page_views"], row["buyers"], row["units"],
            row["orders"], row["paid"], rate, aov, row["refunded"] or None]  # fmt: skip


def sycm_total(rows: Sequence[Row]) -> list[Any]:
    """Visitors of all days are told without those who came twice: less than the sum."""
    visitors = summed(rows, "visitors") * 9 // 10
    names = ("page_views", "buyers", "units", "orders", "paid")
    told = [summed(rows, name) for name in names]
    return ["合计", visitors, *told, None, None, summed(rows, "refunded")]


def sycm(path: Path, rows: list[Row]) -> Path:
    """A workbook of the older Excel: five rows above the header, amounts as numbers."""
    above = [["店铺经营概况"], ["店铺：青禾天猫旗舰店"], [f"统计时间：{rows[0]['day']} 起"], [], []]
    body = [sycm_cells(row) for row in rows] + [sycm_total(rows)]
    cells = [[_number(cell) for cell in row] for row in body]
    return write_xls(path, {"店铺日报": [*above, SYCM, *cells]})


def _number(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else "-" if cell is None else cell


def sycm_page(path: Path, rows: list[Row]) -> Path:
    """A page with a table, amounts with thousands, a dash for what did not happen."""
    body = [SYCM, *([_shown(cell) for cell in sycm_cells(row)] for row in rows)]
    lines = "".join("<tr>" + "".join(f"<td>{one}</td>" for one in row) + "</tr>" for row in body)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(f"<html><body><table>{lines}</table></body></html>".encode("gbk"))
    return path


def _shown(cell: Any) -> str:
    if isinstance(cell, Decimal):
        return thousands(cell)
    return "-" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)


def sources(folder: Path, world: Any, day: date) -> list[Path]:
    """Traffic by source, one file a day, tabs in a file named `.xls`."""
    table = by_source(world.orders, closing(day)).filter(pl.col("shop") == TMALL)
    last = [day - timedelta(days=n) for n in range(1, SOURCE_DAYS + 1)]
    paths = []
    for one in last:
        rows = [["流量来源", "来源明细", "访客数", "支付买家数", "支付金额"]]
        told = records(table.filter(pl.col("day") == one))
        for group in dict.fromkeys(row["source"].split(" / ")[0] for row in told):
            below = [row for row in told if row["source"].startswith(f"{group} / ")]
            buyers = summed(below, "buyers")
            rows.append(
                [group, "汇总", str(20 * buyers), str(buyers), thousands(summed(below, "paid"))]
            )
            for row in below:
                detail, visitors = row["source"].split(" / ")[1], 21 * row["buyers"]
                rows.append([group, detail, f"{visitors:,}", row["buyers"], thousands(row["paid"])])
        text = "\r\n".join("\t".join(map(str, row)) for row in rows)
        path = folder / f"{TMALL}_生意参谋流量来源_{one}_{one}.xls"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("gb18030"))
        if told:
            paths.append(path)
        else:
            path.unlink()
    return paths


def shangzhi(path: Path, world: Any, rows: list[Row], day: date) -> Path:
    """Days and their channels, `同比` behind each figure, a pivot nobody should load."""
    book = Book(path)
    heads = ["浏览量(PV)", "访客数(UV)", "下单客户数", "下单金额", "成交客户数", "成交转化率",
             "成交金额", "成交子单量", "客单价"]  # fmt: skip
    days = book.sheet("交易日报")
    book.line(days, 0, ["日期", *(cell for head in heads for cell in (head, "同比"))])
    for number, row in enumerate(rows, start=1):
        told = [
            row["page_views"], row["visitors"], row["placing"], row["placed"], row["buyers"],
            percent(row["buyers"], row["visitors"]), row["paid"], row["orders"],
            mean(row["paid"], row["buyers"]),
        ]  # fmt: skip
        book.line(days, number, [row["day"], *(cell for one in told for cell in (one, "3.10%"))])
    channels = book.sheet("渠道")
    book.line(channels, 0, CHANNELS)
    first = rows[0]["day"]
    mine = (pl.col("shop") == JD) & (pl.col("day") >= first)
    told = records(by_source(world.orders, closing(day)).filter(mine))
    for number, row in enumerate(told, start=1):
        visitors = 20 * row["buyers"] + 3
        figures = [visitors, visitors * 2, row["buyers"], "-", row["paid"], "-"]
        book.line(channels, number, [*row["source"].split(" / "), row["day"], *figures])
    pivot = book.sheet("透视表")
    book.line(pivot, 0, ["行标签", "求和项:成交金额"])
    book.line(pivot, 1, ["总计", summed(rows, "paid")])
    return book.close()


def shelves(path: Path, world: Any, day: date) -> Path:
    """Stock by product at the end of a day, beside what was sold on the day before."""
    last = day - timedelta(days=1)
    table = stock(world.orders, world.order_lines, JD, world.first_day, last, closing(day))
    book = Book(path)
    sheet = book.sheet("SKU明细")
    book.line(sheet, 0, ["时间", "SKU编码", "商品名称", "现货库存", "昨日出库商品件数"])
    sold = {(row["product_id"], row["day"]): row["units"] for row in records(table)}
    shown = records(table.filter(pl.col("day") >= last - STOCK_DAYS))
    for number, row in enumerate(shown, start=1):
        before = sold.get((row["product_id"], row["day"] - timedelta(days=1)), 0)
        told = [row["day"], sku(row["product_id"]), row["title"], row["left"], before]
        book.line(sheet, number, told)
    return book.close()


def sku(product_id: str) -> str:
    """The number of a product on 京东."""
    return f"10031{product_id[-6:]}"


def keywords(path: Path, day: date) -> Path:
    """What people searched for: ranges only."""
    rows = [
        ["帐篷", day, "1000~2000", "1.2万+", "10~50", "1万~2万"],
        ["睡袋", day, "<10", "10~50", "-", "-"],
    ]
    head = ["关键词", "时间", "访客数", "浏览量", "成交客户数", "成交金额"]
    return write_csv(path, [head, *rows])


def compass(path: Path, world: Any, rows: list[Row], day: date) -> Path:
    """Days with the sums of lives, videos and cards, and the total of all."""
    told = by_source(world.orders, closing(day)).filter(pl.col("shop") == DOUYIN)
    by = {(row["day"], row["source"]): row["paid"] for row in records(told)}
    zero = Decimal(0)
    parts = ("直播间", "短视频", "商品卡")
    body = []
    for row in rows:
        sums = [thousands(by.get((row["day"], part), zero)) for part in parts]
        body.append([f"{row['day']:%Y/%m/%d}", thousands(row["paid"]), row["orders"], row["buyers"],
                     row["visitors"] * 9, row["visitors"], thousands(row["refunded"]),
                     row["refund_orders"], *sums])  # fmt: skip
    total = ["合计", thousands(summed(rows, "paid")), summed(rows, "orders"), "", "", "",
             thousands(summed(rows, "refunded")), summed(rows, "refund_orders")]  # fmt: skip
    return write_csv(path, [COMPASS, *body, total], encoding="utf-8-sig")
