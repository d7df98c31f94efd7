"""The split of a pull: good, quarantined with a reason, or collapsed; nothing disappears."""

from dataclasses import replace
from decimal import Decimal

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from pulled import AD_REPORT, KEY, WINDOW, cleaned, pulled, reasons, report, row

from pipelines.streams import waiting
from pipelines.streams.clean import ContractBroken, RawPull, clean, clean_into
from pipelines.streams.columns import lasting, money, text, timestamp
from pipelines.streams.pieces import Filed
from pipelines.streams.spec import Stream
from pipelines.streams.tables import Tables


def test_an_unreadable_amount_is_set_aside_not_dropped():
    result = cleaned(AD_REPORT, report("1"), report("2", spend="n/a"))
    assert result.good["ad_id"].to_list() == ["1"]
    assert result.quarantined.select("ad_id", "_reason").rows() == [("2", "unreadable:spend")]


def test_a_quarantined_row_says_where_it_stood_and_what_was_sent():
    result = cleaned(AD_REPORT, report("1"), report("2"), report("3", spend="-1"), parts=2)
    shown = result.quarantined.row(0, named=True)
    assert (shown["_part"], shown["_line"]) == ("part-00001.jsonl.zst", 1)
    assert '"ad_id": "3"' in shown["_raw"]
    assert (shown["account_id"], shown["_pull_id"]) == ("a1", "pull-1")


@pytest.mark.parametrize(
    ("record", "reason"),
    [
        (report(spend="n/a"), "unreadable:spend"),
        (report(spend="NaN"), "unreadable:spend"),
        (report(spend="1.234,56"), "unreadable:spend"),
        (report(spend="NULL"), "unreadable:spend"),
        (report(spend={"amount": 1}), "unreadable:spend"),
        (report(spend=[1]), "unreadable:spend"),
        (report(spend=True), "unreadable:spend"),
        (report(clicks="7 conversions"), "unreadable:clicks"),
        (report(clicks={}), "unreadable:clicks"),
        (report(clicks=[]), "unreadable:clicks"),
        (report(clicks=123456789012345678901234567890), "unreadable:clicks"),
        ('{"dimensions": {"ad_id": "1", "day": "2026-11-03"}, "metrics": {"spend": NaN, '
         '"clicks": 1, "impressions": 2}}', "unreadable:spend"),
        (report(on="03/04/2026"), "unreadable:report_date"),
        (report(ad={"id": "1"}), "unreadable:ad_id"),
        ({**report(), "metrics": 5}, "unreadable:ad_name"),
        ({**report(), "metrics": "gone"}, "unreadable:ad_name"),
        (report(ad=None), "missing_key:ad_id"),
        (report(ad=""), "missing_key:ad_id"),
        (report(ad="-"), "missing_key:ad_id"),
        (report(spend=None), "missing:spend"),
        (report(spend="-"), "missing:spend"),
        (report(spend=...), "missing:spend"),
        (report(spend="-1"), "negative_spend"),
        (report(clicks="11"), "more_clicks_than_impressions"),
        (report(spend="-1", clicks="11"), "negative_spend"),
        (report(on="2026-11-08"), "outside_window"),
        ("[1, 2]", "unreadable:record"),
        ("null", "unreadable:record"),
        ("5", "unreadable:record"),
        ('{"dimensions": {', "unreadable:record"),
        ("<html>", "unreadable:record"),
        (b'{"dimensions": {"ad_id": "\xff"}}', "invalid_utf8"),
        ('{"dimensions": {"ad_id": "\\ud83d", "day": "2026-11-03"}}', "unreadable:ad_id"),
    ],
)  # fmt: skip
def test_one_bad_row_is_set_aside_and_its_neighbours_are_not(record, reason):
    before, after = report("before"), report("after", email="mei@example.com")
    result = cleaned(AD_REPORT, before, record, after, window=WINDOW)
    assert reasons(result) == [reason]
    assert result.quarantined["_line"].to_list() == [2]
    alone = cleaned(AD_REPORT, before, after, window=WINDOW)
    assert_frame_equal(result.good, alone.good)


