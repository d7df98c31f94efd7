"""Files as people save them: encodings, workbooks, title rows, merged cells, totals, units."""

import datetime as dt
import logging
import os
import zipfile
from pathlib import Path

import pytest
from dropped import compressed, csv, workbook, write

from connectors.core import BadReply, TryAgain, readers
from connectors.core import workbook as workbooks
from connectors.core.layout import Layout
from connectors.core.readers import csv_sheet, decode, json_lines, take, unpacked
from connectors.core.tables import read_table, sheets, tables
from connectors.core.totals import amount, check_totals
from connectors.core.workbook import as_text, workbook_sheets

COSTS = Layout(
    name="费用表",
    word="费用",
    fields={
        "item": ("费用科目", "科目"),
        "vendor": ("供应商", "收款方"),
        "amount": ("金额", "合计金额"),
        "paid": ("付款日期",),
    },
    required=("item", "amount"),
    down=("vendor",),
    amounts=("amount",),
)


def table_of(path):
    return tables(path, [COSTS])[0]


# Encodings


@pytest.mark.parametrize(
    ("data", "text", "encoding"),
    [
        ("金额".encode(), "金额", "utf-8"),
        ("金额".encode("utf-8-sig"), "金额", "utf-8-sig"),
        ("金额".encode("gbk"), "金额", "gb18030"),
        ("㐀金额".encode("gb18030"), "㐀金额", "gb18030"),
        ("金额".encode("utf-16"), "金额", "utf-16"),
        (b"plain", "plain", "utf-8"),
    ],
)
def test_an_encoding_is_found_and_named(data, text, encoding):
    assert decode(data, "x.csv") == (text, encoding)


def test_bytes_in_no_encoding_are_refused_with_their_line():
    with pytest.raises(BadReply, match=r"x\.csv: is neither UTF-8 \(line 2\) nor GB18030"):
        decode(b"ok\n\xff\xff\xff,1\n", "x.csv")


def test_a_record_of_a_gbk_file_says_so(tmp_path):
    path = csv(tmp_path / "费用.csv", "费用科目,金额", "场地费,1", encoding="gbk")
    assert next(table_of(path).records())["_encoding"] == "gb18030"


def test_hostile_text_survives(tmp_path):
    name = '一\u202e二 "引号" 🏕️\t制表'
    line = '"{}",1'.format(name.replace('"', '""'))
    assert (
        table_of(csv(tmp_path / "费用.csv", "费用科目,金额", line)).lines[0].cells["item"] == name
    )


def test_a_cell_of_two_lines_keeps_the_line_numbers_right(tmp_path):
    path = csv(tmp_path / "费用.csv", "费用科目,金额", '"一\n二",1', "三,2")
    assert [row["_row"] for row in table_of(path).records()] == ["2", "4"]


def test_tabs_are_seen(tmp_path):
    assert csv_sheet(csv(tmp_path / "a.csv", "a\tb,c", "1\t2")).rows[0] == ["a", "b,c"]


@pytest.mark.parametrize(
    ("lines", "cells"),
    [
        (["a\tb", '"five" stars\t1'], ['"five" stars', "1"]),
        (["a\tb", '"\t1'], ['"', "1"]),
        (["a\tb", '"x ""y"""\t1'], ['x "y"', "1"]),
        (["a\tb", '"x\ty"\t1'], ["x\ty", "1"]),
        (["a\tb", '"x\r\ny"\t1'], ["x\r\ny", "1"]),
    ],
)
def test_what_is_separated_by_tabs_may_quote_nothing(tmp_path, lines, cells):
    assert csv_sheet(csv(tmp_path / "a.tsv", *lines)).rows[1] == cells


def test_a_name_tells_tabs_where_the_first_lines_have_more_commas(tmp_path):
    sheet = csv_sheet(csv(tmp_path / "a.tsv", "a\tb", "x,x,x,x\ty"))
    assert sheet.rows == [["a", "b"], ["x,x,x,x", "y"]]


def test_a_packed_table_is_opened(tmp_path):
    packed = compressed(tmp_path / "a.csv.gz", "科目,金额\n场地费,1\n".encode("gb18030"))
    sheet = csv_sheet(packed)
    assert (sheet.rows[1], sheet.encoding) == (["场地费", "1"], "gb18030")


# What is not taken


