"""Survey tools and brand studies, clean: records composed from the contracts."""

from datetime import datetime

import pytest
from pulled import cleaned, reasons, row

from pipelines.streams import STREAMS


def label(kind: str = "question", **told: object) -> dict:
    return {"kind": kind, "text": "Why?", "position": 1} | told


def of_form(**told: object) -> dict:
    return {"survey_id": "7", "survey_title": "T", "labels": [label()], "id": "q1"} | told


def test_texts_of_a_form_lose_their_markup():
    texts = [label(text="<p>How&nbsp;likely is\n<b>it</b> &amp; why?</p>"), label("row", text="")]
    result = cleaned(STREAMS["surveymonkey__labels"], of_form(labels=texts, family="matrix"))
    assert result.good["label"].to_list() == ["How likely is it & why?", None]
    assert row(result)["question_kind"] == "matrix"


def test_every_version_of_a_form_keeps_its_texts():
    forms = [
        of_form(q_index=1, form_version=version, survey_changed_at="2026-11-18 10:00:00")
        for version in ("3", "4")
    ]
    result = cleaned(STREAMS["wenjuanxing_api__labels"], *forms)
    assert sorted(result.good["form_version"]) == ["3", "4"]
    assert row(result)["changed_at"] == datetime.fromisoformat("2026-11-18 02:00:00")


def monkey(**told: object) -> dict:
    return {
        "id": "12731040927",
        "survey_id": "307785429",
        "collection_mode": "default",
        "response_status": "completed",
        "collector_id": "405437100",
        "total_time": 62,
        "ip_address": "203.0.113.7",
        "email_address": "mei@example.com",
        "custom_variables": {"src": "wecom"},
        "date_modified": "2026-11-18T17:40:54+00:00",
        "date_created": "2026-11-18T17:39:52+00:00",
        "pages": [
            {
                "id": "168831459",
                "questions": [
                    {"id": "667455128", "answers": [{"choice_id": "4385174700"}]},
                    {
                        "id": "667455161",
                        "answers": [
                            {
                                "choice_id": "4385174971",
                                "row_id": "4385174970",
                                "choice_metadata": {"weight": "9"},
                            }
                        ],
                    },
                    {"id": "667455170", "answers": [{"text": "Call +86 138 0000 0001"}]},
                    {"id": "667455202", "answers": [{"other_id": "4385175010", "text": "friend"}]},
                ],
            },
            {"id": "2", "questions": []},
        ],
    } | told


def test_a_surveymonkey_response_and_its_answers():
    told = row(cleaned(STREAMS["surveymonkey__responses"], monkey()))
    assert (told["status"], told["answer_seconds"], told["source"]) == ("completed", 62, "wecom")
    assert told["changed_at"] == datetime.fromisoformat("2026-11-18 17:40:54")
    assert len(told["email_hash"]) == len(told["ip_hash"]) == 64
    answers = cleaned(STREAMS["surveymonkey__answers"], monkey())
    names = ("question_id", "row_id", "option_id", "answer", "score")
    assert answers.good.select(names).rows() == [
        ("667455128", "", "4385174700", None, None),
        ("667455161", "4385174970", "4385174971", None, 9.0),
        ("667455170", "", "", "Call +***", None),
        ("667455202", "", "4385175010", "friend", None),
    ]
    assert answers.drift == []


def test_a_matrix_of_menus_keeps_each_column_apart():
    menu = [{"row_id": "1", "col_id": c, "choice_id": "9"} for c in ("a", "b")]
    record = monkey(pages=[{"id": "p", "questions": [{"id": "q", "answers": menu}]}])
    result = cleaned(STREAMS["surveymonkey__answers"], record)
    assert result.good["option_id"].to_list() == ["a/9", "b/9"]


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"response_status": "partial"}, "partial"),
        ({"response_status": "overquota"}, "overquota"),
        ({"response_status": "disqualified"}, "screened_out"),
        ({"collection_mode": "survey_preview"}, "test"),
    ],
)
def test_how_a_surveymonkey_response_ended(told, status):
    result = cleaned(STREAMS["surveymonkey__responses"], monkey(**told))
    assert row(result)["status"] == status