def test_bytes_that_are_no_text_are_kept_as_bytes():
    result = cleaned(CONTACTS, {"id": "1"}, b'{"x": "\xff\xfe"}')
    assert result.quarantined["_raw"].to_list() == ["base64:eyJ4IjogIv/+In0="]


def test_many_bad_rows_among_many_good_ones():
    records: list[object] = [report(str(n)) for n in range(3000)]
    for n in range(0, 3000, 500):
        records[n] = {"dimensions": {"ad_id": str(n), "day": "2026-11-03"}, "metrics": n}
        records[n + 1] = f"{{{n}"
    result = cleaned(AD_REPORT, *records, parts=2)
    assert result.good.height == 2988
    assert set(reasons(result)) == {"unreadable:ad_name", "unreadable:record"}


@pytest.mark.parametrize(
    "name",
    ["🦊 fox", "\u202eרוח", 'quo"te', "tab\tand\nline\r\nend", "\ufeffBOM", "\\ud83d", "[brand]",
     "{x}", "[11.11] sale", "['a', 'b']", '["a", "b"]', '{"a": 1}', "[]", "\u0000nul",
     "北京—“促销”", "'; drop table x; --"],
)  # fmt: skip
def test_names_survive_byte_for_byte(name):
    result = cleaned(AD_REPORT, report("1", ad_name=name), report("2"))
    assert result.good["ad_name"].to_list() == [name, None]


def test_escaped_emoji_are_no_torn_text():
    record = '{"dimensions": {"ad_id": "\\ud83e\\udd8a", "day": "2026-11-03"}, "metrics": '
    result = cleaned(AD_REPORT, record + '{"spend": 1, "clicks": 1, "impressions": 1}}')
    assert result.good["ad_id"].to_list() == ["🦊"]


def test_numbers_texts_and_booleans_are_read_as_text_and_long_ids_survive():
    ids = [12345678901234567890, "12345678901234567890123", 123456789012345678901234567890, True]
    result = cleaned(AD_REPORT, *(report(one, clicks=3, spend=1.5) for one in ids))
    assert result.good["ad_id"].to_list() == [
        "12345678901234567890",
        "12345678901234567890123",
        "123456789012345678901234567890",
        "true",
    ]
    assert result.good["spend"].to_list() == [Decimal("1.5")] * 4


def test_an_absent_metric_is_what_the_stream_says_it_means():
    for told in (report(), report(likes=None, shares=None), report(likes="-", shares="")):
        figures = row(cleaned(AD_REPORT, told))
        assert (figures["likes"], figures["shares"]) == (None, 0)


def test_identical_repeats_collapse_and_are_counted():
    result = cleaned(AD_REPORT, report("1"), report("2"), report("1"), report("1"), parts=2)
    assert result.good["ad_id"].to_list() == ["1", "2"]
    assert (result.repeats, result.superseded, result.quarantined.height) == (2, 0, 0)


def test_two_different_rows_with_one_key_are_both_set_aside():
    result = cleaned(
        AD_REPORT, report("1"), report("2"), report("1", spend="9"), report("1"), parts=2
    )
    assert result.good["ad_id"].to_list() == ["2"]
    assert reasons(result) == ["duplicate_key", "duplicate_key"]
    assert result.quarantined["_raw"].str.contains('"ad_id": "1"').all()
    assert result.repeats == 1


CONTACTS = Stream(
    name="any_crm__contacts",
    grain="one row per contact",
    keys=("id",),
    load="merge",
    newest="updated_at",
    columns={"id": text("id"), "stage": text("stage"), "updated_at": timestamp("at")},
    expectations=lambda gxe: [],
)


def at(second: int) -> str:
    return f"2026-11-03T08:15:{second:02}Z"