def test_a_link_is_refused(tmp_path):
    target = csv(tmp_path / "a.csv", "a,b")
    (tmp_path / "b.csv").symlink_to(target)
    with pytest.raises(BadReply, match="not a regular file"):
        take(tmp_path / "b.csv")


def test_a_file_that_is_still_being_written_is_not_taken(tmp_path, monkeypatch):
    path, read_bytes = csv(tmp_path / "a.csv", "a,b"), Path.read_bytes

    def while_it_grows(self):
        data = read_bytes(self)
        with self.open("ab") as file:
            file.write(b"1,2")
        return data

    monkeypatch.setattr(Path, "read_bytes", while_it_grows)
    with pytest.raises(TryAgain, match="still being written"):
        take(path)


def test_an_empty_file_is_refused(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(BadReply, match="is empty"):
        take(tmp_path / "a.csv")


def test_a_name_with_control_characters_is_refused(tmp_path):
    path = csv(tmp_path / "a\nb.csv", "a,b")
    with pytest.raises(BadReply, match=r"a\\nb\.csv.*rename"):
        take(path)


def test_a_file_too_big_is_refused_before_it_is_read(tmp_path):
    with (tmp_path / "a.csv").open("wb") as file:
        os.truncate(file.fileno(), readers.BIGGEST_FILE + 1)
    with pytest.raises(BadReply, match="split the file"):
        take(tmp_path / "a.csv")


def test_a_workbook_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(workbooks, "BIGGEST_FILE", 1 << 20)
    path = workbook(tmp_path / "a.xlsx", [["a", "b"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/big.bin", bytes(1 << 20))
    assert path.stat().st_size < 20_000
    with pytest.raises(BadReply, match="unpacks to"):
        list(workbook_sheets(path))


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "protected by a password"),
        ("a.xlsx", "费用科目,金额".encode(), "is no workbook"),
        ("a.xlsx", b"PK\x03\x04 cut off", "damaged"),
    ],
)
def test_what_only_looks_like_a_workbook_is_refused(tmp_path, name, data, why):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(BadReply, match=why):
        list(workbook_sheets(tmp_path / name))


# Workbooks


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (13800000001.0, "13800000001"),
        (12.5, "12.5"),
        (-0.1, "-0.1"),
        (2.633200000123457e19, "2.633200000123457e+19"),
        (True, "1"),
        (dt.datetime.fromisoformat("2026-11-17T13:42"), "2026-11-17 13:42:00"),
        (dt.date(2026, 11, 17), "2026-11-17"),
        (dt.time(13, 42), "13:42:00"),
        (" 场地费 ", "场地费"),
    ],
)
def test_a_cell_leaves_as_text(value, text):
    assert as_text(value) == text


def test_a_merged_cell_fills_its_range_and_no_more(tmp_path):
    def content(book, sheet):
        rows = [["收款方", "科目", "金额"], [None, "甲", 1], [None, "乙", 2], [None, "丙", 3]]
        write(sheet, rows)
        sheet.merge_range(1, 0, 2, 0, "某公司")

    table = table_of(workbook(tmp_path / "费用.xlsx", content))
    assert [line.cells["vendor"] for line in table.lines] == ["某公司", "某公司", ""]


def test_an_amount_is_never_filled(tmp_path):
    def content(book, sheet):
        write(sheet, [["科目", "金额"], ["甲", None], ["乙", None]])
        sheet.merge_range(1, 1, 2, 1, 30)

    table = table_of(workbook(tmp_path / "费用.xlsx", content))
    assert [line.cells["amount"] for line in table.lines] == ["30", ""]


def test_a_heading_of_two_levels_is_joined(tmp_path):
    def content(book, sheet):
        write(sheet, [["费用台账"], [None, None, "付款"], [None, None, "收款方", "付款日期"]])
        sheet.merge_range(1, 0, 2, 0, "科目")
        sheet.merge_range(1, 1, 2, 1, "金额")
        sheet.merge_range(1, 2, 1, 3, "付款")
        write(sheet, [["甲", 1, "某公司", "2026-11-01"]], first=3)

    table = table_of(workbook(tmp_path / "费用.xlsx", content))
    expected = {"item": "甲", "amount": "1", "vendor": "某公司", "paid": "2026-11-01"}
    assert [line.cells for line in table.lines] == [expected]


