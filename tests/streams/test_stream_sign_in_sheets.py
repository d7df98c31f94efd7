"""Activities, clean: whose event a row is, what must fit together, what is hashed."""

from datetime import datetime
from decimal import Decimal

import pytest
from pulled import KEY, cleaned, reasons

from pipelines.streams import STREAMS

FILE = "报名_E-2026-31_杭州.csv"


def stream(table):
    return STREAMS[f"sign_in_sheets__{table}"]


def registration(number="R-1", **changed):
    return {
        "registration_id": number,
        "registered_at": "2026/11/1 11:20",
        "name": "示例人",
        "phone": "138 0000 0001",
        "company": "-",
        "price": "￥99.00",
        "status": "已通过",
        "attended": "√",
        "checked_in_at": "11月17日 13:42",
        "_file": FILE,
        "_row": "4",
        "_no": "1",
    } | changed


def lead(**changed):
    return {
        "lead_id": "L-1",
        "left_at": "2026/11/17 14:00",
        "phone": "13800000001",
        "consent": "是",
        "handed_over_at": "2026/11/17 18:00",
        "first_followup_at": "2026/11/18 9:00",
        "_file": "留资_E-2026-31.xlsx",
    } | changed


def deal(**changed):
    return {
        "deal_id": "D-1",
        "signed_at": "2026/11/17 15:00",
        "phone": "13800000001",
        "amount": "1.2",
        "deposit": "0.5",
        "deal_kind": "现场成交",
        "_unit_factor": "10000",
        "_file": "签单_E-2026-31.csv",
    } | changed


def test_a_registration(tmp_path):
    row = cleaned(stream("registrations"), registration()).good.row(0, named=True)
    assert row["event_id"] == "E-2026-31"
    assert row["checked_in_at"] == datetime.fromisoformat("2026-11-17 05:42")
    assert row["price"] == Decimal(99)
    assert row["is_attended"] is True
    assert row["company"] is None
    assert len(row["phone_hash"]) == len(row["name_hash"]) == 64


def test_a_phone_is_the_same_however_it_is_typed():
    typed = ["138 0000 0001", "+86-13800000001", "13800000001", "(86)138-0000-0001"]
    records = [registration(f"R-{n}", phone=phone) for n, phone in enumerate(typed)]
    assert cleaned(stream("registrations"), *records).good["phone_hash"].n_unique() == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"phone": "1.38E+10"}, "unreadable:phone_hash"),
        ({"attended": "也许"}, "unreadable:is_attended"),
        ({"registered_at": "昨天"}, "unreadable:registered_at"),
        ({"checked_in_at": "13:42"}, "unreadable:checked_in_at"),
        ({"price": "1.234,56"}, "unreadable:_price"),
        ({"_file": "报名.csv"}, "no_event"),
        ({"price": "-1"}, "negative_price"),
        ({"attended": "未签到"}, "checked_in_without_attending"),
        ({"status": "已拒绝"}, "attended_but_refused"),
        ({"name": "", "phone": ""}, "nobody"),
    ],
)
def test_a_registration_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(
        cleaned(stream("registrations"), registration(), registration("R-2", **changed))
    ) == [reason]


def test_a_ticket_number_of_two_people_is_set_aside_whole():
    result = cleaned(stream("registrations"), registration(), registration(phone="13900000001"))
    assert reasons(result) == ["duplicate_key"] * 2


def test_times_of_a_day_need_the_day_of_their_sheet():
    record = {"name": "甲", "phone": "", "phone_last4": "42", "checked_in_at": "13:42", "_no": "7"}
    place = {"_file": "签到_E-2026-31.xlsx", "_day": "2026-11-17"}
    row = cleaned(stream("sign_ins"), record | place).good.row(0, named=True)
    assert (row["sign_in_no"], row["event_id"], row["phone_hash"]) == (7, "E-2026-31", None)
    assert row["checked_in_at"] == datetime.fromisoformat("2026-11-17 05:42")
    assert len(row["phone_last4_hash"]) == 64