def test_a_response_that_changed_replaces_its_answers():
    newer = monkey(date_modified="2026-11-19T08:00:00+00:00", pages=[])
    result = cleaned(STREAMS["surveymonkey__answers"], monkey(), newer)
    assert result.good.is_empty()
    assert result.superseded == 4


def finished(**values: object) -> dict:
    told = {
        "startDate": "2026-11-17T02:03:04Z",
        "endDate": "2026-11-17T02:06:10Z",
        "recordedDate": "2026-11-17T02:06:11.000Z",
        "status": 0,
        "duration": 186,
        "progress": 100,
        "ipAddress": "203.0.113.7",
        "distributionChannel": "anonymous",
    } | values
    told = {name: value for name, value in told.items() if value is not ...}
    answers = [{"question": "QID1", "option": "9", "text": "9"}, {"question": "Q4", "skipped": "1"}]
    facts = {"survey_id": "SV_1", "responseId": "R_1", "answers": answers}
    return {**facts, "values": told, "labels": {}, "displayedFields": []}


@pytest.mark.parametrize(
    ("status", "told"),
    [(0, "completed"), (1, "test"), (2, "test"), (4, "completed"), (8, "invalid")],
)
def test_previews_tests_and_spam_stay_marked(status, told):
    assert row(cleaned(STREAMS["qualtrics__responses"], finished(status=status)))["status"] == told


def test_a_weight_that_is_not_carried_is_one():
    stream = STREAMS["qualtrics__responses"]
    assert row(cleaned(stream, finished()))["weight"] == 1.0
    assert row(cleaned(stream, finished(weight="0.85")))["weight"] == 0.85
    assert reasons(cleaned(stream, finished(), finished(weight="-1"))) == ["negative_weight"]


def test_a_response_in_progress_needs_no_recorded_day():
    begun = finished(recordedDate=..., endDate=..., progress=40)
    told = row(cleaned(STREAMS["qualtrics__responses_in_progress"], begun))
    assert (told["response_id"], told["progress"]) == ("R_1", 40)
    assert "recorded_at" not in told


def test_a_question_left_empty_is_a_row_of_its_own():
    result = cleaned(STREAMS["qualtrics__answers"], finished())
    assert result.good.select("question_id", "answer", "is_skipped", "is_shown").rows() == [
        ("QID1", "9", False, True),
        ("Q4", None, True, True),
    ]


def test_a_tencent_sheet_on_chinese_clocks():
    sheet = {
        "survey_id": "8412075",
        "answer_id": 51,
        "qq": 0,
        "openid": "",
        "started_at": "2026-11-18 10:00:57",
        "ended_at": "2026-11-18 10:01:59",
        "score": None,
        "third_party_user": "M1001",
        "answers": [],
    }
    told = row(cleaned(STREAMS["tencent_survey__responses"], sheet))
    assert told["response_id"] == "51"
    assert told["submitted_at"] == datetime.fromisoformat("2026-11-18 02:01:59")
    assert told["qq_hash"] is None
    assert len(told["member_hash"]) == 64


def wjx(**told: object) -> dict:
    return {
        "survey_id": "182734510",
        "is_valid": "true",
        "answers": [{"question": "1", "option": "10"}, {"question": "3", "not_shown": "1"}],
        "index": 1,
        "joinid": "108462391",
        "answer_seconds": 62,
        "submit_time": "2026-11-18 10:01:59",
        "start_time": "2026-11-18 10:00:57",
        "ip": "203.0.113.7",
        "source": "微信",
        "sojumpparm": "M1001",
        "score": 9,
    } | told


def test_a_wenjuanxing_sheet_and_what_was_not_shown():
    told = row(cleaned(STREAMS["wenjuanxing_api__responses"], wjx()))
    assert (told["is_counted"], told["source"], told["answer_seconds"]) == (True, "微信", 62)
    result = cleaned(STREAMS["wenjuanxing_api__answers"], wjx())
    assert result.good.select("question_id", "option_id", "is_skipped", "is_shown").rows() == [
        ("1", "10", False, True),
        ("3", "", True, False),
    ]
    struck = cleaned(STREAMS["wenjuanxing_api__responses"], wjx(is_valid="false"))
    assert row(struck)["is_counted"] is False


