"""项目任务: projects, milestones, approvals and tasks as sheets. docs/connectors/project_tasks.md

- The house sheet has a row for each project (no 任务) and one for each of its tasks.
- 飞书多维表格 and Trello by their exported files; each file is a reading of the whole list.
- A Trello file knows no day of completion: it leaves that open.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.layout import Layout, taken_on
from connectors.core.readers import records
from connectors.core.tables import tables
from connectors.core.totals import pages

project_tasks = Folder(name="project_tasks")

HOUSE = Layout(
    name="项目任务表",
    word="项目",
    fields={
        "project": ("项目编号", "project"),
        "project_name": ("项目名称", "project_name"),
        "task_id": ("任务编号", "task_id"),
        "task": ("任务", "任务名称", "task"),
        "labels": ("类型", "任务类型", "labels"),
        "department": ("部门", "负责部门", "department"),
        "owners": ("负责人", "owners"),
        "start": ("开始日期", "start"),
        "due": ("计划完成", "截止日期", "due"),
        "done": ("实际完成", "完成日期", "done"),
        "list": ("状态", "list"),
        "progress": ("进度", "progress"),
        "weight": ("权重", "weight"),
        "budget": ("预算", "budget"),
        "post_mortem_on": ("复盘日期", "post_mortem_on"),
        "post_mortem_link": ("复盘链接", "post_mortem_link"),
        "note": ("备注", "note"),
    },
    required=("project", "task", "due", "done", "list"),
    down=("project", "project_name"),
    amounts=("budget",),
)
FEISHU = Layout(
    name="飞书多维表格",
    word="项目",
    fields={
        "task_id": ("记录id", "record_id"),
        "task": ("任务名称",),
        "list": ("状态",),
        "labels": ("标签",),
        "department": ("部门", "负责部门"),
        "owners": ("负责人",),
        "start": ("开始日期",),
        "due": ("截止日期",),
        "done": ("完成日期",),
        "budget": ("预算(元)",),
        "progress": ("进度",),
        "weight": ("权重",),
        "is_done": ("已完成",),
        "project": ("关联项目", "项目编号"),
        "parent": ("父记录",),
        "post_mortem_link": ("链接",),
    },
    required=("task", "list", "labels", "due", "project"),
)
TRELLO = Layout(
    name="Trello CSV",
    word="trello",
    fields={
        "task_id": ("card id",),
        "task": ("card name",),
        "url": ("card url",),
        "note": ("card description",),
        "labels": ("labels",),
        "owners": ("members",),
        "due": ("due date",),
        "attachments": ("attachment count",),
        "project": ("board name",),
        "list": ("list name",),
        "last_activity": ("last activity date",),
        "todo": ("todo",),
        "archived": ("archived",),
    },
    required=("task_id", "task", "project", "list"),
)


@project_tasks.feed("*项目任务*.*", "*飞书*.*", "*[tT]rello*.csv")
def tasks(path: Path) -> Records:
    """One record per project or task, as the list stood when it was exported."""
    found = tables(path, [HOUSE, FEISHU, TRELLO])
    taken = taken_on(path.stem)
    for page, table in zip(pages(found), found, strict=True):
        source = {"_layout": table.layout.name}
        yield records(({**row, **taken, **source} for row in table.records()), page.totals)
