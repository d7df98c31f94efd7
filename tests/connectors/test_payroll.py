"""Pay: nobody's pay passes the door, whatever the sheet looks like."""

import pytest
from dropped import pages, rows, workbook, write

from connectors.core import BadReply

TITLE = "2026年10月市场部人力成本表　　单位：元"
HEADS = [
    *("月份", "部门", "团队", "岗位", "在职人数", "平均人数"),
    *("工资总额", "奖金", "社保公积金(公司)", "福利", "人力成本合计"),
]


def line(team, position, people, pay=1000, bonus=100, month="2026年10月"):
    total = pay + (bonus if isinstance(bonus, int) else 0) + 350 + 50
    return [month, "市场部", team, position, people, people, pay, bonus, 350, 50, total]


def read(path, *lines, title=TITLE, heads=HEADS):
    return rows("payroll", "people_cost", book(path, *lines, title=title, heads=heads))


def book(path, *lines, title=TITLE, heads=HEADS):
    return workbook(path / "人力成本_2026-10.xlsx", [[title], heads, *lines])


def shown(found):
    return [(row["team"], row["position"], row["headcount_end"], row["gross_pay"]) for row in found]


def test_positions_of_three_and_more_stand_by_themselves(tmp_path):
    found = read(tmp_path, line("投放组", "投放专员", 4), line("投放组", "市场经理", 3))
    assert shown(found) == [
        ("投放组", "投放专员", "4", "1000"),
        ("投放组", "市场经理", "3", "1000"),
    ]


def test_a_team_with_a_small_position_is_one_row(tmp_path):
    found = read(
        tmp_path,
        line("客户组", "客户运营", 4, 4000),
        line("客户组", "数据分析", 2, 2500, "-"),
        line("投放组", "投放专员", 4),
    )
    assert ("客户组", "全组", "6", "6500") in shown(found)
    assert len(found) == 2
    assert "数据分析" not in str(found)
    assert next(row for row in found if row["position"] == "全组")["bonus"] == "100"


def test_a_team_that_is_too_small_joins_the_smallest_other_team(tmp_path):
    found = read(
        tmp_path,
        line("客户组", "数据分析", 2),
        line("投放组", "投放专员", 4),
        line("内容组", "内容运营", 3),
    )
    assert shown(found) == [("全部门", "全部门", "5", "2000"), ("投放组", "投放专员", "4", "1000")]


def test_two_people_in_a_department_are_refused_without_their_pay(tmp_path):
    with pytest.raises(BadReply, match="fewer than 3 people") as refused:
        read(tmp_path, line("客户组", "数据分析", 2, 98_765))
    assert "98765" not in str(refused.value)


@pytest.mark.parametrize("heading", ["姓名", "工号", "身份证号", "实发", "实发工资", "银行卡号"])
def test_a_roll_of_people_is_refused_and_shows_no_cell(tmp_path, heading):
    heads = [heading, *HEADS]
    with pytest.raises(BadReply, match=f"holds single people \\({heading}\\)") as refused:
        read(tmp_path, ["示例人", *line("客户组", "数据分析", 9)], heads=heads)
    assert "示例人" not in str(refused.value)


def test_a_hidden_column_with_content_is_refused(tmp_path):
    def content(book, sheet):
        write(sheet, [[TITLE], [*HEADS, "明细"], [*line("投放组", "投放专员", 4), 123]])
        sheet.set_column(11, 11, None, None, {"hidden": True})

    with pytest.raises(BadReply, match="hidden columns with content"):
        rows("payroll", "people_cost", workbook(tmp_path / "人力成本.xlsx", content))


def test_a_hidden_sheet_is_refused(tmp_path):
    def roll(book, sheet):
        write(sheet, [["人员", "金额"], ["示例人", 1]])
        sheet.hide()

    sheet = [[TITLE], HEADS, line("投放组", "投放专员", 4)]
    with pytest.raises(BadReply, match="has a hidden sheet"):
        rows("payroll", "people_cost", workbook(tmp_path / "人力成本.xlsx", sheet, roll))


def test_merged_months_and_subtotals(tmp_path):
    def content(book, sheet):
        one, two = line("投放组", "投放专员", 4), line("投放组", "市场经理", 3, 2000)
        write(sheet, [[TITLE], HEADS, [None, None, *one[2:]], [None, None, *two[2:]]])
        sheet.merge_range(2, 0, 3, 0, "2026年10月")
        sheet.merge_range(2, 1, 3, 1, "市场部")
        write(sheet, [["小计", None, None, None, 7, 7, 3000, 200, 700, 100, 4000]], first=4)

    path = workbook(tmp_path / "人力成本.xlsx", content)
    page = pages("payroll", "people_cost", path)[0]
    assert page.totals == {
        "gross_pay": "3000",
        "bonus": "200",
        "employer_social": "700",
        "welfare": "100",
        "total_cost": "4000",
    }
    assert {row["month"] for row in rows("payroll", "people_cost", path)} == {"2026年10月"}


@pytest.mark.parametrize(
    ("title", "lines", "why"),
    [
        ("2026年10月", [line("投放组", "投放专员", 4)], "states no unit"),
        (TITLE, [[*line("投放组", "投放专员", 4)[:-1], 9]], r"表1!K3 is not the sum of its parts"),
        (TITLE, [line("投放组", "投放专员", "四")], r"表1!E3 cannot be read"),
        (TITLE, [line("投放组", "投放专员", 4), ["合计", *([None] * 9), 9]], "K4 states 9"),
    ],
)
def test_what_is_refused(tmp_path, title, lines, why):
    with pytest.raises(BadReply, match=why):
        read(tmp_path, *lines, title=title)


def test_income_tax_and_other_columns_that_are_no_cost_go_no_further(tmp_path):
    found = read(tmp_path, [*line("投放组", "投放专员", 4), 99], heads=[*HEADS, "个税"])
    assert "个税" not in found[0]


def test_shares_of_the_employer_and_bonuses_may_stand_in_columns_of_their_own(tmp_path):
    heads = [*HEADS[:8], "年终奖计提", "公司社保", "公司公积金", "福利费", "实习", "人力成本合计"]
    cells = [
        "2026年10月",
        "市场部",
        "投放组",
        "投放专员",
        4,
        4,
        1000,
        100,
        80,
        200,
        120,
        30,
        70,
        1600,
    ]
    found = read(tmp_path, cells, heads=heads)[0]
    parts = ("bonus_accrual", "employer_social", "housing_fund", "outsourced", "total_cost")
    assert [found[name] for name in parts] == ["80", "200", "120", "70", "1600"]
