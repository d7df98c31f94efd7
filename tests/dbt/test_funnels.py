"""What the funnels make of events nobody has thought of, beside the plain way in Python."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pipelines.build import PROJECT, Dbt
from sandbox.answers.funnels import Arrival, deepest, reached

pytestmark = pytest.mark.dbt

MODEL = "fct_stage_reached"
START = datetime.fromisoformat("2026-09-01 12:00")  # UTC, without saying so, as in the warehouse
WINDOW = timedelta(days=2)
LONG, SHORT = 7, 4  # stages: as many as a funnel may have, and fewer
AT_ONCE = 60
EMPTY = {
    "fct_lead": "lead_key text, account_key text, channel_id text, touch_campaign_key text, "
    "event_id text",
    "dim_account": "account_key text, region_id text",
    "dim_event": "event_id text, region_id text, product_line text",
    "dim_ad_object_history": "object_key text, applies_from date, valid_to date, region_id text, "
    "product_line text",
}

# Stage and hour of each event: few hours, so that many fall together and at the window's very end.
events = st.lists(st.tuples(st.integers(1, LONG), st.sampled_from(range(0, 78, 6))), max_size=14)
subjects = st.lists(events, min_size=AT_ONCE, max_size=AT_ONCE)
some = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
    derandomize=True,
)
Events = Sequence[tuple[int, int]]


@pytest.fixture(scope="module")
def sql(empty: Dbt) -> str:
    """The model's SQL."""
    done = empty.invoke(["compile", "--select", MODEL])
    assert done.success, done.exception
    folder = empty.folder / "target" / "compiled" / "marketing_warehouse" / "models"
    return (folder / "marts" / "funnel" / f"{MODEL}.sql").read_text("utf-8")


@some
@given(people=subjects)
def test_who_may_skip_stages_reaches_them_as_the_plain_way_says(sql, people):
    told = arrivals(sql, people, "first_entry", LONG)
    for number, person in enumerate(people):
        assert told.get(str(number), []) == (
            reached(by_stage(person, LONG), WINDOW) if person else []
        )


@some
@given(people=subjects)
def test_who_may_skip_none_goes_the_deepest_way_from_any_entry(sql, people):
    told = arrivals(sql, people, "any_entry", SHORT)
    for number, person in enumerate(people):
        assert told.get(str(number), []) == deepest(by_stage(person, SHORT), WINDOW)


@settings(some, max_examples=2)
@given(people=subjects)
def test_repeated_events_and_a_stranger_change_nothing(sql, people):
    for mode in ("first_entry", "any_entry"):
        plain = arrivals(sql, people, mode, SHORT)
        stranger: Events = [(stage, 6 * stage) for stage in range(1, SHORT + 1)]
        more = arrivals(sql, [*([*person, *person] for person in people), stranger], mode, SHORT)
        assert len(more.pop(str(len(people)))) == SHORT
        assert more == plain


def test_no_funnel_has_more_stages_than_are_written():
    stages = pl.read_csv(PROJECT / "seeds" / "stage_definitions.csv")
    steps = stages.group_by("funnel").agg(
        pl.col("stage_no"),
        pl.col("subject_kind", "mode", "window_days").n_unique(),
    )
    for funnel, numbers, *kinds in steps.iter_rows():
        assert numbers == list(range(1, len(numbers) + 1)), funnel
        assert len(numbers) <= LONG, funnel
        assert kinds == [1, 1, 1], funnel
    assert set(stages["mode"]) == {"first_entry", "any_entry"}


def arrivals(
    sql: str, people: Sequence[Events], mode: str, stages: int
) -> dict[str, list[Arrival]]:
    """What the model tells of each subject, by its number."""
    told = [
        ("f", str(number), "p", stage, START + timedelta(hours=hour), "kol", "none", None)
        for number, person in enumerate(people)
        for stage, hour in person
        if stage <= stages
    ]
    names = ["funnel", "subject_key", "person_key", "stage_no", "event_at", "channel_id",
             "campaign_key", "event_id"]  # fmt: skip
    kinds = dict.fromkeys(names, pl.String) | {"stage_no": pl.Int64, "event_at": pl.Datetime("us")}
    with duckdb.connect() as db:
        db.execute("attach ':memory:' as warehouse; use warehouse")
        db.execute("create schema intermediate; create schema seeds; create schema marts")
        db.register("told", pl.DataFrame(told, schema=kinds, orient="row"))
        db.execute("create table intermediate.int_stage_events as from told")
        db.execute(
            "create table seeds.stage_definitions as select 'f' as funnel, i as stage_no, "
            "'s' as stage_id, 'person' as subject_kind, ? as mode, ? as window_days "
            "from range(1, ?) as stages(i)", [mode, WINDOW.days, stages + 1],
        )  # fmt: skip
        for table, columns in EMPTY.items():
            db.execute(f"create table marts.{table} ({columns})")
        rows = db.execute(
            f"select subject_key, stage_no, reached_at, is_inferred from ({sql}) order by all"
        ).fetchall()
    found: dict[str, list[Arrival]] = {}
    for subject, *told_of in rows:
        found.setdefault(subject, []).append(Arrival(*told_of))
    return found


def by_stage(person: Events, stages: int) -> list[list[datetime]]:
    """The moments of each stage."""
    return [
        [START + timedelta(hours=hour) for stage, hour in person if stage == number]
        for number in range(1, stages + 1)
    ]
