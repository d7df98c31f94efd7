"""Orders out of sellers' back ends: every heading, encoding and oddness the contract names."""

from typing import Any

import pytest
from dropped import csv, rows, workbook

from connectors.commerce.layouts import DOUYIN_ORDERS, SHOPIFY_ORDERS, TAOBAO_ITEMS, TAOBAO_ORDERS
from connectors.core import BadReply
from connectors.core.layout import Layout
from sandbox.old_excel import write_xls

FOLDER = "seller_backend_exports"
LISTED = "58800123_ExportOrderList202611140830.csv"
HEAD = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间,订单付款时间"
ORDER = '="3301122334455667788",tb1,289.00,交易成功,2026-11-17 10:15:02,2026-11-17 10:15:40'
SHOPIFY = "Id,Name,Email,Financial Status,Paid at,Created at,Total,Lineitem name,Lineitem price"
KINDS = (TAOBAO_ORDERS, DOUYIN_ORDERS, SHOPIFY_ORDERS, TAOBAO_ITEMS)


def lines_of(record: dict[str, Any]) -> list[dict[str, str]]:
    return record.get("lines", [])


def variants() -> list:
    return [
        pytest.param(layout, field, text, id=f"{layout.word}-{field}-{text}")
        for layout in KINDS
        for field, all_ in layout.fields.items()
        for text in all_
    ]


@pytest.mark.parametrize(("layout", "field", "text"), variants())
def test_every_variant_of_a_heading_is_understood(tmp_path, layout: Layout, field, text):
    heads = [text if name == field else all_[0] for name, all_ in layout.fields.items()]
    cells = ["7" if name in layout.amounts else f"<{name}>" for name in layout.fields]
    path = csv(tmp_path / f"shop_{layout.word}20261114.csv", ",".join(heads), ",".join(cells))
    [record] = rows(FOLDER, "items" if layout is TAOBAO_ITEMS else "orders", path)
    told = record | next(iter(lines_of(record)), {})
    assert told[field] == ("7" if field in layout.amounts else f"<{field}>")


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_a_list_in_every_encoding_tells_whose_and_when(tmp_path, encoding):
    [record] = rows(FOLDER, "orders", csv(tmp_path / LISTED, HEAD, ORDER, encoding=encoding))
    assert (record["order_id"], record["status"]) == ("3301122334455667788", "交易成功")
    assert (record["_account"], record["_exported_on"]) == ("58800123", "2026-11-14")
    assert record["_platform"] == "taobao_tmall_top"
    assert record["lines"] == []


@pytest.mark.parametrize(
    "written",
    [
        '="3301122334455667788"',
        "'3301122334455667788",
        "\t3301122334455667788",
        "3301122334455667788 ",
    ],
)
def test_what_keeps_a_number_from_rounding_is_taken_off(tmp_path, written):
    line = ORDER.replace('="3301122334455667788"', written)
    [record] = rows(FOLDER, "orders", csv(tmp_path / LISTED, HEAD, line))
    assert record["order_id"] == "3301122334455667788"


def test_a_rounded_number_refuses_the_file_and_says_where(tmp_path):
    line = ORDER.replace('="3301122334455667788"', "3.30112E+18")
    with pytest.raises(BadReply, match=r"line 2: .*rounded.*3\.30112E\+18"):
        rows(FOLDER, "orders", csv(tmp_path / LISTED, HEAD, line))
    book = tmp_path / LISTED.replace(".csv", ".xlsx")
    workbook(book, [HEAD.split(","), [3301122334455667788, *ORDER.split(",")[1:]]])
    with pytest.raises(BadReply, match="rounded"):
        rows(FOLDER, "orders", book)


def test_title_rows_above_and_a_total_below_that_is_the_sum(tmp_path):
    title, second = "店铺：示例旗舰店", ORDER.replace("788", "799").replace("289.00", '"1,011.00"')
    total = '合计,,"1,300.00",,,'
    path = csv(tmp_path / LISTED, title, "", HEAD, ORDER, second, total)
    assert len(rows(FOLDER, "orders", path)) == 2
    path = csv(tmp_path / LISTED, HEAD, ORDER, second, total.replace("1,300", "1,301"))
    with pytest.raises(BadReply, match=r"states 1,301\.00"):
        rows(FOLDER, "orders", path)


def test_who_it_went_to_is_dropped_and_a_masked_name_is_nobody(tmp_path):
    head = f"{HEAD},收货人姓名,收货地址 ,联系手机,买家支付宝账号,修改后的收货地址,物流公司"
    line = f"{ORDER.replace('tb1', 't**1')},张三,某路 8 号,'13800000000,a@b.example,某街 9 号,顺丰"
    [record] = rows(FOLDER, "orders", csv(tmp_path / LISTED, head, line))
    text = repr(record)
    assert not [word for word in ("张三", "某路", "138", "a@b", "某街", "t**1") if word in text]
    assert (record["buyer"], record["物流公司"]) == ("", "顺丰")


