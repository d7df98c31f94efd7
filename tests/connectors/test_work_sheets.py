"""Targets, requests between teams, and tasks as people keep them."""

import pytest
from dropped import csv, rows, workbook, write

from connectors.core import BadReply

TITLE = "2026年第四季度市场部绩效目标表"
HEADS = "部门,岗位,指标编号,指标名称,指标类型,权重,目标值,单位,方向,数据来源"
EXAMPLE = (
    "市场部,活动策划,K-EVT-01,活动到场率,定量,30%,80%,%,越高越好,活动签到表",
    ",,K-EVT-02,单条线索成本,定量,30%,≤120,元,越低越好,费用台账",
    ",,K-EVT-03,现场签单额,定量,25%,300,万元,越高越好,签单表",
    ",,K-EVT-04,跨部门协作满意度,定性,15%,4.5分,分,越高越好,协作评分",
)
CARD = ["K-EVT-01", "活动到场率", 0.5, "80%", "%"]
CARD_HEADS = ["部门", "岗位", "指标编号", "指标名称", "权重", "目标值", "单位"]


def targets(path):
    return rows("kpi_targets", "targets", path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
def test_the_example_of_the_contract(tmp_path, encoding):
    total = "合计,,,,,100%,,,,"
    path = csv(
        tmp_path / "绩效目标.csv",
        TITLE,
        HEADS,
        *EXAMPLE,
        total,
        "注：以台账为准",
        encoding=encoding,
    )
    found = targets(path)
    assert [row["kpi_code"] for row in found] == [f"K-EVT-0{n}" for n in range(1, 5)]
    assert {(row["department"], row["position"]) for row in found} == {("市场部", "活动策划")}
    assert [row["target"] for row in found] == ["80%", "≤120", "300", "4.5分"]
    assert {row["_period"] for row in found} == {"2026年第四季度"}
    assert {row["_notes"] for row in found} == {"注：以台账为准"}


@pytest.mark.parametrize(
    ("title", "file", "told"),
    [
        ("2026年11月绩效目标", "绩效目标.csv", ("2026年11月", None, None)),
        ("绩效目标", "绩效目标_2026-11_V3.csv", ("2026-11", "V3", None)),
        (
            "2026年度目标 版本：V2（2026-08-01调整）",
            "绩效目标.csv",
            ("2026年", "V2", "2026-08-01调整"),
        ),
        ("2026Q4 KPI 版本：V1", "绩效目标.csv", ("2026Q4", "V1", None)),
    ],
)
def test_what_stands_above_goes_along(tmp_path, title, file, told):
    row = targets(csv(tmp_path / file, title, HEADS, EXAMPLE[0]))[0]
    assert (row.get("_period"), row.get("_version"), row.get("_approved")) == told


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ([HEADS, *EXAMPLE, "合计,,,,,90%,,,,"], "states 90.*the rows give 100"),
        (
            ["部门,岗位,指标名称,权重", "市场部,活动策划,到场率,30%"],
            "nearest is 绩效目标表.*missing: 指标编号",
        ),
        (
            [HEADS, EXAMPLE[0].replace("30%", "0.3"), EXAMPLE[1].replace("30%", "30")],
            "weights as 30 and as 0.3",
        ),
        (["日期,币种,汇率", "2026-11-01,USD,7.1"], "holds no table|fits no known layout"),
    ],
)
def test_a_sheet_that_cannot_be_is_refused(tmp_path, content, what):
    with pytest.raises(BadReply, match=what):
        targets(csv(tmp_path / "绩效目标.csv", *content))


def test_a_weight_over_several_kpis_is_refused(tmp_path):
    def content(book, sheet):
        write(sheet, [CARD_HEADS, ["市场部", "活动策划", *CARD], [None, None, *CARD]])
        sheet.merge_range(1, 4, 2, 4, 0.5)

    with pytest.raises(BadReply, match=r"表1!E2 is one weight over several KPIs"):
        targets(workbook(tmp_path / "绩效目标.xlsx", content))


def test_merged_owners_are_filled_and_each_subtotal_is_its_own(tmp_path):
    def content(book, sheet):
        lines = [[None, None, *CARD], [None, None, *CARD], ["小计", None, None, None, 1]]
        write(sheet, [CARD_HEADS, *lines, *lines])
        for first in (1, 4):
            sheet.merge_range(first, 0, first + 1, 0, "市场部")
            sheet.merge_range(first, 1, first + 1, 1, f"岗位{first}")

    found = targets(workbook(tmp_path / "绩效目标.xlsx", content))
    assert [row["position"] for row in found] == ["岗位1", "岗位1", "岗位4", "岗位4"]


def test_a_wide_line_is_a_target_per_month_quarter_and_year(tmp_path):
    months = [f"{number}月" for number in range(1, 13)]
    heads = ["部门", "指标编号", "指标名称", "单位", *months, "Q1小计", "全年合计"]
    line = ["投放组", "K-ADS-01", "曝光量", "次", *range(1, 13), 6, 78]
    path = workbook(tmp_path / "KPI目标.xlsx", [["2026年度 版本：V1"], heads, line])
    found = targets(path)
    assert [row["period"] for row in found] == [*months, "Q1小计", "全年合计"]
    assert [row["target"] for row in found][-3:] == ["12", "6", "78"]


