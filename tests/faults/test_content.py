"""C1–C5: fields that come, go and change their kind, and rows that break the contract."""

import pytest
import zstandard
from polars.testing import assert_frame_equal
from trial import CASES, SEALED, Case

pytestmark = [pytest.mark.http, pytest.mark.warehouse]

TIKTOK = CASES["tiktok_ads"]
# What is wrong with one row each, and why it is set aside.
BAD_ROWS = (
    ("type_change", {"value": "7 conversions"}, ["unreadable:impressions"]),
    ("type_change", {"value": {"value": 1}}, ["unreadable:impressions"]),
    ("type_change", {"value": 10**29 + 7}, ["unreadable:impressions"]),
    ("type_change", {"value": "NaN"}, ["unreadable:impressions"]),
    ("type_change", {"value": float("nan")}, ["unreadable:impressions"]),
    ("type_change", {"value": "1,234"}, ["unreadable:impressions"]),
    ("type_change", {"value": "-3"}, ["negative_count"]),
    ("locale_number", {"value": "1.234,56"}, ["unreadable:spend"]),
    ("locale_number", {"value": "NULL"}, ["unreadable:spend"]),
    ("locale_number", {"value": 10**29 + 7}, ["unreadable:spend"]),
    ("locale_number", {"value": "Infinity"}, ["unreadable:spend"]),
    (
        "type_change",
        {"field_path": "dimensions.stat_time_day", "value": "03/04/2026"},
        ["unreadable:report_date"],
    ),
    (
        "type_change",
        {"field_path": "dimensions.stat_time_day", "value": "2027-01-01 00:00:00"},
        ["outside_window"],
    ),
    ("type_change", {"field_path": "dimensions.ad_id", "value": ""}, ["missing_key:ad_id"]),
    ("type_change", {"field_path": "metrics.currency", "value": "-"}, ["missing:currency_code"]),
    ("negative_spend", {}, ["negative_spend"]),
    ("duplicate_key_rows", {}, ["duplicate_key", "duplicate_key"]),
)


def test_each_bad_row_is_set_aside_alone_and_with_its_reason(begin, quiet):
    trial = begin(TIKTOK)
    trial.sandbox.small_pages(TIKTOK.name, 20)
    for page, (kind, how, _) in enumerate(BAD_ROWS, start=1):
        trial.arm(kind, TIKTOK, page=page, **how)
    took = trial.load(TIKTOK.feed)
    assert took.exit_code == 3
    expected = sorted(reason for *_, reasons in BAD_ROWS for reason in reasons)
    assert trial.reasons(TIKTOK.stream) == expected
    counts = took.report.totals
    whole = quiet(TIKTOK.name)
    assert counts.quarantined == len(expected)
    assert counts.received == whole.height + 1  # one row came in two versions
    rows = trial.rows(TIKTOK.stream)
    assert rows.height == whole.height - len(BAD_ROWS)
    assert_frame_equal(rows, whole.join(rows, on=["report_date", "ad_id"], how="semi"))
    kept = trial.frame("select raw, line from quarantine.rows")
    assert kept["raw"].null_count() == kept["line"].null_count() == 0
    assert any('"7 conversions"' in raw for raw in kept["raw"])


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("google_ads", "type_change", 10**29 + 7),
        ("google_ads", "locale_number", "1.234,56"),
        ("meta_ads", "type_change", {"value": 1}),
        ("meta_ads", "locale_number", "NaN"),
        ("ocean_engine", "type_change", "7 conversions"),
        ("ocean_engine", "locale_number", "1.234,56"),
        ("shopify", "locale_number", "1.234,56"),
        ("typeform", "type_change", {"value": 1}),
    ],
)
def test_a_bad_value_costs_its_row_and_no_other(begin, quiet, name, kind, value):
    case, how = CASES[name], {}
    trial = begin(case)
    if name == "typeform":
        how["field_path"] = "calculated.score"
    trial.arm(kind, case, value=value, **how)
    took = trial.load(case.feed)
    assert took.exit_code == 3, took.told
    assert len(trial.reasons(case.stream)) == 1
    rows, whole = trial.rows(case.stream), quiet(name)
    assert rows.height == whole.height - 1
    assert rows.hash_rows().is_in(whole.hash_rows().implode()).all()


