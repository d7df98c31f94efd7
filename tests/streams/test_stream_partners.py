"""Channel partners, clean."""

from datetime import date
from decimal import Decimal

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS

MASTER, ACTS = STREAMS["partners__master"], STREAMS["partners__activities"]


def sale(**told) -> dict:
    return {
        "_layout": "渠道进销表",
        "_exported_on": "2026-11-13",
        "partner_id": "QD-001",
        "sold_on": "2026/11/3",
        "kind": "销售",
        "amount": "￥1,280.00",
    } | told


@pytest.mark.parametrize(
    ("told", "kind"),
    [
        ({"kind": "进货"}, "sell_in"),
        ({"kind": "Sell-in"}, "sell_in"),
        ({"kind": "动销"}, "sell_out"),
        ({"kind": "Sell-out "}, "sell_out"),
        ({"kind": "销售退货"}, "return"),
        ({"_layout": "渠道拜访表", "kind": None}, "visit"),
        ({"_layout": "渠道支持费用表", "kind": None}, "support"),
        ({"_layout": "渠道线索表", "kind": None, "amount": None}, "lead"),
    ],
)
def test_the_kind_of_an_act(told, kind):
    assert row(cleaned(ACTS, sale(**told)))["act_kind"] == kind


def test_a_sale_in_units_and_months():
    read = row(cleaned(ACTS, sale(sold_on="2026年11月", amount="1.28", _unit_factor="10000")))
    assert (read["act_date"], read["amount"]) == (date(2026, 11, 1), Decimal(12_800))


def test_lines_of_one_document_are_two_acts_and_the_same_line_twice_is_one():
    tent, bag = (sale(act_id="S1", product_line=line) for line in ("TENT", "BAG"))
    found = cleaned(ACTS, tent, bag, bag)
    assert sorted(found.good["act_id"]) == ["S1/BAG", "S1/TENT"]
    assert found.repeats == 1


def test_without_a_number_all_cells_name_the_act():
    found = cleaned(ACTS, sale(), sale(amount="3"), sale())
    assert (found.good.height, found.repeats) == (2, 1)


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"partner_id": "-"}, "no_partner"),
        ({"kind": "样品"}, "unreadable:_kind"),
        ({"kind": None}, "missing_key:act_kind"),
        ({"sold_on": None}, "no_day"),
        ({"amount": ""}, "no_amount"),
        ({"amount": "(3.50)"}, "negative_amount"),
        ({"sold_on": "2026/11/20"}, "in_the_future"),
    ],
)
def test_what_is_set_aside(told, reason):
    [found] = reasons(cleaned(ACTS, sale(**told)))
    assert reason in found.split("; ")


@pytest.mark.parametrize(
    ("told", "reason"),
    [
        ({"partner_name": ""}, "no_name"),
        ({"ended_on": "2025/1/1"}, "ended_date_before_signed_date"),
        ({"signed_on": "2026/12/1"}, "signed_in_the_future"),
    ],
)
def test_partners_that_cannot_be(told, reason):
    one = {"partner_id": "Q", "partner_name": "杭州", "signed_on": "2026/1/5", "owner": "陈晨",
           "_exported_on": "2026-11-13"} | told  # fmt: skip
    assert reasons(cleaned(MASTER, one)) == [reason]


def test_the_customer_of_a_lead_is_told_by_hash_only():
    lead = {"_layout": "渠道线索表", "partner_id": "Q", "_exported_on": "2026-11-13"}
    lead |= {"reported_on": "2026/11/5", "customer": "张先生", "phone": "138 0000 0001"}
    read = row(cleaned(ACTS, lead | {"result": "有效"}))
    assert (read["act_date"], read["result"], read["amount"]) == (date(2026, 11, 5), "有效", 0)
    assert len(read["phone_hash"]) == 64 and "张先生" not in str(read)
    assert reasons(cleaned(ACTS, lead | {"phone": "1.38E+10"})) == ["unreadable:phone_hash"]
