"""The shops on Chinese marketplaces, clean: records composed from the contracts."""

from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams.commerce import douyin_shop, jd
from pipelines.streams.commerce import seller_backend_exports as files
from pipelines.streams.commerce import taobao_tmall_top as taobao

CHILD = {
    "oid": 3301122334455667789, "oid_str": "3301122334455667789", "num_iid": 612345678901,
    "sku_id": "4789012345678", "outer_sku_id": "S88-42", "title": "跑鞋 88", "num": 1,
    "price": "299.00", "payment": "289.00", "divide_order_fee": "289.00",
    "part_mjz_discount": "10.00", "refund_status": "NO_REFUND", "status": "TRADE_FINISHED",
}  # fmt: skip
TRADE = {
    "tid": 3301122334455667788, "tid_str": "3301122334455667788", "status": "TRADE_FINISHED",
    "type": "fixed", "trade_from": "WAP,WAP", "created": "2026-11-17 10:15:02",
    "pay_time": "2026-11-17 10:15:40", "modified": "2026-11-19 16:00:00",
    "end_time": "2026-11-19 16:00:00", "consign_time": "2026-11-17 18:00:00",
    "payment": "289.00", "total_fee": "299.00", "post_fee": "0.00", "discount_fee": "0.00",
    "received_payment": "289.00", "buyer_nick": "t**1", "buyer_open_uid": "AAF5xyz",
    "seller_nick": "示例旗舰店", "orders": {"order": [CHILD]},
}  # fmt: skip


def trade(**more) -> dict:
    return {name: value for name, value in {**TRADE, **more}.items() if value is not None}


def test_a_trade_keeps_its_long_number_its_utc_times_and_no_name():
    told = row(cleaned(taobao.orders, trade()))
    assert told["order_id"] == "3301122334455667788"
    assert told["paid_at"] == told["processed_at"]
    assert str(told["paid_at"]) == "2026-11-17 02:15:40"
    assert (told["paid_amount"], told["discount"]) == (Decimal(289), Decimal(10))
    assert told["financial_status"] == "paid"
    assert told["currency_code"] == "CNY"
    assert len(told["buyer_hash"]) == 64
    assert not {"t**1", "AAF5xyz"} & {str(value) for value in told.values()}


@pytest.mark.parametrize(
    ("status", "paid", "standing", "is_cancelled"),
    [
        ("WAIT_BUYER_PAY", None, "pending", False),
        ("WAIT_BUYER_PAY", "2026-11-17 10:15:40", "pending", False),  # a deposit is no payment
        ("WAIT_SELLER_SEND_GOODS", "2026-11-17 10:15:40", "paid", False),
        ("TRADE_CLOSED_BY_TAOBAO", None, "voided", True),
        ("TRADE_CLOSED", "2026-11-17 10:15:40", "refunded", False),
        ("TRADE_CLOSED", None, "voided", True),
        ("A_NEW_STATE", "2026-11-17 10:15:40", "paid", False),
        ("A_NEW_STATE", None, "pending", False),
    ],
)
def test_a_trade_counts_from_when_it_was_paid(status, paid, standing, is_cancelled):
    told = row(cleaned(taobao.orders, trade(status=status, pay_time=paid)))
    assert told["financial_status"] == standing
    assert (told["cancelled_at"] is not None) is is_cancelled


def test_the_newest_version_stands_with_its_children():
    later = trade(modified="2026-11-20 08:00:00", orders={"order": [CHILD | {"num": 2}]})
    result = cleaned(taobao.order_lines, trade(), later)
    assert row(result)["quantity"] == 2
    assert cleaned(taobao.orders, trade(), later).superseded == 1


def test_a_child_without_its_share_of_the_discount_tells_its_payment():
    old = {name: value for name, value in CHILD.items() if name != "divide_order_fee"}
    told = row(cleaned(taobao.order_lines, trade(orders={"order": [old | {"num": 2}]})))
    assert told["line_id"] == "3301122334455667789"
    assert (told["unit_price"], told["discount"]) == (Decimal(299), Decimal(309))


def test_bad_trades_are_set_aside_by_reason():
    bad = [
        trade(tid=1, payment="-1.00"),
        trade(tid=2, pay_time="2026-11-16 10:15:02"),
        trade(tid=None),
        trade(tid=3, payment="n/a"),
    ]
    assert reasons(cleaned(taobao.orders, trade(), *bad)) == [
        "negative_price",
        "paid_before_created",
        "missing_key:order_id",
        "unreadable:paid_amount",
    ]