def test_a_hidden_sheet_is_left_out_and_hidden_rows_are_loaded_with_a_warning(tmp_path, caplog):
    def shown(book, sheet):
        write(sheet, [["科目", "金额"], ["甲", 1], ["乙", 2]])
        sheet.set_row(2, None, None, {"hidden": True})

    def hidden(book, sheet):
        write(sheet, [["科目", "金额"], ["丙", 3]])
        sheet.hide()

    path = workbook(tmp_path / "费用.xlsx", shown, hidden, names=["一", "二"])
    with caplog.at_level(logging.WARNING):
        found = tables(path, [COSTS])
    rows = [row for table in found for row in table.records()]
    assert [(row["item"], row.get("_hidden")) for row in rows] == [("甲", None), ("乙", "1")]
    assert "[二]: hidden sheet left out" in caplog.text
    assert "hidden rows 3" in caplog.text


@pytest.mark.parametrize(("shown", "why"), [("#REF!", "#REF!"), ("", "formula without a value")])
def test_a_cell_without_a_value_is_refused_with_its_address(tmp_path, shown, why):
    def content(book, sheet):
        write(sheet, [["科目", "金额"], ["甲", None]])
        sheet.write_formula(1, 1, "=A9", None, shown)

    with pytest.raises(BadReply, match=f"费用!B2 \\({why}\\)"):
        table_of(workbook(tmp_path / "费用.xlsx", content, names=["费用"]))


# Tables


def test_title_and_export_rows_stand_above_the_header(tmp_path):
    lines = ["XX公司费用表", "导出时间：2026-11-18 10:00,,", "", "科目,金额（元）", "场地费,1"]
    row = next(table_of(csv(tmp_path / "费用.csv", *lines)).records())
    assert row == {
        "item": "场地费",
        "amount": "1",
        "_file": "费用.csv",
        "_sheet": "",
        "_encoding": "utf-8",
        "_unit": "元",
        "_unit_factor": "1",
        "_as_of": "2026-11-18 10:00",
        "_row": "5",
    }


@pytest.mark.parametrize(
    "heading",
    ["费用科目", "科目", " 科 目 ", "科目（必填）", "*科目", "费用\n科目", "item", "ITEM"],
)
def test_a_heading_is_known_in_its_variants(tmp_path, heading):
    table = table_of(csv(tmp_path / "费用.csv", f'"{heading}",金额', "场地费,1"))
    assert table.lines[0].cells == {"item": "场地费", "amount": "1"}


def test_a_second_column_of_one_meaning_keeps_its_heading(tmp_path):
    table = table_of(csv(tmp_path / "费用.csv", "科目,金额,合计金额", "场地费,1,2"))
    assert table.lines[0].cells == {"item": "场地费", "amount": "1", "合计金额": "2"}


def test_an_unknown_column_keeps_its_heading(tmp_path):
    table = table_of(csv(tmp_path / "费用.csv", "科目,金额,心情", "场地费,1,好"))
    assert table.lines[0].cells["心情"] == "好"


def test_an_unknown_sheet_is_refused_with_the_nearest_layout(tmp_path):
    path = csv(tmp_path / "费用.csv", "费用表", "科目,供应商,数额", "场地费,某公司,1")
    with pytest.raises(BadReply) as refused:
        table_of(path)
    assert "nearest is 费用表 (line 2); missing: 金额 / 合计金额; not known: 数额" in str(
        refused.value
    )


def test_a_sheet_of_another_kind_is_not_half_read(tmp_path):
    people = Layout("名单", "名单", {"name": ("姓名",), "phone": ("手机",)}, ("name", "phone"))
    path = csv(tmp_path / "费用.csv", "姓名,手机", "甲,1")
    with pytest.raises(BadReply, match=r"holds 名单.*put '名单' in the file's name"):
        tables(path, [COSTS], known=[people])
    assert tables(csv(tmp_path / "费用和名单.csv", "姓名,手机", "甲,1"), [COSTS], [people]) == []


def test_a_page_of_text_beside_the_table_is_left_out(tmp_path):
    path = workbook(
        tmp_path / "费用.xlsx", [["填表说明"], ["请填写"]], [["科目", "金额"], ["甲", 1]]
    )
    assert len(tables(path, [COSTS])) == 1


