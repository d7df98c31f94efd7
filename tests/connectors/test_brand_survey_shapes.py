"""Files of brand studies: how questions are headed, cells are parted, agencies print figures."""

import pytest
from dropped import csv, rows, workbook

from connectors.core import BadReply
from connectors.survey.brand_layouts import RESPONDENTS
from connectors.survey.brand_layouts import TRACKER as TABLE

FOLDER = "brand_survey_shapes"
WIDE = "response_id,wave,submitted_at,channel,weight"
FIRST = "R0001,2026Q4,2026-11-18 10:01:59,wechat,1.00"
SECOND = "R0002,2026Q4,2026-11-18 10:05:20,email,0.85"
TRACKER = "波次,品牌,人群,指标,样本量,数值,单位,数据来源"


def answers(path, headings, *cells, encoding="utf-8", fixed=WIDE):
    lines = [f"{one},{cell}" for one, cell in zip((FIRST, SECOND), cells, strict=False)]
    file = csv(path / "s.csv", f"{fixed},{headings}", *lines, encoding=encoding)
    return [
        (row["role"], row["option_no"], row.get("answer")) for row in rows(FOLDER, "answers", file)
    ]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("nps", "nps"),
        ("NPS（0-10）", "nps"),
        ("您有多大可能将我们推荐给朋友？", "nps"),
        ("推荐意愿", "nps"),
        ("How likely are you to recommend us?", "nps"),
        ("整体满意度", "csat"),
        ("How satisfied are you?", "csat"),
        ("与我们打交道容易吗", "ces"),
        ("It was easy to order", "ces"),
        ("提到帐篷，您首先想到哪些品牌", "aware_unaided"),
        ("Which brand comes to mind first?", "aware_unaided"),
        ("以下品牌您听说过哪些", "aware_aided"),
        ("Which have you heard of?", "aware_aided"),
        ("您会考虑哪些品牌", "consider"),
        ("购买意愿", "intent"),
        ("How likely to buy", "intent"),
        ("原因", "reason"),
    ],
)
def test_a_heading_says_what_is_asked(tmp_path, heading, role):
    assert answers(tmp_path, heading, "5") == [(role, "1", "5")]


@pytest.mark.parametrize(
    ("cell", "brands"),
    [
        ("A牌;B牌", ["A牌", "B牌"]),
        ("A牌； B牌", ["A牌", "B牌"]),
        ("A牌┋B牌", ["A牌", "B牌"]),
        ("A牌|B牌", ["A牌", "B牌"]),
        ("A牌、B牌", ["A牌", "B牌"]),
        ("A牌、不明", ["A牌、不明"]),
        ("A牌", ["A牌"]),
    ],
)
def test_several_brands_in_one_cell_are_parted(tmp_path, cell, brands):
    told = answers(tmp_path, "aware_aided", cell, "A牌;B牌")
    assert [brand for _, _, brand in told[: len(brands)]] == brands


def test_an_empty_cell_was_shown_and_a_cell_that_says_so_was_not(tmp_path):
    path = csv(tmp_path / "s.csv", f"{WIDE},aware_aided,nps", f"{FIRST},未展示,", f"{SECOND},N/A,9")
    told = [
        (one["role"], one.get("skipped"), one.get("not_shown"), one.get("answer"))
        for one in rows(FOLDER, "answers", path)
    ]
    assert told == [
        ("aware_aided", None, "1", None),
        ("aware_aided", None, "1", None),
        ("nps", "1", None, None),
        ("nps", None, None, "9"),
    ]


def test_a_gbk_file_says_the_same_as_a_utf8_file(tmp_path):
    told = [
        answers(tmp_path, "整体满意度,听说过的品牌", "5,青禾┋流光", "3,", encoding=encoding)
        for encoding in ("gbk", "utf-8", "utf-8-sig")
    ]
    assert told[0] == told[1] == told[2]
    assert ("aware_aided", "2", "流光") in told[0]


@pytest.mark.parametrize(
    "headings",
    [
        "response_id,wave,submitted_at,channel,weight",
        "序号,期次,提交答卷时间,来源,权重",
        "答卷编号,波次,结束答题时间,来源渠道,加权",
        "Respondent ID,wave,End Date,collector,weight",
        "ResponseId,wave,RecordedDate,DistributionChannel,weight",
        "#,wave,Submit Date (UTC),Source,weight",
        " 编号 ,波次,提交时间（必填）,来源渠道,权重",
    ],
)
def test_the_columns_around_the_questions_have_many_names(tmp_path, headings):
    path = csv(tmp_path / "s.csv", f"{headings},nps", f"{FIRST},9")
    [one] = rows(FOLDER, "responses", path)
    told = ("response_id", "wave", "submitted_at", "channel", "weight")
    assert [one[name] for name in told] == FIRST.split(",")
    assert "nps" not in one