def test_money_is_back_when_the_refund_succeeded():
    refund = {
        "refund_id": "770000000093", "tid": 3301122334455667788, "oid": 3301122334455667789,
        "total_fee": "289.00", "refund_fee": "289.00", "payment": "0.00", "status": "SUCCESS",
        "good_status": "BUYER_RECEIVED", "has_good_return": False, "reason": "不想要了",
        "refund_phase": "onsale", "created": "2026-11-18 11:00:00",
        "modified": "2026-11-18 12:10:00", "end_time": "2026-11-18 12:10:00",
    }  # fmt: skip
    told = row(cleaned(taobao.refunds, refund))
    assert str(told["refunded_at"]) == "2026-11-18 04:10:00"
    assert told["is_done"] and not told["is_returned"]
    asked = refund | {"status": "WAIT_SELLER_AGREE", "end_time": ""}
    waits = row(cleaned(taobao.refunds, asked))
    assert (waits["is_done"], waits["is_open"], waits["refunded_at"]) == (False, True, None)
    closed = row(cleaned(taobao.refunds, asked | {"status": "CLOSED"}))
    assert (closed["is_done"], closed["is_open"]) == (False, False)
    ended = row(cleaned(taobao.refunds, asked | {"status": "SUCCESS"}))
    assert str(ended["refunded_at"]) == "2026-11-18 04:10:00"


def exported(**more) -> dict:
    """An order out of a list of 千牛's older template."""
    told = {
        "order_id": "3301122334455667788", "buyer": "tb1", "postage": "0.00", "listed": "299.00",
        "paid": "289.00", "status": "交易成功", "created_at": "2026-11-17 10:15:02",
        "paid_at": "2026-11-17 10:15:40", "_account": "58800123", "_row": "2", "lines": [],
        "_platform": "taobao_tmall_top", "_exported_on": "2026-11-18", "_file": "x", "_sheet": "",
    }  # fmt: skip
    return told | more


def test_an_exported_order_is_like_the_one_of_the_interface():
    told = row(cleaned(files.orders, exported(paid="￥1,289.00 ", listed="１，２９９元")))
    assert (told["platform"], told["shop_id"]) == ("taobao_tmall_top", "58800123")
    assert (told["paid_amount"], told["discount"]) == (Decimal(1289), Decimal(10))
    assert (told["financial_status"], told["refunded_amount"]) == ("paid", Decimal(0))
    assert str(told["paid_at"]) == "2026-11-17 02:15:40"
    assert str(told["exported_date"]) == "2026-11-18"


@pytest.mark.parametrize(
    ("more", "standing", "back"),
    [
        ({"status": "等待买家付款", "paid_at": ""}, "pending", 0),
        ({"status": "交易关闭", "paid_at": "-"}, "voided", 0),
        ({"status": "交易关闭"}, "refunded", 289),  # the older template does not say how much
        ({"status": "交易关闭", "refunded": "200.00"}, "refunded", 200),
        ({"refunded": "暂无"}, "paid", 0),
        ({"status": "partially_refunded", "refunded": "9.00"}, "paid", 9),
        ({"created_at": "2026/11/17 10:15", "paid_at": "2026-11-17 10:15:02 +0800"}, "paid", 0),
    ],
)
def test_an_exported_order_counts_by_its_words(more, standing, back):
    told = row(cleaned(files.orders, exported(**more)))
    assert (told["financial_status"], told["refunded_amount"]) == (standing, back)


def test_lines_of_files_have_numbers_of_their_own():
    told = [{"line_id": "\t6920112233445566779", "line_no": "1", "sku": "A", "quantity": "1"},
            {"line_id": "", "line_no": "2", "sku": "B", "quantity": "2"}]  # fmt: skip
    result = cleaned(files.order_lines, exported(lines=told))
    assert [row(result, n)["line_id"] for n in (0, 1)] == [
        "6920112233445566779",
        "3301122334455667788-2",
    ]
    assert cleaned(files.order_lines, exported()).good.height == 0
    item = {"order_id": "3301122334455667788", "line_no": "1", "price": "10", "quantity": "1"}
    item |= {name: value for name, value in exported().items() if name[0] == "_"}
    assert row(cleaned(files.items, item))["unit_price"] == Decimal(10)
    assert reasons(cleaned(files.orders, exported(order_id="12-x"))) == ["unreadable:order_id"]


