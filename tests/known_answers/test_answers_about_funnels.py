"""All funnels, subject for subject, and the report over them."""

from datetime import date

import polars as pl
import pytest
from answers import Answers, same, seed

from sandbox.answers import funnel_steps
from sandbox.answers.funnels import STAGES

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]


@pytest.mark.parametrize("funnel", STAGES)
def test_every_subject_and_each_of_its_stages(answers: Answers, funnel: str):
    told = answers.marts(f"""
        select cohort_date as cohort_day, entered_at, stage_no, reached_at, is_inferred,
            entry_channel_id as channel, entry_event_id as event
        from fct_stage_reached where funnel = '{funnel}'""")
    true = answers.truth.funnels.filter(pl.col("funnel") == funnel)
    assert true["stage_no"].max() == STAGES[funnel]
    same(told, true, *told.columns)


def test_the_subject_is_the_person_lead_or_guest_of_that_name(answers: Answers):
    told = answers.marts("""
        select source_name || '/' || lead_id as subject, entered_at, reached_at, stages.stage_no
        from fct_stage_reached as stages join fct_lead on subject_key = lead_key
            and stages.person_key = fct_lead.person_key
        where subject_kind = 'lead' and fct_lead.event_id = 'none'""")
    leads = answers.truth.funnels.filter(
        (pl.col("funnel") == "lead") & ~pl.col("subject").str.starts_with("event/")
    )
    same(told, leads, "subject", "stage_no")
    told = answers.marts("""
        select stages.* from fct_stage_reached as stages
        left join dim_person as persons on stages.person_key = persons.person_key
        left join fct_event_participation as guests on subject_key = participation_key
        where subject_kind = 'person' and subject_key <> stages.person_key
            or subject_kind = 'participation' and guests.person_key is distinct from
                stages.person_key
            or persons.person_key is null and subject_kind <> 'participation'""")
    assert told.is_empty()


def test_a_visitor_who_is_known_is_the_person_of_the_sessions(answers: Answers):
    told = answers.marts("""
        select count(distinct stages.subject_key) as visitors,
            count(distinct stages.subject_key) filter (sessions.person_key is null) as strange
        from fct_stage_reached as stages left join fct_web_session as sessions
            on stages.person_key = sessions.person_key and stages.entered_at = sessions.started_at
        where funnel = 'site'""")
    assert told.row(0) == (answers.world.visits["cookie"].n_unique(), 0)


def test_counts_by_cohort_channel_and_stage(answers: Answers):
    told = answers.marts("""
        select funnel, cohort_month, entry_channel_id as channel, stage_no,
            sum(subjects) as subjects, sum(inferred_subjects) as inferred
        from rpt_funnel_steps group by all having sum(subjects) > 0""")
    same(told, answers.truth.funnel_counts, "funnel", "cohort_month", "channel", "stage_no")


REPORT = """
    select * rename (entry_channel_id as channel, entry_region_id as region,
        entry_product_line as line)
    from rpt_funnel_steps"""


def with_names(steps: pl.DataFrame) -> pl.DataFrame:
    """Adds what a stage is called, and what is counted there."""
    names = ["funnel", "stage_no", "stage_id", "subject_kind"]
    stages = pl.DataFrame(seed("stage_definitions")).select(names).cast({"stage_no": pl.Int64})
    return steps.join(stages, on=names[:2], how="left")


@pytest.fixture(scope="module")
def subjects(answers: Answers) -> pl.DataFrame:
    return funnel_steps.with_business(answers.world, answers.truth.funnels)


def test_every_step_of_every_cohort_as_it_stands(answers: Answers, subjects: pl.DataFrame):
    true = with_names(funnel_steps.steps(subjects, answers.world.last_day))
    assert true["median_hours"].count() and true["subjects_by_day_7"].null_count()
    lived = true.filter("is_mature")["funnel"].unique()
    assert lived.to_list() == ["site"]  # thirty days of the company: no window of ninety
    same(answers.marts(REPORT), true, *funnel_steps.COHORT, "stage_no")


def test_every_step_as_it_will_stand_when_all_windows_are_over(
    answers: Answers, subjects: pl.DataFrame
):
    """Nothing happens after the story: who has not come by then, never came."""
    closed = date(2027, 3, 1)
    true = with_names(funnel_steps.steps(subjects, closed))
    assert true["is_mature"].all() and true["is_blocked_step"].sum() > 3
    told = answers.marts_on(closed, "rpt_funnel_steps", REPORT)
    same(told, true, *funnel_steps.COHORT, "stage_no")