def test_rows_of_one_order_are_one_order_with_lines(tmp_path):
    head = "主订单编号,子订单编号,选购商品,商品数量,商品单价,订单应付金额,订单状态"
    head += ",订单提交时间,支付完成时间"
    one = "6920112233445566778,6920112233445566779,灯,1,￥89.00,189.00,已完成,2026/11/1 9:03,"
    two = one.replace("779", "780").replace("灯", "烛").replace("89.00,189", "100.00,189")
    path = csv(tmp_path / "4455668_抖店订单_2026-11-14.csv", head, one, two)
    [record] = rows(FOLDER, "orders", path)
    assert (record["_platform"], record["_account"]) == ("douyin_shop", "4455668")
    assert [(line["title"], line["line_no"]) for line in lines_of(record)] == [
        ("灯", "1"),
        ("烛", "2"),
    ]
    other = csv(tmp_path / "4455668_抖店订单_2026-11-14.csv", head, one, two.replace("189", "190"))
    with pytest.raises(BadReply, match=r"two amounts, 189\.00 and 190\.00"):
        rows(FOLDER, "orders", other)


def test_shopify_tells_an_order_on_its_first_row_only(tmp_path):
    times = "2026-11-17 10:15:02 +0800,2026-11-17 10:15:01 +0800"
    first = f"5501,#1009,a@b.example,paid,{times},30.00,A,10.00"
    path = csv(
        tmp_path / "qinghe-us_orders_export_2026-11-14.csv", SHOPIFY, first, ",#1009,,,,,,B,20.00"
    )
    [record] = rows(FOLDER, "orders", path)
    assert (record["order_id"], record["paid"], len(record["lines"])) == ("5501", "30.00", 2)


def test_an_xls_of_the_older_excel_is_read_and_a_number_in_it_must_be_text(tmp_path):
    cells = [HEAD.split(","), ORDER.replace('="', "").replace('"', "").split(",")]
    path = write_xls(tmp_path / LISTED.replace(".csv", ".xls"), {"订单": [["导出"], *cells]})
    assert path.read_bytes().startswith(bytes.fromhex("d0cf11e0"))
    [record] = rows(FOLDER, "orders", path)
    assert (record["order_id"], record["paid"]) == ("3301122334455667788", "289.00")
    assert (record["_account"], record["_exported_on"]) == ("58800123", "2026-11-14")
    write_xls(path, {"订单": [cells[0], [3301122334455667788, *cells[1][1:]]]})
    with pytest.raises(BadReply, match=r"rounded.*3\.3011"):
        rows(FOLDER, "orders", path)


@pytest.mark.parametrize("kind", ["page", "tabs"])
def test_an_xls_that_is_none_is_read_as_what_it_is(tmp_path, kind):
    cells = [HEAD.split(","), ORDER.replace('="', "").replace('"', "").split(",")]
    page = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells)
    text = (
        f"<html><table>{page}</table></html>"
        if kind == "page"
        else "\n".join(map("\t".join, cells))
    )
    path = tmp_path / LISTED.replace(".csv", ".xls")
    path.write_bytes(text.encode("gbk"))
    [record] = rows(FOLDER, "orders", path)
    assert record["order_id"] == "3301122334455667788"
    path.write_text("<html><body>请登录</body></html>", "utf-8")
    with pytest.raises(BadReply, match="web page without a table"):
        rows(FOLDER, "orders", path)


@pytest.mark.parametrize(
    ("name", "head", "line", "words"),
    [
        (LISTED, HEAD.replace(",订单付款时间", ""), ORDER, "missing: 订单付款时间"),
        (LISTED, "姓名,电话,备注", "a,b,c", "holds no table"),
        (LISTED, "订单编号,标题,价格,购买数量", "1,a,2,3", "put 'ExportOrderDetailList'"),
        ("ExportOrderList20261114.csv", HEAD, ORDER, "does not say whose"),
        (LISTED, HEAD, ORDER.replace("tb1", "\ufffd"), "characters that were lost"),
    ],
)
def test_another_file_is_refused_with_what_differs(tmp_path, name, head, line, words):
    with pytest.raises(BadReply, match=words):
        rows(FOLDER, "orders", csv(tmp_path / name, head, line))


def test_a_file_named_by_the_back_end_is_its_shops_own(tmp_path):
    path = csv(tmp_path / "ExportOrderList20261114.csv", f"{HEAD},店铺Id", f"{ORDER},60412345")
    assert rows(FOLDER, "orders", path)[0]["_account"] == "60412345"


def test_lines_are_numbered_within_their_order(tmp_path):
    head = "订单编号,标题,价格,购买数量,商家编码"
    path = csv(
        tmp_path / "58800123_ExportOrderDetailList20261114.csv",
        head, "1,灯,10,1,L", "2,烛,5,2,C", "1,烛,5,1,C",
    )  # fmt: skip
    found = rows(FOLDER, "items", path)
    assert [(row["order_id"], row["line_no"]) for row in found] == [
        ("1", "1"),
        ("2", "1"),
        ("1", "2"),
    ]
