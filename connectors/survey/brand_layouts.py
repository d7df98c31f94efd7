"""How files of brand studies are headed: a row per respondent, or an agency's table of figures."""

import re
from collections.abc import Iterator

from connectors.core.layout import Layout, Line, Table

# A question is known by what its heading asks, in the order written here.
ASKED = {
    "nps": r"^nps|推荐.*(可能|意愿)|(可能|意愿).*推荐|howlikely.*recommend",
    "aware_unaided": r"aware_unaided|首先想到|第一个想到|topofmind|comestomind|无提示",
    "aware_aided": r"aware_aided|听说过|知道.*品牌|heardof|(^|[^无])有?提示后?知名",
    "consider": r"^consider|会考虑|考虑购买",
    "intent": r"^intent|购买意愿|会购买|likelytobuy",
    "ces": r"^ces|容易|省力|easyto",
    "csat": r"^csat|满意度|整体满意|satisfied",
    "reason": r"^reason|原因|为什么",
}
LISTS = ("aware_unaided", "aware_aided", "consider")
NOT_SHOWN = {"未展示", "不适用", "not shown", "n/a"}
SURE = re.compile(r"\s*[;；┋|]\s*")
FOOTNOTE = re.compile(r"^\s*(\*|注|说明|数据来源|base\s*[:：]|note)", re.IGNORECASE)
TOTALS = {"总体", "total", "整体", "合计", "总计", "全体"}


def question_of(upper: str, lower: str) -> str | None:
    """The question a heading asks, or None."""
    heading = lower or upper
    return next((name for name, form in ASKED.items() if re.search(form, heading)), None)


RESPONDENTS = Layout(
    name="品牌调研明细",
    word="",
    fields={
        "response_id": (
            *("序号", "编号", "答卷编号", "Respondent ID", "ResponseId", "#", "token"),
            "answer_id",
        ),
        "wave": ("波次", "期次"),
        "submitted_at": (
            *("提交答卷时间", "结束答题时间", "提交时间", "Submit Date (UTC)", "End Date"),
            *("EndDate", "RecordedDate"),
        ),
        "started_at": ("开始答题时间", "Start Date", "StartDate"),
        "answer_time": ("所用时间", "答题时长", "Duration (in seconds)", "total_time"),
        "channel": ("来源", "来源渠道", "collector", "Source", "DistributionChannel"),
        "ip": ("来自IP", "IP地址", "IP Address"),
        "weight": ("权重", "加权"),
        "age_band": ("年龄段", "年龄"),
        "gender": ("性别",),
        "city": ("城市",),
    },
    required=("response_id", "submitted_at"),
    pattern=question_of,
)

TRACKER = Layout(
    name="品牌追踪表",
    word="",
    fields={
        "wave": ("波次", "期次"),
        "brand": ("品牌",),
        "segment": ("人群", "分组", "细分"),
        "metric": ("指标",),
        "base_n": ("样本量", "基数", "base", "n"),
        "value": ("数值", "占比"),
        "unit": ("单位",),
        "source": ("数据来源", "来源"),
    },
    required=("wave", "brand", "metric", "value"),
)


def pieces(cells: list[str]) -> Iterator[list[str]]:
    """Each cell's several answers. 、 parts them only where every piece is known as an answer."""
    parted = [[one for one in SURE.split(cell.strip()) if one] for cell in cells]
    known = {one for parts in parted for one in parts if "、" not in one}
    for parts in parted:
        told: list[str] = []
        for one in parts:
            split = [piece.strip() for piece in one.split("、")]
            told += split if len(split) > 1 and set(split) <= known else [one]
        yield told


def figures(table: Table) -> Iterator[tuple[Line, dict[str, str]]]:
    """Lines of a tracker down to its footnotes; a blank wave, brand or metric is the one above."""
    above: dict[str, str] = {}
    for line in sorted([*table.lines, *table.totals], key=lambda one: one.row):
        first = next(filter(None, line.cells.values()), "")
        if FOOTNOTE.match(first) and not line.cells.get("value"):
            return
        cells = dict(line.cells)
        for name in ("wave", "brand", "metric", "source"):
            cells[name] = above[name] = cells.get(name) or above.get(name, "")
        if cells.get("segment", "").strip().lower() in {"", *TOTALS}:
            cells["segment"] = "total"
        yield line, cells
