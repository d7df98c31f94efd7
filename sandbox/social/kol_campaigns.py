"""达人投放表 of an agency, and the same as the plain template: what marketers keep per campaign.

- A sheet per platform; a title, a header of two rows, 小计 per sheet, a note below.
- Fees with ￥ and thousands, followers as 12.3万, days as dates or as 11月6日.
- CPM and CPE stand there worked out; a total row never adds up figures that are not fees.
- What the media buyer downloads from 蒲公英: three rows of merged headings, rates as text.
"""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from sandbox.papers import Book, thousands, write_csv
from sandbox.story.creators import LISTED
from sandbox.story.posts import FIGURES
from sandbox.telling import plain, records

SHEETS = {"douyin": "抖音", "xiaohongshu": "小红书", "bilibili": "B站", "weibo": "微博"}
TOP = [
    "序号", "达人信息", "", "", "", "合作形式", "费用", "", "", "", "发布链接",
    "发布时间", "数据", "", "", "", "", "", "", "备注",
]  # fmt: skip
LOWER = [
    "", "达人昵称", "达人ID", "层级", "粉丝数", "", "报价(元)", "平台服务费(元)",
    "返点比例", "返点状态", "", "", "曝光量",
    "阅读量/播放量", "点赞", "收藏", "评论", "转发/分享", "CPM", "",
]  # fmt: skip
GROUPS = ((1, 4, "达人信息"), (6, 9, "费用"), (12, 18, "数据"))
TEMPLATE = [
    "platform", "creator_name", "creator_id", "content_url", "publish_date", "total_cost_cny",
    "snapshot_date", "impressions", "plays_or_reads", "likes", "comments", "shares", "favorites",
    "签约日期", "计划发布日期", "寄样成本", "实际佣金", "投流金额", "新增粉丝", "成交订单",
    "成交金额", "退款金额", "优惠码", "付款状态", "付款日期", "发票号",
]  # fmt: skip
PRICE = Decimal(289)  # of what the plain list's creators sell
FORMS = {"video": "视频", "image": "图文"}
PLAIN_CAMPAIGN, AGENCY = "Lumora-launch", "Q4种草计划"
WAYS = ("整体", "自然流量", "内容加热", "广告投放")
PLACES = ("发现页", "搜索页", "个人页", "关注页", "附近页", "其他")
DOWNLOADED = [
    *(("基础信息", "笔记信息", name) for name in ("笔记ID", "笔记链接", "笔记类型", "发布时间")),
    *(("基础信息", "博主信息", name) for name in ("博主昵称", "博主ID", "粉丝数", "所属机构")),
    *(("基础信息", "订单信息", name) for name in ("订单编号", "博主报价", "平台服务费", "总金额")),
    *(("传播数据", way, name) for way in WAYS for name in ("曝光量", "阅读量")),
    *(("传播数据", "曝光来源", place) for place in PLACES),
    *(("互动数据", "整体", name) for name in ("点赞", "收藏", "评论", "分享", "互动量", "互动率")),
    *(("成本数据", "整体", name) for name in ("CPM", "CPE")),
]
Row = dict[str, Any]


def write(world: Any, folder: Path, today: date | None = None) -> list[Path]:
    """Each campaign's files of the last weeks."""
    now = today or world.today
    paths = []
    for day in (now - back for back in LISTED):
        for campaign in world.placements["campaign"].unique(maintain_order=True):
            rows = placed(world, campaign, day)
            if not rows:
                continue
            make = template if campaign == PLAIN_CAMPAIGN else workbook
            paths.append(make(folder, campaign, day, rows))
    notes = [row for row in placed(world, AGENCY, now) if row["platform"] == "xiaohongshu"]
    return [*paths, downloaded(folder, now, notes)] if notes else paths


def placed(world: Any, campaign: str, day: date) -> list[Row]:
    """The placements of a campaign published before that day, with their totals."""
    return _gained(world, pl.col("campaign") == campaign, day)


def totals_of(world: Any, platform: str, day: date) -> list[Row]:
    """The placements on a platform published before that day, with their totals."""
    return _gained(world, pl.col("platform") == platform, day)


def _gained(world: Any, which: pl.Expr, day: date) -> list[Row]:
    gained = world.placement_days.filter(pl.col("day") < day).group_by("placement_id")
    told = world.placements.filter(which & (pl.col("published_on") < day)).join(
        gained.agg(pl.col(*FIGURES).sum()), on="placement_id", how="left"
    )
    return records(told.with_columns(pl.col(*FIGURES).fill_null(0)).sort("published_on"))


def workbook(folder: Path, campaign: str, day: date, rows: list[Row]) -> Path:
    """The agency's form."""
    book = Book(folder / f"{campaign}_达人投放表_{day:%Y%m%d}.xlsx")
    for platform, name in SHEETS.items():
        mine = [row for row in rows if row["platform"] == platform]
        if not mine:
            continue
        sheet = book.sheet(name)
        sheet.merge_range(0, 0, 0, len(TOP) - 1, f"{day.year}年{campaign}达人投放明细", book.title)
        book.line(sheet, 1, TOP, book.bold)
        for first, last, text in GROUPS:
            sheet.merge_range(1, first, 1, last, text, book.bold)
        book.line(sheet, 2, LOWER, book.bold)
        for nth, row in enumerate(mine, 1):
            book.line(sheet, 2 + nth, placement(row, nth, day, spoken=platform == "douyin"))
        fees = [
            sum((row[name] for row in mine), Decimal(0))
            for name in ("contract_fee", "platform_fee")
        ]
        total = ["", "小计", "", "", "", "", *fees]
        book.line(sheet, 3 + len(mine), total, book.bold)
        note = f"注：数据截至{day - timedelta(days=1):%m月%d日}，以平台后台为准"
        book.line(sheet, 5 + len(mine), [note])
    return book.close()