ITEM = {
    "skuId": "10031234567", "outerSkuId": "S88-42", "skuName": "跑鞋 88 42码",
    "jdPrice": "299.00", "itemTotal": "1", "wareId": "10022000",
}  # fmt: skip
AT_JD = {
    "orderId": "298812345678", "venderId": "10099", "orderState": "FINISHED_L",
    "orderType": "22", "orderStartTime": "2026-11-17 10:15:02",
    "paymentConfirmTime": "2026-11-17 10:15:44", "orderEndTime": "2026-11-20 09:00:00",
    "modified": "2026-11-20 09:00:01", "orderTotalPrice": "299.00", "orderSellerPrice": "289.00",
    "orderPayment": "279.00", "freightPrice": "0.00", "sellerDiscount": "10.00",
    "parentOrderId": "0", "directParentOrderId": "0", "payType": "4-在线支付",
    "open_id_buyer": "oid-1", "itemInfoList": [ITEM], "couponDetailList": [],
}  # fmt: skip


def test_an_order_of_jd_tells_the_three_prices():
    told = row(cleaned(jd.orders, AT_JD))
    prices = ("list_amount", "seller_amount", "paid_amount", "discount")
    assert [told[name] for name in prices] == [299, 289, 279, 10]
    assert (told["pay_type_id"], told["parent_order_id"]) == ("4", None)
    assert told["financial_status"] == "paid"
    assert row(cleaned(jd.order_lines, AT_JD))["line_id"] == "298812345678-10031234567"
    coupon = {"orderId": "298812345678", "skuId": "10031234567",
              "couponType": "41-京东券优惠", "couponPrice": "10.00"}  # fmt: skip
    other = coupon | {"couponType": "28-闪购优惠"}
    coupons = cleaned(jd.coupons, AT_JD | {"couponDetailList": [coupon, other]}).good
    assert coupons.select("kind_id", "kind", "amount").rows() == [
        ("41", "京东券优惠", 10),
        ("28", "闪购优惠", 10),
    ]
    part = row(cleaned(jd.orders, AT_JD | {"directParentOrderId": "298812345000"}))
    assert part["parent_order_id"] == "298812345000"


@pytest.mark.parametrize(
    ("state", "paid", "standing"),
    [
        ("TRADE_CANCELED", "1970-01-01 08:00:00", "voided"),
        ("TRADE_CANCELED", "0", "voided"),
        ("TRADE_CANCELED", "2026-11-17 10:15:44", "refunded"),
        ("LOCKED", "2026-11-17 10:15:44", "pending"),
        ("WAIT_SELLER_STOCK_OUT", "2026-11-17 10:15:44", "paid"),
        ("POP_ORDER_PAUSE", "", "pending"),
    ],
)
def test_an_order_of_jd_counts_when_paid_and_not_locked(state, paid, standing):
    told = row(cleaned(jd.orders, AT_JD | {"orderState": state, "paymentConfirmTime": paid}))
    assert told["financial_status"] == standing
    assert (told["cancelled_at"] is not None) is (standing == "voided")


@pytest.mark.parametrize(("written", "yuan"), [(27900, 279), ("279.00", 279), ("279.5", 279.5)])
def test_a_refund_of_jd_is_in_fen_or_has_a_point(written, yuan):
    refund = {"id": 778899, "orderId": 298812345678, "buyerId": "u***1", "status": 3,
              "applyTime": "2026-11-18 11:00:00", "checkTime": "2026-11-18 12:10:00",
              "applyRefundSum": written, "checkUserName": "sys", "reason": "不想要了"}  # fmt: skip
    told = row(cleaned(jd.refunds, refund))
    assert (told["amount"], told["is_done"]) == (Decimal(str(yuan)), True)
    assert row(cleaned(jd.refunds, refund | {"status": 2}))["refunded_at"] is None


@pytest.mark.parametrize("unset", ["", None, "0", "1970-01-01 08:00:00"])
def test_a_refund_of_jd_that_nobody_decided_waits_and_its_decision_replaces_it(unset):
    asked = {"id": 778899, "orderId": 298812345678, "status": 0, "applyRefundSum": 27900,
             "applyTime": "2026-11-18 11:00:00", "checkTime": unset}  # fmt: skip
    waits = row(cleaned(jd.refunds, asked))
    states = ("is_decided", "is_done", "refunded_at", "status")
    assert [waits[name] for name in states] == [False, False, None, "0"]
    decided = asked | {"checkTime": "2026-11-20 12:10:00", "status": 3}
    told = row(cleaned(jd.refunds, decided, asked))
    assert (told["is_decided"], str(told["refunded_at"])) == (True, "2026-11-20 04:10:00")
    assert row(cleaned(jd.refunds, asked, decided | {"status": 2}))["is_done"] is False
    assert reasons(cleaned(jd.refunds, asked | {"status": 3})) == ["paid_back_undecided"]