def test_ratings_come_by_their_own_name(tmp_path):
    heads = "考核周期,岗位,指标编号,评分人,评分,评语"
    path = csv(tmp_path / "质化评分_2026-10.csv", heads, "2026-10,活动策划,K-EVT-04,王敏,4.5,好")
    found = rows("kpi_targets", "ratings", path)
    assert (found[0]["score"], found[0]["rater"]) == ("4.5", "王敏")
    named = csv(tmp_path / "质化评分_2.csv", heads.replace("编号", ""), "2026-10,策划,满意度,王,4,")
    assert rows("kpi_targets", "ratings", named)[0]["kpi_name"] == "满意度"
    other = csv(tmp_path / "质化评分_3.csv", "考核周期,岗位,评分人,评分", "2026-10,策划,王,4")
    with pytest.raises(BadReply, match="does not say which KPI"):
        rows("kpi_targets", "ratings", other)
    with pytest.raises(BadReply, match="holds 质化评分表"):
        targets(path.rename(tmp_path / "绩效目标.csv"))


REQUEST_HEADS = (
    "需求编号,需求名称,需求类型,提出部门,承接部门,优先级,触发时间,提交时间,首次响应时间,"
    "截止日期,实际交付时间,返工次数,状态,满意度"
)
REQUESTS = (
    "REQ-2026-1101,双十一主图,设计,电商部,品牌部,高,2026/11/2 09:00,2026/11/2 15:20,"
    "2026/11/3 10:05,2026/11/6,2026/11/6 17:40,1,已完成,4",
    "REQ-2026-1103,数据看板,数据,增长部,分析部,中,,2026-11-18,2026-11-18,11月25日,,0,进行中,",
)


@pytest.mark.parametrize("above", [(), ("协作需求台账", "填写说明：触发后24小时内提交")])
def test_requests_with_the_day_of_their_export(tmp_path, above):
    path = csv(
        tmp_path / "协作需求台账_2026-11-19.csv", *above, REQUEST_HEADS, *REQUESTS, "共 2 条"
    )
    found = rows("collaboration_requests", "requests", path)
    assert [row["request_id"] for row in found] == ["REQ-2026-1101", "REQ-2026-1103"]
    assert {row["_exported_on"] for row in found} == {"2026-11-19"}
    assert found[1]["due_at"] == "11月25日"


def test_a_count_that_is_not_that_of_the_rows_is_refused(tmp_path):
    path = csv(tmp_path / "需求.csv", REQUEST_HEADS, *REQUESTS, "共 3 条")
    with pytest.raises(BadReply, match=r"states 共 3 条, there are 2 rows"):
        rows("collaboration_requests", "requests", path)


@pytest.mark.parametrize(
    ("file", "heads", "line", "told"),
    [
        (
            "项目任务_2026-11-13.csv",
            "项目编号,项目名称,任务,负责人,开始日期,计划完成,实际完成,状态,进度,预算,复盘日期",
            "P-1,双11,复盘,张三,2026/11/1,2026/11/20,,进行中,40%,,",
            ("P-1", "复盘", "2026/11/20", "进行中", "项目任务表"),
        ),
        (
            "飞书任务_2026-11-13.csv",
            "任务名称,状态,标签,负责人,截止日期,完成日期,预算（元）,进度,关联项目,父记录",
            "复盘,进行中,复盘,张三,2026/11/20,,12000,0.4,P-1,",
            ("P-1", "复盘", "2026/11/20", "进行中", "飞书多维表格"),
        ),
        (
            "trello_2026-11-13.csv",
            "Card ID,Card Name,Labels,Members,Due Date,Board Name,List Name,Archived",
            "68f1,复盘,复盘,zhang,2026-11-20,P-1,Doing,false",
            ("P-1", "复盘", "2026-11-20", "Doing", "Trello CSV"),
        ),
    ],
)
def test_tasks_of_three_tools(tmp_path, file, heads, line, told):
    row = rows("project_tasks", "tasks", csv(tmp_path / file, heads, line))[0]
    assert (row["project"], row["task"], row["due"], row["list"], row["_layout"]) == told
    assert row["_exported_on"] == "2026-11-13"


def test_a_list_of_tasks_that_fits_no_tool_is_refused_with_the_nearest(tmp_path):
    path = csv(tmp_path / "项目任务.csv", "项目编号,项目名称,任务,状态", "P-1,双11,复盘,进行中")
    with pytest.raises(BadReply, match=r"nearest is 项目任务表.*missing: 计划完成"):
        rows("project_tasks", "tasks", path)


def test_steps_of_requests_are_a_file_of_their_own(tmp_path):
    told = ["需求编号,事件,时间,操作人", "REQ-1,提交,2026/11/2 15:20,@张三"]
    path = csv(tmp_path / "需求事件_2026-11-13.csv", *told, encoding="gbk")
    row = rows("collaboration_requests", "events", path)[0]
    assert (row["request_id"], row["event"], row["at"]) == ("REQ-1", "提交", "2026/11/2 15:20")
    assert not rows("collaboration_requests", "requests", path)