@pytest.mark.parametrize("name", [name for name in CASES if name not in SEALED])
def test_a_new_field_is_told_as_drift_and_kept_in_raw(begin, quiet, name):
    case = CASES[name]
    trial = begin(case)
    trial.arm("new_field", case, times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 0, took.told
    assert took.drift == {"sandbox_new_field"}
    assert_frame_equal(trial.rows(case.stream), quiet(name))
    noted = trial.frame(f"select field from ops.drift where stream = '{case.stream}'")
    assert noted["field"].to_list() == ["sandbox_new_field"]
    (raw,) = {
        b'"sandbox_new_field":"new"' in zstandard.ZstdDecompressor().stream_reader(file).read()
        for path in trial.folder.glob("lake/raw/*/*/*/*/*.zst")
        for file in [path.open("rb")]
    }
    assert raw


def test_a_renamed_field_is_refused_and_yesterdays_data_stay(begin, yesterday, quiet):
    trial = begin(TIKTOK, at=yesterday)
    before = trial.rows(TIKTOK.stream, with_books=True)
    trial.arm("missing_field", TIKTOK, page=3)
    trial.arm("new_field", TIKTOK, page=3, field_path="cost", value="1.00")
    took = trial.load(TIKTOK.feed)
    assert took.exit_code == 4
    for part in (TIKTOK.stream, "7000000000000000001", "metrics.spend", " rows. Nothing"):
        assert part in took.told
    assert_frame_equal(trial.rows(TIKTOK.stream, with_books=True), before)
    assert trial.states(TIKTOK.stream) == {"complete": 29, "missing": 1}
    trial.sandbox.clear()
    assert trial.load(TIKTOK.feed).exit_code == 0
    assert_frame_equal(trial.rows(TIKTOK.stream), quiet(TIKTOK.name))


@pytest.mark.parametrize(
    ("name", "field_path"),
    [
        ("google_ads", ""),
        ("google_ads", "metrics.impressions"),
        ("google_ads", "customer.currencyCode"),
        ("meta_ads", ""),
        ("meta_ads", "date_start"),
        ("ocean_engine", ""),
        ("ocean_engine", "metrics.show_cnt"),
        ("shopify", ""),
        ("shopify", "currency"),
        ("hubspot", "properties.lastmodifieddate"),
        ("hubspot", "properties.hs_lead_status"),
        ("tiktok_ads", "metrics.conversion"),
        ("typeform", "submitted_at"),
        ("baidu", ""),
        ("baidu", "ocpcConversions"),
        ("tencent_ads", "conversions_count"),
    ],
)
def test_a_vanished_field_is_refused_never_null(begin, name, field_path):
    case = CASES[name]
    trial = begin(case)
    trial.arm("missing_field", case, field_path=field_path, times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 4, took.told
    assert "is absent from" in took.told
    assert trial.rows(case.stream).is_empty()


def test_two_versions_of_an_order_are_settled_by_the_rule_that_counts_its_hits(begin, quiet):
    case = CASES["shopify"]
    trial = begin(case)
    trial.arm("duplicate_key_rows", case)
    took = trial.load(case.feed)
    assert took.exit_code == 0, took.told
    assert trial.rows(case.stream).height == quiet(case.name).height
    counts = took.report.by_stream[case.stream]
    assert (counts.received, counts.repeats) == (quiet(case.name).height + 1, 1)


def test_rows_against_the_platforms_own_total_are_refused(begin):
    case: Case = CASES["ocean_engine"]
    trial = begin(case)
    trial.arm("wrong_total", case, times=None)
    took = trial.load(case.feed)
    assert took.exit_code == 4
    assert "the platform's own total" in took.told
    assert trial.rows(case.stream).is_empty()
