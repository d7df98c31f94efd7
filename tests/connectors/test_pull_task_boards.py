"""Trello and 飞书多维表格: their oddities, as their contract tells them."""

import pytest
from stage import Asked, Puller, Said, Stage, records

from connectors.core import AccessDenied, BadReply, TryAgain
from connectors.finance.feishu_bitable import feishu_bitable
from connectors.finance.trello import trello

TRELLO = {"key": "the-key", "token": "the-token"}
FEISHU = {"app_id": "cli_1", "app_secret": "the-secret"}
TABLE = "bascn1.tbl1"
BOARD = {
    "name": "双十一",
    "lists": [{"id": "L", "name": "进行中"}],
    "members": [{"id": "M", "fullName": "张三"}],
    "customFields": [
        {"id": "F", "name": "权重"},
        {"id": "G", "name": "部门", "options": [{"id": "o", "value": {"text": "内容组"}}]},
    ],
}
CARD = {"id": "68f1", "idList": "L", "idMembers": ["M", "gone"],
        "labels": [{"id": "1", "name": "复盘"}], "customFieldItems": [
            {"id": "1", "idCustomField": "F", "value": {"number": "12"}},
            {"id": "2", "idCustomField": "G", "value": None, "idValue": "o"},
            {"id": "3", "idCustomField": "unknown", "value": {"text": "?"}},
        ]}  # fmt: skip


def test_a_card_comes_with_the_names_of_all_it_refers_to(stage: Stage, puller: Puller):
    stage.answer = lambda asked: Said([CARD] if asked.path.endswith("/cards/all") else BOARD)
    [one] = records(puller(trello, "cards", TRELLO))
    assert (one["list_name"], one["board_name"], one["label_names"]) == ("进行中", "双十一", "复盘")
    assert one["member_names"] == "张三、"
    assert one["custom"] == {"权重": "12", "部门": "内容组"}
    proof = 'OAuth oauth_consumer_key="the-key", oauth_token="the-token"'
    assert {asked.headers["authorization"] for asked in stage.asked} == {proof}
    assert not any("the-token" in asked.raw_query for asked in stage.asked)


def test_moves_are_walked_back_by_the_oldest_id(stage: Stage, puller: Puller):
    every = [{"id": f"{n:04}"} for n in range(1500, 0, -1)]

    def answer(asked: Asked) -> Said:
        before = asked.params.get("before", "9")
        rest = [one for one in every if one["id"] < before]
        return Said(rest[: int(asked.params["limit"])])

    stage.answer = answer
    assert len(records(puller(trello, "moves", TRELLO))) == 1500
    assert [asked.params.get("before") for asked in stage.asked] == [None, "0501"]


def test_refusals_in_plain_text_and_calls_too_fast(stage: Stage, puller: Puller, passing):
    stage.play(Said(b"invalid token", 401))
    with pytest.raises(AccessDenied, match="invalid token") as caught:
        puller(trello, "cards", TRELLO)
    assert "the-token" not in str(caught.value)
    fast = {"error": "API_TOKEN_LIMIT_EXCEEDED", "message": "Rate limit exceeded"}
    stage.play(Said(fast, 429), BOARD, [CARD])
    assert len(records(puller(trello, "cards", TRELLO))) == 1
    assert max(passing.slept) >= 10


def column(name: str) -> dict:
    return {"field_id": f"fld{name}", "field_name": name}


COLUMNS = [
    column(name)
    for name in ("任务名称", "状态", "标签", "截止日期", "关联项目", "项目编号", "别的")
]


class Table:
    """A small table; `columns` and `pages` of rows may be told."""

    def __init__(
        self, pages: list[list[dict]], columns: list[dict] = COLUMNS, total: int = 0
    ) -> None:
        self.pages, self.columns, self.total = pages, columns, total

    def __call__(self, asked: Asked) -> Said:
        if asked.path.endswith("/internal"):
            return Said({"code": 0, "tenant_access_token": "t-1", "expire": 7200})
        assert asked.headers["authorization"] == "Bearer t-1"
        if asked.path.endswith("/fields"):
            start = int(asked.params.get("page_token", "0"))
            end = start + int(asked.params["page_size"])
            data = {"items": self.columns[start:end], "has_more": end < len(self.columns)}
            return Said(
                {"code": 0, "data": data | {"page_token": str(end), "total": len(self.columns)}}
            )
        place = int(asked.params.get("page_token", "0"))
        more = place + 1 < len(self.pages)
        data = {"items": self.pages[place], "has_more": more, "page_token": str(place + 1)}
        return Said({"code": 0, "data": data | {"total": self.total}})