def test_of_two_versions_the_newest_wins_and_the_hit_is_counted():
    result = cleaned(
        CONTACTS,
        {"id": "1", "stage": "customer", "at": at(2)},
        {"id": "1", "stage": "lead", "at": at(1)},
        {"id": "2", "stage": "lead", "at": at(1)},
        {"id": "2", "stage": "lead", "at": at(1)},
    )
    assert result.good.select("id", "stage").rows() == [("1", "customer"), ("2", "lead")]
    assert (result.repeats, result.superseded) == (2, 1)


def test_of_two_versions_of_one_moment_the_one_sent_last_wins():
    told = [{"id": "1", "stage": stage, "at": at(1)} for stage in ("lead", "customer")]
    assert cleaned(CONTACTS, *told).good["stage"].to_list() == ["customer"]


def test_the_earliest_wins_where_the_stream_says_so():
    stream = replace(CONTACTS, newest="-updated_at")
    told = [{"id": "1", "stage": f"at {n}", "at": at(n)} for n in (3, 1, 2)]
    assert cleaned(stream, *told).good["stage"].to_list() == ["at 1"]


LINES = Stream(
    name="any_shop__lines",
    grain="one row per order and line",
    keys=("line_id",),
    feed="orders",
    explode="lines",
    load="merge",
    newest="_updated_at",
    replace_by=("order_id",),
    columns={
        "order_id": text("id", required=True),
        "line_id": text("lines.id"),
        "price": money("lines.price"),
        "_updated_at": timestamp("at"),
    },
    expectations=lambda gxe: [],
)


def order(number: str, second: int, *prices: str) -> dict:
    lines = [{"id": f"{number}-{n}", "price": price} for n, price in enumerate(prices)]
    return {"id": number, "at": at(second), "lines": lines}


def test_children_are_rows_and_parents_without_children_are_known():
    result = cleaned(LINES, order("1", 1, "5", "6"), order("2", 1))
    assert result.good["line_id"].to_list() == ["1-0", "1-1"]
    assert result.parents is not None
    assert result.parents["order_id"].to_list() == ["1", "2"]
    assert result.counts["received"] == 2


def test_of_a_parent_that_came_twice_only_the_newest_children_stay():
    result = cleaned(LINES, order("1", 1, "5", "6"), order("1", 2, "5"), order("2", 1, "7"))
    assert result.good["line_id"].to_list() == ["1-0", "2-0"]
    assert result.superseded == 2


def test_a_newest_parent_without_children_takes_them_all_away():
    result = cleaned(LINES, order("1", 1, "5", "6"), order("1", 2))
    assert result.good.is_empty()
    assert result.superseded == 2


def test_lists_in_lists_are_exploded_with_what_stands_above_them():
    stream = Stream(
        name="any_shop__payments",
        grain="one row per payment",
        keys=("payment_id",),
        explode=("refunds", "refunds.payments"),
        keep={"refunds.payments.status": ("success",)},
        columns={
            "order_id": text("id"),
            "refund_id": text("refunds.id"),
            "payment_id": text("refunds.payments.id"),
            "amount": money("refunds.payments.amount"),
        },
        expectations=lambda gxe: [],
    )

    def paid(number: str, status: object = "success", amount: object = "5") -> dict:
        return {"id": number, "status": status, "amount": amount}

    result = cleaned(
        stream,
        {"id": "1", "refunds": [{"id": "r1", "payments": [paid("p1"), paid("p2", "failure")]}]},
        {"id": "2", "refunds": []},
        {"id": "3", "refunds": [{"id": "r3", "payments": []}]},
        {"id": "3", "refunds": [{"id": "r4", "payments": [paid("p4", None)]}]},
        {"id": "4", "refunds": [{"id": "r5", "payments": "none"}]},
        {"id": "5", "refunds": {"id": "r6"}},
    )  # fmt: skip
    assert result.good.select("order_id", "refund_id", "payment_id").rows() == [("1", "r1", "p1")]
    assert result.filtered == 1
    assert reasons(result) == [
        "missing:refunds.payments.status",
        "unreadable:payment_id",
        "unreadable:refund_id",
    ]


