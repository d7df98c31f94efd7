"""Lists out of 纷享销客 and 销售易: every heading, encoding and oddness their contracts name."""

import pytest
from dropped import csv, rows, workbook

from connectors.core import BadReply
from connectors.core.layout import Layout
from connectors.crm import layouts

VENDORS = {"fxiaoke_exports": "纷享销客", "xiaoshouyi_exports": "销售易"}
KINDS = {
    "leads": layouts.LEADS,
    "opportunities": layouts.OPPORTUNITIES,
    "accounts": layouts.ACCOUNTS,
    "contacts": layouts.CONTACTS,
    "campaigns": layouts.CAMPAIGNS,
}
CASES = [
    pytest.param(folder, feed, layout, id=f"{vendor}-{layout.word}")
    for folder, vendor in VENDORS.items()
    for feed, layout in KINDS.items()
]


def heads(layout: Layout) -> list[str]:
    return [variants[0] for variants in layout.fields.values()]


def cells(layout: Layout) -> list[str]:
    return [f"<{field}>" for field in layout.fields]


def named(folder: str, layout: Layout, suffix: str = "csv", day: str = "_20261114") -> str:
    return f"FSCID_A1_{VENDORS[folder]}{layout.word}{day}.{suffix}"


def told(record: dict[str, str]) -> dict[str, str]:
    return {name: text for name, text in record.items() if name[0] != "_"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize(("folder", "feed", "layout"), CASES)
def test_a_list_in_every_encoding(tmp_path, folder, feed, layout, encoding):
    lines = (",".join(heads(layout)), ",".join(cells(layout)))
    path = csv(tmp_path / named(folder, layout), *lines, encoding=encoding)
    [record] = rows(folder, feed, path)
    assert told(record) == dict(zip(layout.fields, cells(layout), strict=True))
    assert (record["_account"], record["_exported_on"]) == ("FSCID_A1", "2026-11-14")


def variants() -> list:
    return [
        pytest.param(feed, layout, field, text, id=f"{layout.word}-{field}-{text}")
        for feed, layout in KINDS.items()
        for field, all_ in layout.fields.items()
        for text in all_[1:]
    ]


@pytest.mark.parametrize(("feed", "layout", "field", "text"), variants())
def test_every_variant_of_a_heading(tmp_path, feed, layout, field, text):
    pairs = zip(layout.fields, heads(layout), strict=True)
    others = [text if name == field else one for name, one in pairs]
    path = csv(
        tmp_path / named("fxiaoke_exports", layout), ",".join(others), ",".join(cells(layout))
    )
    [record] = rows("fxiaoke_exports", feed, path)
    assert told(record) == dict(zip(layout.fields, cells(layout), strict=True))


def test_a_workbook_with_a_title_marks_and_a_total(tmp_path):
    content = [
        ["线索列表"],
        ["导出时间：2026-11-14 09:00"],
        ["数据ID（必填）", "状态*", "创建 时间", "最后修改时间", "自定义字段"],
        ["6371f0a2c9e77b0001a1b2c3", "跟进中", "2026-11-12 10:22", "2026-11-13 10:22", "x"],
        ["共1条"],
    ]
    path = workbook(tmp_path / "FSCID_A1_纷享销客线索.xlsx", content)
    [record] = rows("fxiaoke_exports", "leads", path)
    assert record["record_id"] == "6371f0a2c9e77b0001a1b2c3"
    assert (record["_as_of"], record["自定义字段"]) == ("2026-11-14 09:00", "x")
    assert "_exported_on" not in record


def test_an_amount_carries_the_unit_of_its_heading(tmp_path):
    head = "系统编号,阶段,销售状态,创建日期,最新修改日,销售金额（万元）"
    path = csv(
        tmp_path / "29_销售易商机_2026-11-14.csv",
        head,
        "3728254003531750000,赢单,赢单,2026-11-01 9:00,2026-11-02 9:00,3.5",
    )
    [record] = rows("xiaoshouyi_exports", "opportunities", path)
    assert (record["_unit"], record["amount"]) == ("万元", "3.5")


REFUSED = {
    "no corp in the name": ("纷享销客线索.csv", "数据ID,状态,创建时间,最后修改时间", "whose list"),
    "another vendor": ("a_销售易线索.csv", "数据ID,状态,创建时间,最后修改时间", "纷享销客线索"),
    "the id was not ticked": (
        "a_纷享销客线索.csv",
        "姓名,手机,状态,创建时间,最后修改时间",
        "nearest is 线索列表.*missing: 数据ID / 系统编号 / 线索ID",
    ),
    "another kind of list": (
        "a_纷享销客线索.csv",
        "商机ID,商机名称,销售阶段,商机状态,创建时间,最后修改时间",
        "holds 商机列表",
    ),
    "headings nobody knows": (
        "a_纷享销客线索.csv",
        "数据ID,阶段进度,创建时间,最后修改时间",
        "nearest is .*missing: .*not known: 阶段进度",
    ),
    "a page of the login": ("a_纷享销客线索.csv", "<html><title>登录</title>", "web page"),
    "no table at all": ("a_纷享销客线索.csv", "你好", "holds no table"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_such_list_is_refused_whole(tmp_path, case):
    name, head, said = REFUSED[case]
    with pytest.raises(BadReply, match=f"(?s){said}"):
        rows("fxiaoke_exports", "leads", csv(tmp_path / name, head, "1,2,3,4,5,6"))