def variants(layout):
    return [
        pytest.param(field, text, id=f"{field}-{text}")
        for field, all_ in layout.fields.items()
        for text in all_
    ]


def read_under(path, layout, field, text, feed, more=""):
    """A sheet of one row, one of its columns headed otherwise."""
    heads = {name: (all_ or (name,))[0] for name, all_ in layout.fields.items()} | {field: text}
    line = ",".join(f"<{name}>" for name in heads)
    file = csv(path / "s.csv", ",".join(heads.values()) + more, line + more.replace("nps", "9"))
    [row] = rows(FOLDER, feed, file)
    return heads, row


@pytest.mark.parametrize(("field", "text"), variants(RESPONDENTS))
def test_every_heading_of_respondents(tmp_path, field, text):
    heads, row = read_under(tmp_path, RESPONDENTS, field, text, "responses", ",nps")
    assert {name: row[name] for name in heads} == {name: f"<{name}>" for name in heads}


@pytest.mark.parametrize(("field", "text"), variants(TABLE))
def test_every_heading_of_an_agencys_table(tmp_path, field, text):
    heads, row = read_under(tmp_path, TABLE, field, text, "tracker")
    assert {name: row[name] for name in heads} == {name: f"<{name}>" for name in heads}


def test_a_title_stands_above_and_a_workbook_is_read_alike(tmp_path):
    content = [["品牌追踪 第四期"], [*WIDE.split(","), "nps"], [*FIRST.split(","), 9]]
    path = workbook(tmp_path / "s.xlsx", content)
    assert [one["answer"] for one in rows(FOLDER, "answers", path)] == ["9"]


def test_a_file_without_a_question_is_refused(tmp_path):
    path = csv(tmp_path / "s.csv", WIDE, FIRST)
    with pytest.raises(BadReply, match="has no question column"):
        rows(FOLDER, "responses", path)


def test_a_file_of_another_kind_is_refused_with_the_nearest_layout(tmp_path):
    path = csv(tmp_path / "s.csv", "编号,波次,nps", "1,2026Q4,9")
    with pytest.raises(BadReply, match=r"nearest is 品牌调研明细.*missing: 序号|missing: 提交"):
        rows(FOLDER, "responses", path)
    strange = csv(tmp_path / "t.csv", "日期,花费", "2026-11-18,5")
    with pytest.raises(BadReply, match="holds no table"):
        rows(FOLDER, "tracker", strange)


def figures(path, *lines):
    file = csv(path / "t.csv", TRACKER, *lines)
    names = ("wave", "brand", "segment", "metric", "value", "_percents")
    return [tuple(one[name] for name in names) for one in rows(FOLDER, "tracker", file)]


def test_blank_cells_are_those_above_and_totals_and_footnotes_are_told_apart(tmp_path):
    told = figures(
        tmp_path,
        "2026Q3,A牌,总体,知名度,120,32%,pct,代理",
        ",,女,,60,35%↑,pct,",
        ",B牌,合计,,120,20%,pct,",
        "2026Q4,A牌,Total,,120,40%,pct,",
        "注：↑ 表示显著,,,,,,,",
        "Base: 全体受访者,,,,,,,",
    )
    assert [one[:5] for one in told] == [
        ("2026Q3", "A牌", "total", "知名度", "32%"),
        ("2026Q3", "A牌", "女", "知名度", "35%↑"),
        ("2026Q3", "B牌", "total", "知名度", "20%"),
        ("2026Q4", "A牌", "total", "知名度", "40%"),
    ]


@pytest.mark.parametrize(
    ("values", "scale"),
    [
        (("32%", "20%"), "points"),
        (("32.4", "0.9"), "points"),
        (("0.324", "0.9"), "share"),
        (("1.0", "0.2"), "share"),
    ],
)
def test_the_whole_column_decides_what_a_percent_is(tmp_path, values, scale):
    lines = [f"2026Q4,{n},总体,知名度,120,{value},pct,代理" for n, value in enumerate(values)]
    lines.append("2026Q4,A牌,总体,NPS,120,41,score,代理")
    assert {one[5] for one in figures(tmp_path, *lines)} == {scale}


def test_each_kind_of_file_is_left_to_its_own_feed(tmp_path):
    wide = csv(tmp_path / "w.csv", f"{WIDE},nps", f"{FIRST},9")
    table = csv(tmp_path / "t.csv", TRACKER, "2026Q4,A牌,总体,知名度,120,32%,pct,代理")
    assert rows(FOLDER, "tracker", wide) == []
    assert rows(FOLDER, "answers", table) == rows(FOLDER, "responses", table) == []
