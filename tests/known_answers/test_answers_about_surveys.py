"""What surveys say: recommendation, satisfaction, brands known; weighted, by wave and segment."""

import polars as pl
import pytest
from answers import Answers, same

pytestmark = [pytest.mark.http, pytest.mark.warehouse, pytest.mark.dbt]

CELL = ["source_name", "survey_id", "wave", "measure", "segment_kind", "segment", "item"]
TOOLS = ("surveymonkey", "qualtrics", "tencent_survey", "wenjuanxing_api", "typeform")
WAYS = {"wechat": "weblink", "link": "weblink"}
ROLES = "('nps', 'csat', 'awareness_aided', 'awareness_unaided', 'consideration')"


def sheets_of(answers: Answers, *tools: str) -> pl.DataFrame:
    """What the tables of these tools hold, by interface and by file."""
    both = pl.concat([answers.world.poll_sheets, answers.world.poll_downloads])
    return both.filter(pl.col("platform").is_in(tools))


def test_every_cell_of_every_survey(answers: Answers):
    told = answers.marts(f"""
        select {", ".join(CELL)}, responses, base_weight::double as base_weight, effective_base,
            chosen_weight::double as chosen_weight, opposed_weight::double as opposed_weight
        from rpt_survey_results
        where measure in {ROLES} and (chosen_weight > 0 or item = 'score')""")
    true = answers.truth.survey_results.filter(
        (pl.col("chosen_weight") > 0) | (pl.col("item") == "score")
    )
    assert set(told["source_name"]) >= {*TOOLS, "wenjuanxing", "brand_survey_shapes"}
    same(told, true, *CELL)


def test_results_are_those_of_their_sums_and_small_bases_show_none(answers: Answers):
    wrong = answers.marts("""
        with cells as (
            select *, chosen_weight::double / base_weight::double as p,
                opposed_weight::double / base_weight::double as d
            from rpt_survey_results)
        select * from cells where
            (responses < 30) <> is_hidden or (responses < 30) <> (result is null)
            or abs(result - case when unit = 'points' then 100 * (p - d) else p end) > 1e-9
            or abs(result_margin - case when unit = 'points' then 196 else 1.96 end
                * sqrt(greatest(p + d - (p - d) * (p - d), 0) / effective_base)) > 1e-9""")
    assert wrong.height == 0


def test_the_planted_lift_is_found_and_its_direction(answers: Answers):
    told = answers.marts("""
        select item, wave, previous_wave, lift, lift_margin, lift_verdict from rpt_survey_results
        where survey_id = '品牌追踪' and measure = 'awareness_aided' and segment_kind = 'total'
        order by item, wave""")
    first = told.filter(pl.col("wave") == "2026Q3")
    assert set(first["lift_verdict"]) == {"no wave before"}
    own = told.filter((pl.col("item") == "青禾") & (pl.col("wave") == "2026Q4")).row(0, named=True)
    assert own["lift_verdict"] == "up"
    assert own["lift"] > own["lift_margin"] > 0
    genders = answers.marts("""
        select distinct lift_verdict from rpt_survey_results
        where survey_id = '品牌追踪' and segment_kind = 'gender' and wave = '2026Q4'""")
    assert set(genders["lift_verdict"]) == {"base too small"}


def test_sheets_and_answers_of_every_tool(answers: Answers):
    told = answers.marts("""
        select source_name as platform, survey_id, count(distinct response_id) as sheets
        from fct_survey_answer group by all""")
    true = sheets_of(answers, *TOOLS[:4]).group_by("platform", "survey_id").agg(sheets=pl.len())
    same(told.filter(pl.col("platform").is_in(TOOLS[:4])), true, "platform", "survey_id")
    in_progress = (pl.col("platform") == "qualtrics") & (pl.col("state") == "partial")
    begun = answers.warehouse("select count(*) from source.qualtrics__responses_in_progress")
    assert begun.item() == answers.world.poll_sheets.filter(in_progress).height


