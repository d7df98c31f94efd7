"""All funnels, subject for subject, and the report over them."""

import polars as pl
import pytest
from answers import Answers, same

from sandbox.answers.funnels import STAGES

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

COHORT = "funnel, cohort_month, entry_channel_id, entry_region_id, entry_product_line"


@pytest.mark.parametrize("funnel", STAGES)
def test_every_subject_and_each_of_its_stages(answers: Answers, funnel: str):
    told = answers.marts(f"""
        select cohort_date as cohort_day, entered_at, stage_no, reached_at, is_inferred,
            entry_channel_id as channel, entry_event_id as event
        from fct_stage_reached where funnel = '{funnel}'""")
    true = answers.truth.funnels.filter(pl.col("funnel") == funnel)
    assert true["stage_no"].max() == STAGES[funnel] or funnel == "private_domain"
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


def test_hours_and_ages_by_cohort(answers: Answers):
    """Where a channel's month is one cohort: no campaign parts it by region or product line."""
    told = answers.marts(f"""
        select funnel, cohort_month, entry_channel_id as channel, stage_no, median_hours, p90_hours,
            subjects_by_day_1, subjects_by_day_7, subjects_by_day_14
        from rpt_funnel_steps
        where subjects > 0 and (funnel, cohort_month, entry_channel_id) in (
            select (funnel, cohort_month, entry_channel_id)
            from (select distinct {COHORT} from rpt_funnel_steps)
            group by all having count(*) = 1)""")
    keys = ["funnel", "cohort_month", "channel", "stage_no"]
    before = pl.col("stage_no").shift().over("funnel", "subject") == pl.col("stage_no") - 1
    seen = ~pl.col("is_inferred")
    seen &= before & seen.shift().over("funnel", "subject")
    took = pl.col("reached_at") - pl.col("reached_at").shift().over("funnel", "subject")
    age = pl.col("reached_at") - pl.col("entered_at")
    youngest = pl.lit(answers.truth.as_of).dt.offset_by("-1d") - pl.col("last_day")
    stages = answers.truth.funnels.sort("funnel", "subject", "stage_no").with_columns(
        took=pl.when(seen).then(took.dt.total_milliseconds() / 3_600_000), age=age,
        last_day=pl.col("cohort_day").max().over("funnel", "cohort_month", "channel"),
    )  # fmt: skip
    true = stages.group_by(keys).agg(
        pl.col("last_day").first(),
        median_hours=pl.col("took").median(),
        p90_hours=pl.col("took").quantile(0.9, "linear"),
        **{
            f"subjects_by_day_{days}": (pl.col("age") <= pl.duration(days=days)).sum()
            for days in (1, 7, 14)
        },
    )
    true = true.with_columns(
        pl.when(youngest >= pl.duration(days=days)).then(f"subjects_by_day_{days}").name.keep()
        for days in (1, 7, 14)
    )
    true = true.join(told.select(keys), on=keys, how="semi")
    assert true["median_hours"].count() and true["subjects_by_day_7"].null_count()
    same(told, true, *keys)


def test_steps_are_quotients_of_subjects(answers: Answers):
    wrong = answers.marts(f"""
        with steps as (
            select *, lag(subjects) over (partition by {COHORT} order by stage_no) as before
            from rpt_funnel_steps)
        select * from steps where (subjects > cohort_subjects) or (stage_no > 1 and (
            step_rate_to_date is distinct from subjects::double / nullif(before, 0)
            or overall_rate is distinct from subjects::double / nullif(cohort_subjects, 0)
                and is_mature))""")
    assert wrong.height == 0
    lived = answers.marts("select funnel from rpt_funnel_steps where is_mature group by all")
    assert lived["funnel"].to_list() == ["site"]  # thirty days of the company: no window of ninety