def test_a_lost_field_refuses_the_whole_pull():
    with pytest.raises(ContractBroken, match=r"account a1, pull pull-1.*metrics\.spend"):
        cleaned(AD_REPORT, *(report(str(n), spend=...) for n in range(3)))


def test_a_page_that_lost_a_field_among_whole_ones_refuses_the_pull():
    records = [report(str(n), spend=... if 50 <= n < 70 else "1") for n in range(100)]
    with pytest.raises(ContractBroken, match="absent from 20 rows"):
        cleaned(AD_REPORT, *records)


def test_a_lost_list_refuses_the_pull_unless_the_platform_leaves_empty_ones_out():
    told = [{"id": "1", "at": at(1)}, {"id": "2", "at": at(1)}]
    with pytest.raises(ContractBroken, match="lines"):
        cleaned(LINES, *told)
    assert cleaned(replace(LINES, may_lack=True), *told).good.is_empty()


def test_a_field_that_may_be_left_out_of_a_row_may_not_vanish():
    spend = lasting(money("metrics.spend", absent=0), proof="clicks")
    columns = {**AD_REPORT.columns, "spend": spend}
    stream = replace(AD_REPORT, columns=columns)
    few = cleaned(stream, report("1", spend=...), report("2"))
    assert few.good["spend"].to_list() == [Decimal(0), Decimal("1.5")]
    quiet = cleaned(stream, *(report(str(n), spend=..., clicks=0) for n in range(20)))
    assert quiet.good["spend"].to_list() == [Decimal(0)] * 20
    for rows in (2, 20):
        with pytest.raises(ContractBroken, match=r"metrics\.spend"):
            cleaned(stream, *(report(str(n), spend=...) for n in range(rows)))


def test_a_field_that_is_written_even_when_unset_may_not_vanish():
    stream = replace(AD_REPORT, always=("metrics.likes",))
    assert cleaned(stream, report("1", likes=None), report("2", likes={"n": 1})).good.height == 1
    with pytest.raises(ContractBroken, match=r"metrics\.likes is absent from 2 of 3 records"):
        cleaned(stream, report("1"), report("2", likes=3), report("3"))


def test_an_unread_amount_explains_what_is_missing_of_the_platforms_total():
    records = [report("1", spend="2.00"), report("2", spend="n/a")]
    (control,) = cleaned(AD_REPORT, *records, totals={"cost": "2.50"}).controls
    assert (control.unread, control.agrees) == (1, True)
    (control,) = cleaned(AD_REPORT, *records, totals={"cost": "1.99"}).controls
    assert not control.agrees


def test_new_fields_are_drift_and_known_ones_are_not():
    result = cleaned(AD_REPORT, report("1", ctr="1.4", reach="7"), report("2", ctr="1.4"))
    assert result.drift == ["metrics.reach"]
    assert result.good.height == 2


def test_a_field_added_to_all_rows_of_a_large_pull_is_seen():
    result = cleaned(AD_REPORT, *({**report(str(n)), "added": 1} for n in range(500)))
    assert result.drift == ["added"]


def test_the_platforms_total_is_compared_with_all_that_came():
    records = [report("1"), report("2", spend="2"), report("2", spend="2"), report("3", on="x")]
    (control,) = cleaned(AD_REPORT, *records, totals={"cost": Decimal("5.00")}).controls
    assert control.agrees
    (control,) = cleaned(AD_REPORT, *records, totals={"cost": "4.99"}).controls
    assert (control.column, control.ours, control.agrees) == ("spend", Decimal(5), False)
    assert cleaned(AD_REPORT, *records).controls == []


def test_no_records_at_all_are_an_empty_table_of_the_right_shape():
    result = clean(AD_REPORT, RawPull("a1", "p", pulled().pulled_at, []), hash_key=KEY)
    assert result.good.schema == pl.Schema(AD_REPORT.schema)
    assert dict(result.counts) == dict.fromkeys(result.counts, 0)


