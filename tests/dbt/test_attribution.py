"""What must hold for every attribution model, on journeys nobody has thought of."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from paths import Credited, Journey, compiled, converted, credited, effects, shapley

from pipelines.build import Dbt

pytestmark = pytest.mark.dbt

NEAR = 1e-9
CHANNELS = ("meta_ads", "google_search", "email", "direct", "kol", "event")
RENAMED = ("kol", "meta_ads", "event", "direct", "email", "google_search")
OTHERS = dict(zip(CHANNELS, RENAMED, strict=True))
RULES = ("first", "last", "last_non_direct", "linear", "position", "time_decay")
MODELS = (*RULES, "markov_path", "shapley")
AT_ONCE = 20

journeys = st.builds(
    Journey,
    st.lists(st.sampled_from(CHANNELS), min_size=1, max_size=4).map(tuple),
    st.none() | st.decimals(0, 9999, places=2, allow_nan=False),
    st.frozensets(st.integers(1, 4), max_size=2),
)
companies = st.lists(
    st.lists(journeys, min_size=1, max_size=12), min_size=AT_ONCE, max_size=AT_ONCE
)
some = settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)


@pytest.fixture(scope="module")
def models(empty: Dbt) -> Path:
    """The attribution models' SQL."""
    return compiled(empty)


@some
@given(companies=companies)
def test_each_conversion_is_shared_out_whole_and_no_share_is_negative(models, companies):
    told = Credited(models, companies)
    for model in MODELS:
        wrong = told.ask(f"""
            select conversion_key from int_credits
            join (select conversion_key, max(value) as value from int_journeys group by all)
                using (conversion_key)
            group by all having sum(credit_{model}) <> 1 or min(credit_{model}) < 0
                or sum(value_{model}) <> max(value) or min(value_{model}) < 0""")
        assert not wrong.height, model
    won = sum(len(converted(company)) for company in companies)
    assert told.ask("select count(distinct conversion_key) from int_credits").item() == won


@some
@given(companies=companies)
def test_a_suspect_touch_keeps_its_place_and_changes_no_credit_of_the_others(models, companies):
    told = Credited(models, companies)
    without = [
        [Journey(one.trusted, one.value) for one in company if one.trusted] for company in companies
    ]
    plain = Credited(models, without)
    places = told.ask("""
        select goal_id::int as company, is_suspect, touch_no, count(*) as touches
        from int_credits join (select distinct conversion_key, goal_id from int_journeys)
            using (conversion_key) where touch_key <> 'none' group by all""")
    true = Counter(
        (number, place in one.suspect, place)
        for number, company in enumerate(companies)
        for one in converted(company)
        for place in range(1, len(one.channels) + 1)
    )
    assert {row[:3]: row[3] for row in places.iter_rows()} == dict(true)
    for model in MODELS:
        wrong = told.ask(f"select * from int_credits where is_suspect and credit_{model} <> 0")
        assert not wrong.height, model
        if model == "time_decay":  # the rest of a journey is older where its last touch is suspect
            continue
        before, after = plain.by_channel(model), told.by_channel(model)
        for number in range(len(companies)):
            close(after.get(number, {}), before.get(number, {}))
    nobody = told.ask("select count(*) from int_credits where touch_key = 'none'").item()
    assert nobody == sum(not one.trusted for company in companies for one in converted(company))


@some
@given(companies=companies)
def test_the_chain_is_solved_and_converts_as_many_as_the_journeys_did(models, companies):
    told = Credited(models, companies).ask("""
        select goal_id::int as company, channel_id, converted_share, removal_effect, residual,
            credit_markov_global
        from int_channel_effects join fct_channel_effect_monthly using
            (goal_id, report_month, channel_id, converted_share, removal_effect)
        union all select goal_id::int, channel_id, converted_share, removal_effect, residual, 0
        from int_channel_effects where removal_effect is null""")
    assert told.filter(pl.col("residual") >= NEAR).is_empty()
    for number, company in enumerate(companies):
        rows = told.filter(pl.col("company") == number)
        won, ended = len(credited(company)), sum(bool(one.trusted) for one in company)
        assert rows["converted_share"].unique().to_list() == [
            pytest.approx(won / ended, abs=NEAR) for _ in range(ended > 0)
        ]
        solved = effects(company)
        assert dict(rows.select("channel_id", "removal_effect").iter_rows()) == {
            channel: effect if effect is None else pytest.approx(effect, abs=NEAR)
            for channel, effect in solved.items()
        }
        assert rows["credit_markov_global"].sum() == pytest.approx(won, abs=NEAR)


@some
@given(companies=companies)
def test_the_closed_form_of_shapley_is_the_enumeration(models, companies):
    told = Credited(models, companies).by_channel("shapley")
    for number, company in enumerate(companies):
        close(told.get(number, {}), shapley(company))


@some
@given(companies=companies)
def test_another_name_for_a_channel_and_twice_the_data_change_no_share(models, companies):
    renamed = [
        [
            journey._replace(channels=tuple(OTHERS[name] for name in journey.channels))
            for journey in one
        ]
        for one in companies
    ]
    doubled = [[*one, *one] for one in companies]
    told = Credited(models, [*companies, *renamed, *doubled])
    for model in MODELS:
        credit = told.by_channel(model)
        for number in range(len(companies)):
            plain = credit.get(number, {})
            close(credit.get(number + AT_ONCE, {}), {OTHERS[c]: n for c, n in plain.items()})
            close(credit.get(number + 2 * AT_ONCE, {}), {c: 2 * n for c, n in plain.items()})


@some
@given(companies=companies)
def test_journeys_of_one_channel_leave_nothing_to_argue_about(models, companies):
    alone = [
        [one._replace(channels=one.channels[:1] * len(one.channels)) for one in company]
        for company in companies
    ]
    told = Credited(models, alone)
    for model in MODELS:
        credit = told.by_channel(model)
        for number, company in enumerate(alone):
            close(credit.get(number, {}), Counter(one.channels[0] for one in credited(company)))


def close(told: Mapping[str, float], true: Mapping[str, float]) -> None:
    """The same credit by channel; a channel without any may be left out."""
    names = {*told, *true}
    assert {name: told.get(name, 0) for name in names} == {
        name: pytest.approx(true.get(name, 0), abs=NEAR) for name in names
    }