@pytest.mark.parametrize(
    ("note", "heading", "unit"),
    [
        ("单位：万元", "金额", "万元"),
        ("编制部门：市场部　　单位：千元　　版本：V1", "金额", "千元"),
        ("", "金额(万元)", "万元"),
        ("", "金额（元）", "元"),
        ("单位：元", "金额(元)", "元"),
        ("", "金额", ""),
    ],
)
def test_the_unit_of_money_is_found(tmp_path, note, heading, unit):
    path = csv(tmp_path / "费用.csv", f"{note},", f"科目,{heading}", "甲,1")
    assert table_of(path).unit() == unit


def test_two_units_are_refused(tmp_path):
    path = csv(tmp_path / "费用.csv", "单位：万元,", "科目,金额(元)", "甲,1")
    with pytest.raises(BadReply, match="states two units of money: 万元, 元"):
        table_of(path).unit()


# Totals


@pytest.mark.parametrize("word", ["小计", "合计", "总计", "合 计", "品牌部合计", "合计：", "共2条"])
def test_total_rows_are_cut_and_kept(tmp_path, word):
    table = table_of(csv(tmp_path / "费用.csv", "科目,金额", "甲,1", "乙,2", f"{word},3"))
    assert [line.cells["item"] for line in table.lines] == ["甲", "乙"]
    assert [line.cells["amount"] for line in table.totals] == ["3"]
    assert check_totals(table) == {"amount": "3"}


def test_subtotals_add_up_group_by_group_and_the_total_over_all(tmp_path):
    lines = ["甲,1", "乙,2", "小计,3", "丙,4", "小计,4", "合计,7"]
    table = table_of(csv(tmp_path / "费用.csv", "科目,金额（万元）", *lines))
    assert check_totals(table) == {"amount": "70000"}


def test_a_total_that_is_no_sum_is_refused_with_its_cell(tmp_path):
    table = table_of(csv(tmp_path / "费用.csv", "科目,金额", "甲,1", "乙,2", "合计,4"))
    with pytest.raises(BadReply, match="B4 states 4, the rows above add up to 3"):
        check_totals(table)


def test_a_row_count_that_differs_is_refused(tmp_path):
    table = table_of(csv(tmp_path / "费用.csv", "科目,金额", "甲,1", "共 2 条,"))
    with pytest.raises(BadReply, match="there are 1 rows"):
        check_totals(table)


def test_an_unreadable_amount_leaves_the_judgement_to_the_stream(tmp_path):
    table = table_of(csv(tmp_path / "费用.csv", "科目,金额", "甲,一百", "合计,100"))
    assert check_totals(table) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("￥1,280.00", "1280.00"),
        ("（3.50）", "-3.50"),
        ("-", "0"),
        ("", "0"),
        ("-2", "-2"),
        ("一", None),
    ],
)
def test_an_amount_is_read_for_adding_up(text, value):
    assert (None if (found := amount(text)) is None else str(found)) == value


# JSON lines


def test_json_lines_are_untouched_bytes(tmp_path):
    data = '{"a": "\u202e🏕️", "n": 1.50 }\n\n{"b":"\\u4e2d"}\r\n'.encode() + b'{"c":"\xff"}'
    path = tmp_path / "a.jsonl"
    path.write_bytes(data)
    lines = [bytes(raw) for page in json_lines(path) for raw in page.records]
    assert lines == [line for line in data.split(b"\n") if line]


def test_gzip_is_opened_whatever_the_name(tmp_path):
    assert unpacked(compressed(tmp_path / "a.jsonl", b'{"a":1}\n')) == b'{"a":1}\n'


def test_a_cut_off_gzip_is_refused(tmp_path):
    path = compressed(tmp_path / "a.jsonl.gz", os.urandom(5_000))
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(BadReply, match="does not unpack"):
        unpacked(path)


def test_a_gzip_bomb_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(readers, "BIGGEST_FILE", 1 << 20)
    with pytest.raises(BadReply, match="unpacks to more than"):
        unpacked(compressed(tmp_path / "a.jsonl.gz", bytes(2 << 20)))


def test_an_empty_workbook_is_refused(tmp_path):
    with pytest.raises(BadReply, match="no sheet with content"):
        sheets(workbook(tmp_path / "a.xlsx", []))


def test_a_sheet_without_a_header_gives_no_table(tmp_path):
    assert read_table(csv_sheet(csv(tmp_path / "a.csv", "只有一句话")), [COSTS]) is None