@pytest.mark.parametrize(("status", "told"), [(1, "running"), (3, "deleted"), (9, "9")])
def test_a_wenjuanxing_survey_as_it_stands(status, told):
    survey = {"vid": 182734510, "title": "Q4 <b>品牌</b>", "status": status, "answer_total": 430}
    result = row(cleaned(STREAMS["wenjuanxing_api__surveys"], survey))
    assert (result["survey_id"], result["status"]) == ("182734510", told)
    assert (result["title"], result["sheets_total"], result["sheets_valid"]) == (
        "Q4 品牌",
        430,
        None,
    )


def test_a_pushed_sheet_names_its_member_by_a_hash_and_no_source():
    sheet = {"response_no": "108462391", "submitted_at": "2026-11-18 10:01:59", "member": "M1001"}
    told = row(cleaned(STREAMS["wenjuanxing__responses"], sheet | {"answer_time": "62"}))
    assert (told["answer_seconds"], told["source"]) == (62, None)
    other = row(cleaned(STREAMS["wenjuanxing_api__responses"], wjx(sojumpparm="M1001")))
    assert told["member_hash"] == other["member_hash"] is not None


def test_one_member_is_one_person_in_every_tool():
    monkeys = monkey(custom_variables={"member_id": "M1001"})
    assert (
        row(cleaned(STREAMS["wenjuanxing_api__responses"], wjx()))["member_hash"]
        == row(cleaned(STREAMS["surveymonkey__responses"], monkeys))["member_hash"]
        == row(cleaned(STREAMS["qualtrics__responses"], finished(member_id="M1001")))["member_hash"]
    )


def respondent(**told: object) -> dict:
    return {
        "response_id": "R0001",
        "wave": "2026q4",
        "submitted_at": "2026/11/18 10:01:59",
        "weight": "0.85",
        "gender": "F",
    } | told


@pytest.mark.parametrize(
    ("file", "told", "study", "wave"),
    [
        ("品牌追踪_2026Q4", {}, "品牌追踪", "2026Q4"),
        ("品牌追踪_2026Q3", {"wave": ""}, "品牌追踪", "2026Q3"),
        ("brand 2026W46 final", {"wave": ""}, "brand final", "2026W46"),
        ("tracker-2026-11", {"wave": ""}, "tracker", "2026-11"),
        ("brand", {"wave": ""}, "brand", ""),
    ],
)
def test_a_study_is_its_file_without_the_wave(file, told, study, wave):
    result = cleaned(STREAMS["brand_survey_shapes__responses"], respondent(**told), account=file)
    assert (row(result)["survey_id"], row(result)["wave"]) == (study, wave)
    assert row(result)["submitted_at"] == datetime.fromisoformat("2026-11-18 02:01:59")


def figure(**told: object) -> dict:
    return {
        "wave": "2026Q4",
        "brand": "A牌",
        "segment": "total",
        "metric": "知名度",
        "base_n": "1,200",
        "value": "32%↑",
        "unit": "pct",
        "_percents": "points",
    } | told


@pytest.mark.parametrize(
    ("told", "value", "unit", "flag"),
    [
        ({}, 0.32, "share", "↑"),
        ({"value": "32.4"}, 0.324, "share", None),
        ({"value": "0.9"}, 0.009, "share", None),
        ({"value": "0.324", "_percents": "share"}, 0.324, "share", None),
        ({"value": "32% AB"}, 0.32, "share", "AB"),
        ({"value": "18*"}, 0.18, "share", "*"),
        ({"value": "41", "unit": "score"}, 41.0, "score", None),
        ({"value": "-5", "unit": "score"}, -5.0, "score", None),
        ({"value": "104", "unit": "index"}, 104.0, "index", None),
        ({"value": "-"}, None, "share", None),
    ],
)
def test_an_agencys_figure(told, value, unit, flag):
    one = row(cleaned(STREAMS["brand_survey_shapes__tracker"], figure(**told)))
    assert one["value"] == (None if value is None else pytest.approx(value))
    assert (one["unit"], one["flag"], one["base_n"]) == (unit, flag, 1200)


def test_a_figure_that_cannot_be_read_is_set_aside():
    stream = STREAMS["brand_survey_shapes__tracker"]
    bad = [figure(brand="B牌", value="viele"), figure(brand="C牌", base_n="0")]
    assert reasons(cleaned(stream, figure(), *bad)) == ["unreadable_value", "no_base"]