def test_empty_lines_are_no_records_and_do_not_move_the_numbers():
    raw = RawPull("a1", "p", pulled().pulled_at, [("x", b'\n{"id": "1"}\n\n{5\n')])
    result = clean(CONTACTS, raw, hash_key=KEY)
    assert result.quarantined["_line"].to_list() == [4]
    assert result.received == 2


def test_the_same_pull_cleaned_twice_is_the_same():
    records = [report(str(n % 7), clicks=n % 12) for n in range(40)]
    one, two = (cleaned(AD_REPORT, *records, parts=3) for _ in range(2))
    assert_frame_equal(one.good, two.good)
    assert_frame_equal(one.quarantined, two.quarantined)


def test_however_a_pull_is_cut_the_rows_are_the_same():
    records = [report(str(n % 9), clicks=n % 12) for n in range(60)]
    one, many = cleaned(AD_REPORT, *records), cleaned(AD_REPORT, *records, parts=7)
    assert_frame_equal(one.good, many.good)
    assert reasons(one) == reasons(many)


@pytest.mark.parametrize("at_once", [1, 500_000])
def test_keys_that_come_again_in_other_parts_are_settled_as_in_one_part(at_once, monkeypatch):
    monkeypatch.setattr(waiting, "MOST_AT_ONCE", at_once)
    records = [
        *({"id": str(n % 50), "stage": f"s{n % 3}", "at": at(n % 40)} for n in range(120)),
        *({"id": f"new {n}", "stage": "lead", "at": at(1)} for n in range(30)),
        {"id": None, "stage": "lead", "at": at(1)},
    ]
    for stream in (CONTACTS, replace(CONTACTS, newest="-updated_at")):
        one, many = cleaned(stream, *records), cleaned(stream, *records, parts=8)
        assert_frame_equal(one.good, many.good)
        assert one.counts == many.counts
        assert one.superseded == many.superseded > 0


@pytest.mark.parametrize("at_once", [1, 500_000])
def test_parents_that_come_again_in_other_parts_are_settled_as_in_one_part(at_once, monkeypatch):
    monkeypatch.setattr(waiting, "MOST_AT_ONCE", at_once)
    orders = [order(str(n % 9), n // 9, "5", "6", str(n)) for n in range(27)]
    orders += [order("10", 1, "5", "5"), order("8", 2, "7"), order("11", 1)]
    one, many = cleaned(LINES, *orders), cleaned(LINES, *orders, parts=8)
    assert one.parents is not None
    assert many.parents is not None
    assert_frame_equal(one.good, many.good)
    assert_frame_equal(one.parents, many.parents)
    assert reasons(one) == reasons(many) == ["duplicate_key"] * 2
    assert one.counts == many.counts
    assert one.superseded == many.superseded == 54


def filed(folder, *records, **facts):
    """The tables of a pull as files, and what is said of it."""
    folder.mkdir()
    good, beside, bad, parents = (Filed(folder / name) for name in ("good", "beside", "bad", "up"))
    tables = Tables(good, beside, bad, parents)
    told = clean_into(tables, AD_REPORT, pulled(*records, **facts), hash_key=KEY)
    good.close()
    bad.close()
    return told, pl.read_parquet(good.path), pl.read_parquet(bad.path), beside


@pytest.mark.parametrize("parts", [1, 6])
def test_rows_lie_on_the_disk_as_they_would_in_memory(parts, tmp_path):
    records = [report(str(n % 40), spend=n % 7 or "x", clicks=n % 12) for n in range(60)]
    told, good, bad, _ = filed(tmp_path / "1", *records, parts=parts, totals={"cost": "1"})
    whole = cleaned(AD_REPORT, *records, parts=parts, totals={"cost": "1"})
    assert_frame_equal(good, whole.good)
    assert_frame_equal(bad, whole.quarantined)
    assert (told.counts, told.controls) == (whole.counts, whole.controls)


def test_each_part_is_a_row_group(tmp_path):
    _, good, _, beside = filed(tmp_path / "1", *(report(str(n)) for n in range(90)), parts=9)
    assert good.height == 90
    assert [piece.height for piece in beside] == [10] * 9
