"""Whatever is sent: nothing raises but a broken contract, and every record is accounted for."""

import json
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from pulled import AD_REPORT, KEY, cleaned, pulled, report

from pipelines.streams.clean import ContractBroken, clean

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=True),
    st.text(max_size=12),
    st.sampled_from(["-", "", "1.5", "NULL", "1.234,56", "2026-11-03", "[1]", "{}", "\u202e🦊"]),
)
JSON = st.recursive(
    SCALARS,
    lambda below: st.one_of(
        st.lists(below, max_size=3),
        st.dictionaries(st.sampled_from(["ad_id", "day", "spend", "x"]), below, max_size=3),
    ),
    max_leaves=5,
)
ROWS = st.builds(
    report,
    ad=st.one_of(st.sampled_from(["1", "2", "3"]), JSON),
    on=st.one_of(st.sampled_from(["2026-11-03", "2026-11-04"]), JSON),
    spend=st.one_of(st.sampled_from(["1", "1.50", "-1", ...]), JSON),
    clicks=st.one_of(st.sampled_from([1, "2", "11"]), JSON),
    ad_name=JSON,
)
LINES = st.one_of(
    ROWS,
    ROWS,
    JSON.map(lambda value: json.dumps(value)),
    st.text(max_size=20).filter(lambda text: text.strip() and len(text.splitlines()) < 2),
    st.binary(min_size=1, max_size=20).filter(lambda data: b"\n" not in data and data.strip()),
)


@settings(max_examples=100, deadline=None)
@given(records=st.lists(LINES, max_size=25), parts=st.integers(1, 4))
def test_every_record_is_good_or_set_aside_or_collapsed(records, parts):
    try:
        result = clean(AD_REPORT, pulled(*records, parts=parts), hash_key=KEY)
    except ContractBroken:
        return
    parts_of = dict(result.counts)
    assert parts_of.pop("received") == len(records) == sum(parts_of.values())
    good = result.good
    assert good.select("report_date", "ad_id").is_unique().all()
    assert good["spend"].null_count() == 0
    assert good.filter(good["spend"] < Decimal(0)).is_empty()
    assert result.quarantined["_reason"].null_count() == 0
    assert result.quarantined["_raw"].null_count() == 0


@settings(max_examples=40, deadline=None)
@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda t: t != "-"),
        min_size=1,
        max_size=20,
    ),
    is_ascii=st.booleans(),
)
def test_any_text_survives_in_either_spelling_of_json(names, is_ascii):
    told = (report(str(n), ad_name=name) for n, name in enumerate(names))
    records = [json.dumps(record, ensure_ascii=is_ascii) for record in told]
    assert cleaned(AD_REPORT, *records).good["ad_name"].to_list() == names


@settings(max_examples=40, deadline=None)
@given(amounts=st.lists(st.decimals(0, 10**9, places=6), min_size=1, max_size=20))
def test_any_amount_is_exact(amounts):
    records = [report(str(n), spend=f"{amount:f}") for n, amount in enumerate(amounts)]
    result = cleaned(AD_REPORT, *records, totals={"cost": str(sum(amounts))})
    assert result.good["spend"].to_list() == amounts
    assert result.controls[0].agrees
