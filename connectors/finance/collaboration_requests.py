"""协作需求台账: what teams ask of each other, and when. docs/connectors/collaboration_requests.md

- Each file is a reading of the whole log: due dates that were moved later show in the older one.
- 飞书 writes people as JSON and times in milliseconds, 钉钉 a row per node of an approval.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, taken_on
from connectors.core.readers import records
from connectors.core.tables import tables
from connectors.core.totals import pages

collaboration_requests = Folder(name="collaboration_requests")

REQUESTS = Layout(
    name="协作需求台账",
    word="需求",
    fields={
        "request_id": ("需求编号", "工单号", "审批编号", "request_id"),
        "title": ("需求名称", "标题", "title"),
        "type": ("需求类型", "type"),
        "from_dept": ("提出部门", "from_dept"),
        "requester": ("提出人", "requester"),
        "to_dept": ("承接部门", "to_dept"),
        "assignee": ("承接人", "负责人", "assignee"),
        "project": ("项目", "活动", "project"),
        "priority": ("优先级", "priority"),
        "occurred_at": ("触发时间", "事项发生时间", "occurred_at"),
        "submitted_at": ("提交时间", "提出时间", "创建时间", "submitted_at"),
        "responded_at": ("首次响应时间", "受理时间", "接单时间", "responded_at"),
        "due_at": ("期望完成", "截止日期", "due_at"),
        "promised_at": ("承诺完成时间", "promised_at"),
        "delivered_at": ("实际交付时间", "完成时间", "delivered_at"),
        "accepted_at": ("验收时间", "accepted_at"),
        "result": ("验收结果", "result"),
        "rework_count": ("返工次数", "修改次数", "rework_count"),
        "status": ("状态", "status"),
        "hold_hours": ("挂起时长", "挂起时长(小时)", "hold_hours"),
        "hold_reason": ("挂起原因", "hold_reason"),
        "score": ("满意度", "评分", "score"),
        "reject_reason": ("拒绝原因", "reject_reason"),
        "note": ("备注", "note"),
        "leads_sent": ("线索数", "leads_sent"),
        "leads_accepted": ("接收数", "leads_accepted"),
    },
    required=("title", "from_dept", "to_dept", "submitted_at", "status"),
    down=("project",),
)

EVENTS = Layout(
    name="需求事件日志",
    word="事件",
    fields={
        "request_id": ("需求编号", "工单号", "审批编号", "request_id"),
        "event": ("事件", "动作", "event"),
        "at": ("时间", "发生时间", "at"),
        "by": ("操作人", "经办人", "by"),
    },
    required=("request_id", "event", "at"),
    down=("request_id",),
)


@collaboration_requests.feed("*需求*.csv", "*需求*.xlsx", "*collaboration_requests*.*")
def requests(path: Path) -> Records:
    """One record per request, as the log stood when it was exported."""
    return _read(path, REQUESTS, EVENTS)


@collaboration_requests.feed("*需求事件*.*", "*collaboration_events*.*")
def events(path: Path) -> Records:
    """One record per step of a request: when it was taken, and by whom."""
    return _read(path, EVENTS, REQUESTS)


def _read(path: Path, wanted: Layout, other: Layout) -> Records:
    found = tables(path, [wanted], [other])
    taken = taken_on(path.stem)
    for page, table in zip(pages(found), found, strict=True):
        yield records(({**row, **taken} for row in table.records()), page.totals)
