"""达人投放 workbooks of agencies: creators, fees, posts. docs/connectors/kol_campaigns.md

- Sheets per platform, title rows, headers of two rows, 小计 and 合计: all as people keep them.
- A total of fees that is not the sum of its creators refuses the file.
- CPM, CPE, CPV and 互动率 are worked out anew in the marts: dropped here.
"""

import re
from pathlib import Path

from connectors.core import Folder, Page, Records
from connectors.core.layout import BETWEEN, Layout, Table, taken_on
from connectors.core.readers import records
from connectors.core.tables import tables
from connectors.core.totals import pages
from connectors.social.layouts import COMMENTS, FAVOURITES, LIKES

kol_campaigns = Folder(name="kol_campaigns")

PLACEMENTS = Layout(
    name="达人投放表",
    word="达人",
    fields={
        "order_id": ("订单号", "订单编号", "订单id", "order_id"),
        "campaign": ("项目", "活动", "项目名称", "活动名称", "campaign"),
        "platform": ("平台", "投放平台", "platform"),
        "creator_name": ("达人昵称", "达人", "达人名称", "账号名称", "kol", "博主", "creator_name"),
        "creator_id": ("达人id", "小红书号", "抖音号", "账号id", "uid", "creator_id"),
        "home_url": ("主页链接", "达人主页"),
        "tier": ("达人类型", "层级", "达人层级", "达人量级", "kol/koc/素人"),
        "followers": ("粉丝数", "粉丝量", "粉丝", "followers"),
        "followers_wan": ("粉丝数(万)", "粉丝量(万)", "粉丝(万)", "粉丝数(w)"),
        "content_type": ("合作形式", "形式", "内容形式", "content_type"),
        "quote": ("报价", "含税报价", "达人报价", "合作费用", "执行价"),
        "platform_fee": ("平台服务费", "服务费"),
        "rebate": ("返点", "返点比例"),
        "total_cost": ("总费用", "费用合计", "合计费用", "total_cost_cny"),
        "boost_cost": ("投流费用", "加热费用", "paid_boost_cost"),
        "gifted_value": ("置换价值", "寄样价值", "gifted_value"),
        "url": ("发布链接", "作品链接", "笔记链接", "链接", "content_url"),
        "published_at": ("发布时间", "发布日期", "上线时间", "publish_date"),
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
        "as_of": ("数据截止日期", "数据截止时间", "数据日期", "snapshot_date"),
        "note": ("备注", "note"),
    },
    required=("creator_name", "published_at"),
    down=("platform", "campaign", "creator_name", "creator_id", "home_url", "tier", "followers"),
    amounts=("quote", "platform_fee", "total_cost", "boost_cost"),
)
PLACEMENTS_OF = ("creator_name", "url", "published_at")
WORKED_OUT = re.compile(r"^(cpm|cpe|cpv|cpc|互动率|序号|no\.?)", re.IGNORECASE)


@kol_campaigns.feed("*达人*.xlsx", "*达人*.xls", "*达人*.csv", "*[kK][oO][lL]*.*")
def placements(path: Path) -> Records:
    """One record per creator and post: fees, and figures up to `as_of`."""
    found = tables(path, [PLACEMENTS])
    for table in found:
        _leave_out_notes(table)
        kept = {i: name for i, name in table.columns.items() if not WORKED_OUT.match(name)}
        table.columns = kept
        for line in (*table.lines, *table.totals):
            line.cells = {name: line.cells.get(name, "") for name in kept.values()}
    for page, table in zip(pages(found), found, strict=True):
        yield _placed(page, table, path)


def _leave_out_notes(table: Table) -> None:
    """A line that names no creator, no post and no day is a note."""
    table.lines = [
        line for line in table.lines if any(line.cells.get(name) for name in PLACEMENTS_OF)
    ]


def _placed(page: Page, table: Table, path: Path) -> Page:
    """Records with what the file's name tells: campaign, day, and the year of `11月6日`."""
    name = path.stem.partition("~")[0]
    told = {"_campaign": re.split(r"达人|kol", name, flags=re.IGNORECASE)[0].strip(BETWEEN)}
    told |= taken_on(name)
    if year := re.search(r"20\d\d", f"{table.note} {table.sheet.name} {name}"):
        told["_year"] = year[0]
    rows = [{**row, **told, "_no": str(n)} for n, row in enumerate(table.records(), 1)]
    return records(rows, page.totals)