SKU = {
    "order_id": "6920112233445566779", "parent_order_id": "6920112233445566778",
    "product_id_str": "3600112233445566778", "code": "S88-42", "item_num": 1,
    "origin_amount": 28900, "sum_amount": 27900, "author_id": 0, "author_name": "",
    "room_id_str": "0", "video_id": "", "given_product_type": "",
}  # fmt: skip
AT_DOUDIAN = {
    "order_id": "6920112233445566778", "shop_id": 4455667, "order_status": 5, "b_type": 2,
    "order_amount": 28900, "pay_amount": 27900, "post_amount": 0, "promotion_amount": 1000,
    "shop_cost_amount": 600, "platform_cost_amount": 300, "author_cost_amount": 100,
    "create_time": 1794882093, "pay_time": 1794882121, "update_time": 1795017600,
    "finish_time": 1795017600, "mask_post_receiver": "张*", "encrypt_post_tel": "$abc",
    "sku_order_list": [SKU, {**SKU, "order_id": "9", "given_product_type": "FREE"}],
}  # fmt: skip


def test_an_order_of_douyin_is_fen_and_seconds_and_nobodys():
    told = row(cleaned(douyin_shop.orders, AT_DOUDIAN))
    assert (told["paid_amount"], told["discount"]) == (Decimal(279), Decimal(6))
    assert (told["platform_amount"], told["creator_amount"]) == (Decimal(3), Decimal(1))
    assert str(told["paid_at"]) == "2026-11-17 02:22:01"
    assert not {"张*", "$abc"} & {str(value) for value in told.values()}
    lines = cleaned(douyin_shop.order_lines, AT_DOUDIAN).good.sort("line_id", descending=True)
    assert lines["is_gift"].to_list() == [True, False]
    assert lines["unit_price"].to_list()[1] == Decimal(289)
    wrong = cleaned(douyin_shop.orders, AT_DOUDIAN | {"promotion_amount": 1100})
    assert reasons(wrong) == ["promotion_is_not_its_parts"]


@pytest.mark.parametrize(
    ("told", "borne"),
    [
        ({"discount": "10.00", "platform_discount": "4.00"}, 6),
        ({"discount": "10.00"}, 10),
        ({"discount": "4.00", "platform_discount": "4.00"}, 0),
        ({"listed": "289.00", "platform_discount": "4.00"}, 6),
        ({}, 0),
    ],
)
def test_of_a_list_s_discounts_the_shop_bears_what_the_platform_does_not(told, borne):
    line = {
        "_platform": "douyin_shop",
        "_account": "4455668",
        "_row": "1",
        "order_id": "6920112233445566778",
        "status": "已完成",
        "created_at": "2026-11-03 10:00:00",
        "paid_at": "2026-11-03 10:01:00",
        "paid": "279.00",
    }
    exported = files.orders
    assert row(cleaned(exported, line | told))["discount"] == Decimal(borne)


@pytest.mark.parametrize(
    ("status", "paid", "standing"),
    [(1, 0, "pending"), (4, 0, "voided"), (4, 1794882121, "refunded"), (2, 1794882121, "paid")],
)
def test_an_order_of_douyin_that_says_0_was_not_paid(status, paid, standing):
    told = row(cleaned(douyin_shop.orders, AT_DOUDIAN | {"order_status": status, "pay_time": paid}))
    assert told["financial_status"] == standing


@pytest.mark.parametrize(
    ("kind", "status", "paid_back", "is_done", "is_open"),
    [(0, 12, 3, True, False), (1, 12, 3, True, False), (0, 6, 1, False, True),
     (0, 12, 2, False, True), (0, 28, 4, False, False), (6, 12, 3, False, False),
     (3, 12, 0, False, False), (3, 6, 0, False, True), (0, 12, 5, False, False)],
)  # fmt: skip
def test_only_a_return_that_paid_back_is_a_refund(kind, status, paid_back, is_done, is_open):
    info = {
        "aftersale_id": 7300112233445,
        "aftersale_type": kind,
        "aftersale_status": status,
        "related_id": 6920112233445566779,
        "apply_time": 1794963600,
        "update_time": 1795017600,
        "refund_amount": 27900,
        "refund_status": paid_back,
    }
    items = [{"sku_order_id": 6920112233445566779 + n, "aftersale_item_num": 2} for n in (0, 1)]
    of = {"shop_order_id": 6920112233445566778, "related_order_info": items}
    record = {"aftersale_info": info, "order_info": of, "text_part": {"reason_text": "七天无理由"}}
    told = row(cleaned(douyin_shop.refunds, record))
    assert (told["amount"], told["is_done"]) == (Decimal(279), is_done)
    assert told["is_open"] is is_open
    lines = cleaned(douyin_shop.refund_lines, record).good
    assert lines.select("refund_id", "line_id", "quantity").rows() == [
        ("7300112233445", "6920112233445566779", 2),
        ("7300112233445", "6920112233445566780", 2),
    ]
