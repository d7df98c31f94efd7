"""Targets, ratings, requests and tasks, clean: every way to write a goal, and what cannot be."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pulled import cleaned, reasons

from pipelines.streams import STREAMS

TARGETS = STREAMS["kpi_targets__targets"]
RATINGS = STREAMS["kpi_targets__ratings"]
STEPS = STREAMS["collaboration_requests__events"]
REQUESTS = STREAMS["collaboration_requests__requests"]
TASKS = STREAMS["project_tasks__tasks"]


def target(**changed):
    return {"kpi_code": "K-EVT-01", "kpi_name": "活动到场率", "department": "市场部",
            "position": "活动策划", "target": "80%", "unit": "%", "weight": "100%",
            "kpi_type": "定量", "direction": "", "_period": "2026-11"} | changed  # fmt: skip


def rating(**changed):
    return {"position": "活动策划", "kpi_code": "K-EVT-04", "person": "张三", "rater": "王敏",
            "score": "4.5", "_period": "2026-11"} | changed  # fmt: skip


def request(**changed):
    return {"request_id": "1", "title": "主图", "from_dept": "电商部", "to_dept": "品牌部",
            "occurred_at": "2026/11/2 09:00", "submitted_at": "2026/11/2 15:20",
            "responded_at": "2026/11/3 10:05", "due_at": "2026/11/6",
            "delivered_at": "2026/11/6 17:40", "status": "✅ 已完成", "score": "4",
            "rework_count": "1", "_exported_on": "2026-11-13"} | changed  # fmt: skip


def task(**changed):
    return {"project": "P-1", "project_name": "双11", "task": "复盘", "labels": "复盘",
            "owners": "张三、李四", "due": "2026/11/10", "done": "2026/11/12", "list": "已完成",
            "progress": "100%", "_exported_on": "2026-11-13"} | changed  # fmt: skip


@pytest.mark.parametrize(
    ("written", "unit", "figure", "direction"),
    [
        ("80%", "%", "0.8", None),
        ("80", "%", "0.8", None),
        ("≥80％", "%", "0.8", "more"),
        (">=80%", "%", "0.8", "more"),
        ("不低于80%", "%", "0.8", "more"),
        ("≤120", "元", "120", "less"),
        ("不超过120元", "元", "120", "less"),
        ("3,000,000", "元", "3000000", None),
        ("300万", "元", "3000000", None),
        ("300", "万元", "3000000", None),
        ("4.5分", "分", "4.5", None),
        ("零事故", "次", "0", "less"),
        ("100-120", "元", "100", "within"),
    ],
)
def test_a_target_as_people_write_it(written, unit, figure, direction):
    row = cleaned(TARGETS, target(target=written, unit=unit)).good.row(0, named=True)
    assert (row["target"], row["direction"]) == (Decimal(figure), direction)
    assert row["target_high"] == (Decimal(120) if direction == "within" else None)


@pytest.mark.parametrize(("written", "goal"), [("增长20%", "120"), ("下降15%", "85")])
def test_a_change_is_counted_from_its_base(written, goal):
    row = cleaned(TARGETS, target(target=written, unit="元", baseline="100")).good.row(
        0, named=True
    )
    assert (row["target"], row["is_change"], row["baseline"]) == (Decimal(goal), True, 100)


def test_a_base_is_read_in_the_unit_of_its_goal():
    told = [target(target="增长20%", unit="万元", baseline="100", kpi_code="A", weight=""),
            target(target="90%", baseline="75%", kpi_code="B", weight=""),
            target(target="900", unit="次", baseline="150", kpi_code="C", weight="")]  # fmt: skip
    rows = cleaned(TARGETS, *told).good.sort("kpi_code")
    assert rows["target"].to_list() == [Decimal(1_200_000), Decimal("0.9"), Decimal(900)]
    assert rows["baseline"].to_list() == [Decimal(1_000_000), Decimal("0.75"), Decimal(150)]
    assert rows["times_baseline"].to_list() == pytest.approx([1.2, 1.2, 6])


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("", "completion"),
        ("完成率×权重", "completion"),
        ("每低1%扣2分", "deduction"),
        ("完成率每低1%扣2分", "deduction"),
        ("阶梯", "steps"),
        ("由总监评定", "manual"),
    ],
)
def test_a_scoring_rule_is_kept_and_sorted(written, kind):
    told = target(scoring=written, definition="到场÷报名", calculation="", data_source="签到表",
                  _notes="注：口径以此为准")  # fmt: skip
    row = cleaned(TARGETS, told).good.row(0, named=True)
    assert (row["scoring_kind"], row["scoring_rule"]) == (kind, written or None)
    assert (row["definition"], row["target_written"]) == ("到场÷报名; 签到表", "80%")
    assert row["note"] == "注：口径以此为准"


@pytest.mark.parametrize(
    ("changed", "kind", "start"),
    [
        ({"_period": "2026"}, "year", date(2026, 1, 1)),
        ({"_period": "2026年度"}, "year", date(2026, 1, 1)),
        ({"_period": "2026Q4"}, "quarter", date(2026, 10, 1)),
        ({"_period": "2026年第四季度"}, "quarter", date(2026, 10, 1)),
        ({"_period": "2026-11"}, "month", date(2026, 11, 1)),
        ({"_period": "2026年11月"}, "month", date(2026, 11, 1)),
        ({"_period": "2026年", "period": "11月"}, "month", date(2026, 11, 1)),
        ({"_period": "2026年", "period": "Q2小计"}, "quarter", date(2026, 4, 1)),
        ({"_period": "2026年", "period": "全年合计"}, "year", date(2026, 1, 1)),
        ({"_period": "2025", "period": "2026-03"}, "month", date(2026, 3, 1)),
    ],
)
def test_a_period_of_a_target(changed, kind, start):
    row = cleaned(TARGETS, target(**changed)).good.row(0, named=True)
    assert (row["period_kind"], row["period_start_date"]) == (kind, start)


@pytest.mark.parametrize("weights", [("30%", "70%"), ("0.3", "0.7"), ("30", "70")])
def test_weights_in_three_forms(weights):
    both = [target(weight=w, kpi_code=code) for w, code in zip(weights, "AB", strict=True)]
    assert cleaned(TARGETS, *both).good["weight"].to_list() == [Decimal("0.3"), Decimal("0.7")]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"target": "0.8"}, "unreadable:target"),
        ({"target": "很多"}, "unreadable:target"),
        ({"target": "增长20%"}, "change_without_a_base"),
        ({"target": "≥80%", "direction": "越低越好"}, "operator_against_direction"),
        ({"target": "80%", "floor": "90%"}, "floor_beyond_target"),
        ({"target": "80%", "stretch": "70%"}, "stretch_short_of_target"),
        ({"weight": "60%"}, "weights_do_not_add_up"),
        ({"kpi_code": ""}, "missing_key:kpi_code"),
        ({"_period": "去年"}, "missing_key:period_start"),
    ],
)
def test_a_target_that_cannot_be_is_set_aside(changed, reason):
    told = reasons(cleaned(TARGETS, target(position="其他"), target(**changed)))
    assert told == [reason] or (reason.endswith("period_start") and told == ["unreadable:period"])


def test_a_revision_says_since_when_it_holds_and_one_person_is_a_hash():
    row = cleaned(
        TARGETS, target(_version="V2", _approved="2026-08-01调整", person="张三")
    ).good.row(0, named=True)
    assert (row["version"], row["valid_from_date"]) == ("V2", date(2026, 8, 1))
    assert row["person_key"] == row["person_hash"] != ""
    assert "张三" not in str(row)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"score": "6"}, None),
        ({"score": "6", "scale": "5"}, "score_out_of_range"),
        ({"rater": "张三"}, "rated_by_oneself"),
        ({"score": ""}, "no_score"),
    ],
)
def test_a_rating(changed, reason):
    result = cleaned(RATINGS, rating(**changed))
    assert reasons(result) == ([reason] if reason else [])
    if not reason:
        assert result.good["scale"].to_list() == [100]


def test_a_rating_may_name_its_kpi_instead_of_its_code():
    told = cleaned(RATINGS, rating(kpi_code="", kpi_name="跨部门协作满意度"))
    assert told.good["kpi_code"].to_list() == ["跨部门协作满意度"]
    assert reasons(cleaned(RATINGS, rating(), rating(kpi_code=""))) == ["missing_key:kpi_code"]


def test_a_request():
    row = cleaned(REQUESTS, request()).good.row(0, named=True)
    assert row["occurred_at"] == datetime(2026, 11, 2, 1, tzinfo=UTC).replace(tzinfo=None)
    assert (row["due_date"], row["status"], row["is_day_only"]) == (
        date(2026, 11, 6),
        "done",
        False,
    )


@pytest.mark.parametrize(
    ("typed", "is_day_only"),
    [("2026-11-02", True), ("11月2日", True), ("2026/11/2 15:20", False), ("1793603400000", False)],
)
def test_when_a_request_was_filed(typed, is_day_only):
    told = request(submitted_at=typed, occurred_at="", responded_at="")
    row = cleaned(REQUESTS, told).good.row(0, named=True)
    assert row["submitted_at"].date() in (date(2026, 11, 1), date(2026, 11, 2))
    assert row["is_day_only"] == is_day_only


@pytest.mark.parametrize(
    ("named", "people"),
    [
        ("张三、李四", 2),
        ("@张三 @李四", 2),
        ("张三 李四", 2),
        ("Ann Lee, Bob O'Hara-Wu", 2),
        ('[{"id":"ou_8f","name":"张三"},{"id":"ou_9f","name":"李 四"}]', 2),
        ("王五", 1),
        ("", None),
        ("erased", None),
    ],
)
def test_everybody_named_for_a_task_is_counted(named, people):
    assert cleaned(TASKS, task(owners=named)).good["assignees"].to_list() == [people]


@pytest.mark.parametrize("who", ["张三、李四", "@张三", '[{"id":"ou_8f","name":"张三"}]', "张三"])
def test_the_first_of_several_people_is_responsible(who):
    told = cleaned(REQUESTS, request(assignee="张三"), request(request_id="2", assignee=who))
    assert told.good["assignee_hash"].n_unique() == 1
    assert "张三" not in str(told.good.rows())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"responded_at": "2026/11/2 10:00"}, "times_out_of_order"),
        ({"delivered_at": ""}, "done_without_a_delivery"),
        ({"status": "待受理", "delivered_at": "", "score": ""}, "waiting_but_answered"),
        ({"status": "进行中", "delivered_at": ""}, "scored_before_delivery"),
        ({"status": "在忙"}, "unreadable:status"),
        ({"score": "7"}, "score_out_of_range"),
        ({"submitted_at": "2026/11/20 9:00"}, "in_the_future"),
        ({"leads_sent": "3", "leads_accepted": "4"}, "more_leads_accepted_than_sent"),
        ({"due_at": "很快"}, "unreadable:due_date"),
    ],
)
def test_a_request_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(REQUESTS, request(request_id="2"), request(**changed))) == [reason]


def test_answers_typed_in_afterwards_are_marked():
    told = [request(request_id=str(n)) for n in range(6)]
    told += [
        request(request_id=str(n), responded_at=f"2026/11/3 11:0{n - 6}") for n in range(6, 12)
    ]
    marked = cleaned(REQUESTS, *told).good.sort("request_id")
    assert marked["is_backfilled"].sum() == 6


@pytest.mark.parametrize(
    ("changed", "kind", "status", "progress"),
    [
        ({}, "post_mortem", "done", "1"),
        ({"labels": "里程碑", "list": "In progress", "done": "", "progress": "0.4"},
         "milestone", "doing", "0.4"),
        ({"labels": "", "list": "待审批", "done": "", "progress": "40"}, "task", "review", "0.4"),
        ({"task": "", "labels": "", "list": "未完成", "done": "", "progress": ""},
         "project", "todo", None),
    ],
)  # fmt: skip
def test_kinds_states_and_progress_of_tasks(changed, kind, status, progress):
    row = cleaned(TASKS, task(**changed)).good.row(0, named=True)
    told = None if progress is None else Decimal(progress)
    assert (row["item_kind"], row["status"], row["progress"]) == (kind, status, told)


def test_a_ticked_row_is_done_and_dates_the_wrong_way_round_are_seen():
    told = task(list="进行中", is_done="是", start="2026/11/12", done="")
    row = cleaned(TASKS, told).good.row(0, named=True)
    assert (row["status"], row["days_to_due"]) == ("done", -2)


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"list": "某处"}, "unreadable:status"),
        ({"project": ""}, "no_project"),
        ({"progress": "140"}, "progress_out_of_range"),
        ({"done": "2026/11/14"}, "done_in_the_future"),
        ({"due": "月底"}, "unreadable:due_date"),
    ],
)
def test_a_task_that_cannot_be_is_set_aside(changed, reason):
    assert reasons(cleaned(TASKS, task(task="别的"), task(**changed))) == [reason]


@pytest.mark.parametrize(
    ("written", "step"),
    [
        ("提交", "submitted"),
        ("已受理", "responded"),
        ("挂起（等素材）", "held"),
        ("恢复", "resumed"),
        ("交付", "delivered"),
        ("退回修改", "returned"),
        ("accepted", "accepted"),
    ],
)
def test_a_step_of_a_request(written, step):
    told = {"request_id": "1", "event": written, "at": "2026/11/3 10:05", "by": "@张三"}
    row = cleaned(STEPS, told).good.row(0, named=True)
    assert (row["step"], row["is_day_only"]) == (step, False)
    assert f"{row['happened_at']:%m-%d %H:%M}" == "11-03 02:05"


def test_a_step_that_cannot_be_read_is_set_aside():
    told = {"request_id": "1", "event": "提交", "at": "2026/11/3 10:05"}
    result = cleaned(STEPS, told, told | {"event": "催办"}, told | {"at": "昨天"})
    assert sorted(reasons(result)) == ["missing_key:happened_at", "unreadable:step"]