def line(number: int = 1, **cells) -> dict:
    return {
        "record_id": f"rec{number}",
        "created_time": 1,
        "last_modified_time": 2,
        "fields": cells,
    }


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ([{"text": "双十一", "type": "text"}, {"text": "复盘", "type": "text"}], "双十一复盘"),
        ("进行中", "进行中"),
        (["复盘", "电商"], "复盘、电商"),
        ([{"id": "ou_8f", "name": "张三", "en_name": "zs"}], "张三"),
        (1795190400000, "1795190400000"),
        (0.4, "0.4"),
        (True, "是"),
        ({"text": "文档", "link": "https://x.example"}, "文档"),
        ({"type": 1, "value": [{"text": "P-1", "type": "text"}]}, "P-1"),
        ({"type": 2, "value": [12000]}, "12000"),
        ({"link_record_ids": ["recXyZ"]}, None),
        (None, None),
    ],
)
def test_every_kind_of_cell_is_plain_text(stage: Stage, puller: Puller, cell, text):
    stage.answer = Table([[line(任务名称=cell)]])
    [one] = records(puller(feishu_bitable, "tasks", FEISHU, account=TABLE))
    assert (one["task_id"], one["task"]) == ("rec1", text)
    asked = next(asked for asked in stage.asked if asked.path.endswith("/search"))
    assert "别的" not in asked.json["field_names"]


def test_columns_are_known_however_many_stand_before_them(stage: Stage, puller: Puller):
    stage.answer = Table(
        [[line(任务名称="复盘")]], [*(column(str(n)) for n in range(230)), *COLUMNS]
    )
    [one] = records(puller(feishu_bitable, "tasks", FEISHU, account=TABLE))
    assert one["task"] == "复盘"
    asked = [asked.params for asked in stage.asked if asked.path.endswith("/fields")]
    assert [one.get("page_token") for one in asked] == [None, "100", "200"]


def test_the_number_beside_a_link_names_the_project(stage: Stage, puller: Puller):
    link, number = (
        {"link_record_ids": ["recX"]},
        {"type": 1, "value": [{"text": "P-7", "type": "text"}]},
    )
    stage.answer = Table([[line(关联项目=link, 项目编号=number)], [line(2, 关联项目="P-8")]])
    found = records(puller(feishu_bitable, "tasks", FEISHU, account=TABLE))
    assert [one["project"] for one in found] == ["P-7", "P-8"]


def test_an_empty_table_is_no_answer_and_a_renamed_column_is_named(stage: Stage, puller: Puller):
    stage.answer = Table([[]])
    with pytest.raises(AccessDenied, match="添加文档应用"):
        puller(feishu_bitable, "tasks", FEISHU, account=TABLE)
    stage.answer = Table([[line()]], [column("任务"), *COLUMNS[1:]])
    with pytest.raises(BadReply, match="no column is called 任务名称; there are 任务, 状态"):
        puller(feishu_bitable, "tasks", FEISHU, account=TABLE)


def test_fewer_rows_than_the_table_counts_are_not_taken(stage: Stage, puller: Puller, passing):
    stage.answer = Table([[line()], [line(2)]], total=3)
    with pytest.raises(TryAgain, match="2 rows came, the table counts 3"):
        puller(feishu_bitable, "tasks", FEISHU, account=TABLE)


def test_a_wait_is_as_long_as_the_platform_says(stage: Stage, puller: Puller, passing):
    table, busy = Table([[line()]]), [Said({"code": 99991400}, 429, {"x-ogw-ratelimit-reset": "7"})]
    stage.answer = lambda asked: (
        busy.pop() if busy and asked.path.endswith("/search") else table(asked)
    )
    assert len(records(puller(feishu_bitable, "tasks", FEISHU, account=TABLE))) == 1
    assert 7 <= max(passing.slept) < 8


@pytest.mark.parametrize(("code", "step"), [(1254302, "添加文档应用"), (1254040, "app token")])
def test_refusals_of_a_table(stage: Stage, puller: Puller, code, step):
    table = Table([[line()]])
    stage.answer = lambda asked: (
        Said({"code": code, "msg": "no"}) if asked.path.endswith("/search") else table(asked)
    )
    with pytest.raises(AccessDenied, match=step) as caught:
        puller(feishu_bitable, "tasks", FEISHU, account=TABLE)
    assert "the-secret" not in str(caught.value)