def placement(row: Row, nth: int, day: date, *, spoken: bool) -> list[Any]:
    """One line; where days are typed as they are spoken, money is too."""
    fans, on = row["followers"], row["published_on"]
    cpm = float(row["contract_fee"]) / max(row["impressions"], 1) * 1000
    return [
        nth, row["creator_name"], row["creator_id"], "KOL" if fans >= 100_000 else "KOC",
        f"{fans / 10_000:g}万" if spoken else fans, FORMS[row["content_type"]],
        f"￥{thousands(row['contract_fee'])}" if spoken else row["contract_fee"],
        row["platform_fee"], *back(row, day, spoken=spoken), row["url"],
        f"{on.month}月{on.day}日" if spoken else on,
        row["impressions"], row["views"], row["likes"], row["saves"], row["comments"],
        row["shares"], round(cpm, 2), "",
    ]  # fmt: skip


def back(row: Row, day: date, *, spoken: bool) -> tuple[Any, str]:
    """返点 and whether it had come before that day: in one cell as it is spoken, else in two."""
    if not row["rebate_percent"]:
        return "", ""
    state = "已返" if row["rebate_on"] < day else "未返"
    if spoken:
        return f"{row['rebate_percent']}%（{state}）", ""
    return row["rebate_percent"] / 100, state


def downloaded(folder: Path, day: date, rows: list[Row]) -> Path:
    """The workbook of 蒲公英's back end: groups over sub-groups over fields, each merged."""
    book = Book(folder / f"{AGENCY}_蒲公英_{day:%Y%m%d}.xlsx")
    sheet = book.sheet("笔记数据")
    for level in (0, 1):
        book.line(sheet, level, [path[level] for path in DOWNLOADED])
        groups = [path[: level + 1] for path in DOWNLOADED]
        for group in dict.fromkeys(groups):
            first, many = groups.index(group), groups.count(group)
            sheet.merge_range(level, first, level, first + many - 1, group[level], book.bold)
    book.line(sheet, 2, [path[2] for path in DOWNLOADED], book.bold)
    for nth, row in enumerate(rows, 3):
        book.line(sheet, nth, note_of(row))
    return book.close()


def note_of(row: Row) -> list[Any]:
    """One note; a third of what it showed was bought."""
    seen, read = row["impressions"], row["views"]
    bought, opened, fee = seen // 3, read // 3, row["contract_fee"]
    engaged = row["likes"] + row["saves"] + row["comments"] + row["shares"]
    return [
        row["content_id"], row["url"], "图文", f"{row['published_on']:%Y/%m/%d}",
        row["creator_name"], row["creator_id"], row["followers"], "山川文化",
        row["placement_id"], fee, row["platform_fee"], fee + row["platform_fee"],
        seen, read, seen - bought, read - opened, bought // 4, 0, bought - bought // 4, opened,
        *(seen // len(PLACES) for _ in PLACES),
        row["likes"], row["saves"], row["comments"], row["shares"], engaged, "7.57%", 35.2, 4.2,
    ]  # fmt: skip


def template(folder: Path, campaign: str, day: date, rows: list[Row]) -> Path:
    """The plain form that the warehouse offers: English headings, UTF-8 with BOM."""
    lines = [
        [
            row["platform"], row["creator_name"], row["creator_id"], row["url"],
            row["published_on"].isoformat(), plain(whole_cost(row), 2),
            (day - timedelta(days=1)).isoformat(), row["impressions"], row["views"], row["likes"],
            row["comments"], row["shares"], row["saves"],
            *(row[name].isoformat() for name in ("signed_on", "planned_on")),
            *(plain(row[name], 2) for name in ("sample_cost", "commission", "boost_cost")),
            *claimed(row), row["promo_code"], *paid(row, day),
        ]
        for row in rows
    ]  # fmt: skip
    path = folder / f"{campaign}_kol_{day:%Y%m%d}.csv"
    return write_csv(path, [TEMPLATE, *lines], "utf-8-sig")


def whole_cost(row: Row) -> Decimal:
    """What a cooperation of the plain list costs; boosting a post is advertising, and apart."""
    return sum(row[name] for name in ("contract_fee", "platform_fee", "sample_cost", "commission"))


def claimed(row: Row) -> list[Any]:
    """Followers, orders, their value and what of it came back, as the platform has it."""
    orders = row["views"] // 200
    money = (plain(PRICE * count, 2) for count in (orders, orders // 10))
    return [row["views"] // 50, orders, *money]


def paid(row: Row, day: date) -> list[str]:
    """State, day and invoice of the payment, as they stood before that day."""
    if row["paid_on"] >= day:
        return ["未付款", "", ""]
    return ["已付款", row["paid_on"].isoformat(), row["invoice_no"]]
