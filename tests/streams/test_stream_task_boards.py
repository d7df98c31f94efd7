"""Tasks of Trello and 飞书多维表格, clean."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS

CARDS, MOVES = STREAMS["trello__cards"], STREAMS["trello__moves"]
ROWS = STREAMS["feishu_bitable__tasks"]


def card(**told) -> dict:
    return {
        "id": "68f1a2b3c4d5e6f708192a3b",
        "name": "双十一复盘",
        "list_name": "进行中",
        "board_name": "双十一",
        "label_names": "复盘、电商",
        "member_names": "张三、李四",
        "start": None,
        "due": "2026-11-20T17:00:00.000Z",
        "dueComplete": False,
        "closed": False,
        "custom": {"权重": "12.5"},
    } | told


def test_a_card_is_a_task_on_chinese_days():
    read = row(cleaned(CARDS, card()))
    assert (read["due_date"], read["start_date"]) == (date(2026, 11, 21), None)
    assert (read["item_kind"], read["status"], read["project"]) == (
        "post_mortem",
        "doing",
        "双十一",
    )
    assert read["weight"] == Decimal("12.5")
    assert read["created_at"] == datetime.fromisoformat("2025-10-17 01:58:11")


@pytest.mark.parametrize(
    ("told", "name", "value"),
    [
        ({"list_name": "已完成"}, "status", "done"),
        ({"dueComplete": True}, "status", "done"),
        ({"custom": {"项目编号": "P-1"}}, "project", "P-1"),
        ({"closed": True}, "is_archived", True),
        ({"label_names": ""}, "item_kind", "task"),
        ({"due": None}, "due_date", None),
    ],
)
def test_what_else_a_card_says(told, name, value):
    assert row(cleaned(CARDS, card(**told)))[name] == value


@pytest.mark.parametrize(("due", "days"), [("2025-10-20T02:00:00.000Z", 3), (None, None),
                                           ("2025-10-15T02:00:00.000Z", -2)])  # fmt: skip
def test_days_from_the_making_of_a_task_to_its_due_date(due, days):
    assert row(cleaned(CARDS, card(due=due)))["days_to_due"] == days
    made = 1760666291000  # the second in the card's id
    ticks = None if due is None else str(made + days * 86_400_000)
    assert row(cleaned(ROWS, cells(due=ticks, created_time=made)))["days_to_due"] == days


def test_a_list_of_no_known_state_sets_its_cards_aside():
    assert reasons(cleaned(CARDS, card(list_name="杂项"))) == ["unreadable:_list"]


def test_a_move_between_lists():
    data = {"card": {"id": "c"}, "listBefore": {"name": "进行中"}, "listAfter": {"name": "已完成"}}
    move = {"id": "a", "type": "updateCard", "date": "2026-11-17T09:00:00.000Z", "data": data}
    read = row(cleaned(MOVES, move))
    assert (read["from_status"], read["to_status"]) == ("doing", "done")
    assert read["moved_at"] == datetime.fromisoformat("2026-11-17 09:00:00")


def cells(**told) -> dict:
    return {
        "task_id": "recA",
        "task": "任务",
        "project": "P-1",
        "list": "进行中",
        "labels": "里程碑",
        "owners": "张三、李四",
        "due": "1795190400000",
        "progress": "0.4",
    } | told


def test_a_row_of_a_table():
    read = row(cleaned(ROWS, cells()))
    assert (read["due_date"], read["done_date"]) == (date(2026, 11, 21), None)
    assert (read["item_kind"], read["status"], read["assignees"]) == ("milestone", "doing", 2)
    assert read["progress"] == Decimal("0.4")


def test_a_ticked_row_is_done_whatever_its_state():
    assert row(cleaned(ROWS, cells(is_done="是")))["status"] == "done"


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"project": None}, "no_project"),
        ({"list": None}, "no_status"),
        ({"due": "soon"}, "unreadable:due_date"),
        ({"progress": "140"}, "progress_out_of_range"),
        ({"task": None}, "no_task"),
    ],
)
def test_rows_that_cannot_be(told, reason):
    assert reasons(cleaned(ROWS, cells(**told))) == [reason]