def test_what_came_back_by_each_link_and_mailing(answers: Answers):
    told = answers.marts("""
        select source_name as platform, survey_id, channel, sum(responses) as loaded,
            sum(platform_responses) as told, sum(invitations_sent) as sent,
            sum(mailing_list_contacts) as listed, sum(mailing_list_unsubscribed) as unsubscribed
        from fct_survey_distribution where collector_id <> 'all' group by all""")
    sheets = answers.world.poll_sheets
    by_link = sheets.filter(platform="surveymonkey").group_by("platform", "survey_id", "source")
    true = by_link.agg(told=pl.len()).with_columns(channel=pl.col("source").replace(WAYS))
    true = true.group_by("platform", "survey_id", "channel").agg(pl.col("told").sum())
    true = true.with_columns(loaded="told", sent=None, listed=None, unsubscribed=None)
    mailed = sheets.filter((pl.col("platform") == "qualtrics") & (pl.col("source") == "email"))
    mailed = mailed.filter(pl.col("state") != "partial").group_by("platform", "survey_id")
    mailed = (
        mailed.agg(told=pl.len())
        .with_columns(
            channel=pl.lit("email"), loaded=None, sent=pl.col("told") * 4, listed=pl.col("told") * 4
        )
        .with_columns(unsubscribed=pl.col("listed") // 7)
    )
    columns = ["platform", "survey_id", "channel", "loaded", "told", "sent", "listed"]
    columns.append("unsubscribed")
    both = [frame.select(columns) for frame in (true, mailed)]
    same(told, pl.concat(both, how="vertical_relaxed"), "platform", "survey_id", "channel")


def test_a_survey_that_a_tool_counts_as_a_whole_is_loaded_as_a_whole(answers: Answers):
    told = answers.marts("""
        select source_name as platform, survey_id, responses as loaded, platform_responses as told,
            visits, visitors, workspace
        from fct_survey_distribution where collector_id = 'all'""")
    sheets = answers.world.poll_sheets.filter(platform="wenjuanxing_api")
    sheets = sheets.group_by("platform", "survey_id").agg(told=pl.len())
    forms = (
        answers.truth.survey_counts["typeform"]
        .select(pl.lit("typeform").alias("platform"), survey_id="form_id", told="responses")
        .with_columns(
            visits=pl.col("told") * 3,
            visitors=pl.col("told") * 2,
            workspace=pl.lit("Lumora Europe"),
        )
    )
    true = pl.concat([sheets, forms], how="diagonal_relaxed")
    same(told, true.with_columns(loaded="told"), "platform", "survey_id")


def test_nothing_that_a_tool_still_has_counts_as_deleted(answers: Answers):
    told = answers.warehouse("""
        select platform, status, count(*) as sheets from intermediate.int_survey_sheets
        where status = 'deleted' group by all""")
    assert told.height == 0


def test_reasons_by_survey_whatever_way_the_tool_writes_a_choice(answers: Answers):
    told = answers.marts("""
        select source_name as platform, survey_id, item as option, count(*) as times
        from fct_survey_answer where question_role = 'reason' and item in
            ('Quality', 'Price', 'Design', 'Service') group by all""")
    chosen = (
        sheets_of(answers, *TOOLS[:4])
        .select("platform", "survey_id", option="reasons")
        .explode("option")
        .drop_nulls()
    )
    keys = ["platform", "survey_id", "option"]
    same(told, chosen.group_by(keys).agg(times=pl.len()), *keys)


def test_what_is_pushed_counts_once_though_it_came_twice(answers: Answers):
    told = answers.marts("""
        select response_id, answer_number::bigint - 1 as nps, person_key <> 'unknown' as is_named
        from fct_survey_answer where survey_id = '182735001__push' and question_id = '1'""")
    true = answers.world.poll_pushes.filter(pl.col("submitted_at") < answers.truth.end)
    true = true.select(
        "nps",
        response_id=pl.format("1085{}", pl.col("number").cast(pl.String).str.zfill(6)),
        is_named=pl.col("member_no").is_not_null(),
    )
    same(told, true, "response_id")


def test_named_sheets_belong_to_the_person_known_elsewhere(answers: Answers):
    told = answers.marts("""
        select count(distinct response_key) filter (person_key <> 'unknown') as named
        from fct_survey_answer where source_name in
            ('surveymonkey', 'qualtrics', 'tencent_survey', 'wenjuanxing_api')""")
    true = sheets_of(answers, *TOOLS[:4]).drop_nulls("person_id")
    assert told.item() == true.height


def test_an_agency_table_is_what_was_printed(answers: Answers):
    told = answers.marts("""
        select wave, brand, segment, base_responses as base_n, value, flag
        from fct_brand_tracker""")
    names = {f"{zh} {en}": zh for _, zh, en in answers.world.brands.rows()}
    true = answers.world.brand_tracker.with_columns(
        pl.col("brand").replace(names),
        value=pl.col("printed") / 100,
        flag=pl.when((pl.col("segment") == "total") & (pl.col("wave") == "2026Q4")).then(
            pl.lit("↑")
        ),
    )
    same(told, true, "wave", "brand", "segment")