def test_ways_of_both_tools_count_alike():
    monkey_way = {
        "survey_id": "7",
        "id": "405",
        "name": "Link <b>1</b>",
        "type": "weblink",
        "status": "open",
        "response_count": 3,
        "date_created": "2026-11-18T10:00:00+00:00",
    }
    told = row(cleaned(STREAMS["surveymonkey__collectors"], monkey_way))
    assert (told["name"], told["channel"], told["responses_told"]) == ("Link 1", "weblink", 3)
    mailing = {"survey_id": "SV_1", "id": "EMD_1", "requestType": "Invite", "headers": None}
    stats = {"stats": {"sent": 12, "opened": -1}, "requestStatus": "Done"}
    result = cleaned(STREAMS["qualtrics__distributions"], mailing | stats)
    assert reasons(result) == ["negative_count"]


def test_a_person_on_a_mailing_list_is_hashes_and_the_same_one_as_in_a_response():
    person = {"list_id": "CG_1", "list_name": "Buyers", "id": "MLRP_1", "unsubscribed": True}
    person |= {"email": "mei@example.com", "firstName": "Mei", "externalDataReference": "M1001"}
    result = cleaned(STREAMS["qualtrics__mailing_contacts"], person)
    told = row(result)
    assert told["is_unsubscribed"] is True
    sheet = row(cleaned(STREAMS["qualtrics__responses"], finished(member_id="M1001")))
    assert told["member_hash"] == sheet["member_hash"]
    assert not any(word in str(result.good.rows()) for word in ("mei@", "Mei", "M1001"))


def test_what_was_answered_before_a_response_is_sent_stands_apart():
    told = cleaned(STREAMS["qualtrics__answers_in_progress"], finished())
    assert told.good.height == cleaned(STREAMS["qualtrics__answers"], finished()).good.height > 0


@pytest.mark.parametrize(
    ("kind", "value", "column", "told"),
    [
        ("date", "2026-11-18", "answer_text", "2026-11-18"),
        ("url", "https://brand.example/a", "answer_text", "https://brand.example/a"),
        ("file_url", "https://api.typeform.com/f/1", "answer_text", "https://api.typeform.com/f/1"),
        ("payment", {"amount": "12.50", "last4": "4242"}, "answer_text", "12.50"),
        ("text", "call 13800138000", "answer_text", "call ***"),
        ("choice", {"label": "Other", "other": "friend"}, "choice_labels", "Other; friend"),
        ("choices", {"labels": ["A", "B"]}, "choice_labels", "A; B"),
        ("choice", {"other": "friend"}, "choice_labels", "friend"),
    ],
)
def test_every_kind_of_typeform_answer_is_told(kind, value, column, told):
    answer = {"field": {"id": "f", "type": "x"}, "type": kind, kind: value}
    sheet = {"form_id": "F", "token": "t", "submitted_at": "2026-11-18T08:13:47Z"}
    result = cleaned(STREAMS["typeform__answers"], sheet | {"answers": [answer]})
    assert row(result)[column] == told


def test_a_phone_number_told_to_typeform_is_a_hash():
    answer = {"field": {"id": "f"}, "type": "phone_number", "phone_number": "+8613800138000"}
    sheet = {"form_id": "F", "token": "t", "submitted_at": "2026-11-18T08:13:47Z"}
    told = row(cleaned(STREAMS["typeform__answers"], sheet | {"answers": [answer]}))
    assert told["phone_hash"]
    assert "13800138000" not in str(told)


@pytest.mark.parametrize("inside", [True, False])
def test_visits_of_a_form_stand_in_its_summary_or_at_the_top(inside):
    counts = {"total_visits": 30, "unique_visits": 20, "responses_count": 10}
    told = {"form": {"summary": counts}} if inside else counts
    record = {"form_id": "F1", "stat_date": "2026-11-18", "fields": [], **told}
    assert counts.items() <= row(cleaned(STREAMS["typeform__insights"], record)).items()


def test_the_mark_of_a_survey_stands_beside_its_sheets():
    told = [{"survey_id": "7", "response_id": one} for one in ("1", "*")]
    result = cleaned(STREAMS["typeform__response_ids"], *told)
    assert sorted(result.good["response_id"]) == ["*", "1"]