@pytest.mark.parametrize("phone", ["138 0000 0042", "+86-13800000042", "１３８００００００４２"])
def test_name_and_last_four_are_the_same_at_the_door_and_in_a_registration(phone):
    names = ["name_hash", "phone_last4_hash"]
    door = {"name": " 示例人", "phone": "", "phone_last4": "42", "checked_in_at": "", "_no": "7"}
    noted = cleaned(stream("sign_ins"), door | {"_file": "签到_E-2026-31.xlsx"}).good
    known = cleaned(stream("registrations"), registration(phone=phone)).good
    ticket = {
        **{"id": "1", "event_id": "2", "created": "2026-11-01T03:20:11Z"},
        **{"changed": "2026-11-01T03:20:11Z", "status": "Attending", "cancelled": False},
        "profile": {"name": "示例人", "cell_phone": phone},
    }
    sold = cleaned(STREAMS["eventbrite__attendees"], ticket).good
    assert noted.select(names).rows() == known.select(names).rows() == sold.select(names).rows()
    assert None not in noted.select(names).row(0)


def test_a_registration_without_a_phone_has_no_last_four():
    row = cleaned(stream("registrations"), registration(phone="")).good.row(0, named=True)
    assert row["phone_last4_hash"] is None


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"consent": "否"}, "handed_over_without_consent"),
        ({"handed_over_at": "2026/11/17 13:00"}, "handed_over_before_left"),
        ({"first_followup_at": "2026/11/17 17:00"}, "followed_up_before_hand_over"),
        ({"phone": ""}, "no_phone"),
        ({"left_at": ""}, "no_time"),
    ],
)
def test_a_lead_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(stream("leads"), lead(lead_id="L-0"), lead(**changed))) == [reason]


def test_an_event_named_in_the_row_wins_over_the_file():
    row = cleaned(stream("leads"), lead(event_id="E-2026-07")).good.row(0, named=True)
    assert row["event_id"] == "E-2026-07"


def test_a_deal_is_in_yuan():
    row = cleaned(stream("deals"), deal()).good.row(0, named=True)
    assert (row["amount"], row["deposit"]) == (Decimal(12_000), Decimal(5_000))
    assert row["is_cancelled"] is False


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"amount": "0"}, "amount_not_positive"),
        ({"amount": ""}, "amount_not_positive"),
        ({"deposit": "2"}, "deposit_above_amount"),
        ({"amount": "12000", "deposit": "1"}, "amount_out_of_scale"),
    ],
)
def test_a_deal_that_cannot_be_is_set_aside(changed, reason):
    usual = [deal(deal_id=f"D-{n}") for n in range(5)]
    assert reasons(cleaned(stream("deals"), *usual, deal(deal_id="D-9", **changed))) == [reason]


def test_the_total_of_the_sheet_is_compared():
    result = cleaned(stream("deals"), deal(), totals={"amount": Decimal(13_000)})
    assert [(c.column, c.agrees) for c in result.controls] == [("amount", False)]


def test_an_activity_and_its_costs():
    master = {
        "event_id": "E-2026-31",
        "event_name": "沙龙",
        "start_at": "11月17日 13:30",
        "end_at": "2026/11/17 17:30",
        "target_invited": "1,200",
        "budget": "3",
        "_unit_factor": "10000",
    }
    row = cleaned(stream("events"), master).good.row(0, named=True)
    assert row["start_at"] == datetime.fromisoformat("2026-11-17 05:30")
    assert (row["target_invited"], row["budget"]) == (1200, Decimal(30_000))
    cost = {"event_id": "E-2026-31", "cost_category": "场地", "planned_amount": "-", "_no": "1"}
    assert reasons(cleaned(stream("costs"), cost, cost | {"_no": "2", "actual_amount": "-1"})) == [
        "negative_cost"
    ]


def test_no_clear_contact_passes():
    result = cleaned(stream("registrations"), registration(email="A@Example.com "))
    shown = str(result.good.to_dicts())
    assert "示例人" not in shown and "13800000001" not in shown and "xample" not in shown
    assert KEY not in shown
