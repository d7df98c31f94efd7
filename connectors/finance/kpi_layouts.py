"""How position targets and ratings are laid out: long, wide (a column per month), and ratings."""

from connectors.core.layout import Layout
from connectors.finance.budget_layouts import CONTROLS, MONTHS, QUARTERS, month_column

OWNER = {
    "department": ("部门", "考核部门", "department"),
    "position": ("岗位", "职位", "position"),
    "person": ("姓名", "工号", "姓名/工号", "person"),
    "region": ("区域", "大区", "region"),
    "product_line": ("产品线", "product_line"),
}
KPI = {
    "kpi_code": ("指标编号", "kpi编号", "指标代码", "kpi_code"),
    "kpi_name": ("指标名称", "指标", "kpi", "kpi_name"),
    "kpi_type": ("指标类型", "类型", "kpi_type"),
    "definition": ("指标定义", "definition"),
    "calculation": ("计算公式", "calculation"),
    "data_source": ("数据来源", "data_source"),
    "weight": ("权重", "weight"),
    "unit": ("单位", "unit"),
    "direction": ("方向", "direction"),
    "scoring": ("评分规则", "scoring"),
    "frequency": ("考核频率", "frequency"),
    "reviewer": ("考核人", "reviewer"),
    "baseline": ("上期实际", "基准", "基准值", "baseline"),
    "version": ("版本", "version"),
    "note": ("备注", "note"),
}
LONG = Layout(
    name="绩效目标表 (长表)",
    word="目标",
    fields={
        "period": ("考核周期", "周期", "年度", "月份/季度", "月份", "季度", "period"),
        **OWNER,
        **KPI,
        "target": ("目标值", "目标", "target"),
        "stretch": ("挑战值", "stretch"),
        "floor": ("底线值", "floor"),
    },
    required=("kpi_code", "kpi_name", "target", "unit"),
    down=("period", "department", "position", "person"),
)
SUMS = (*QUARTERS, "year_total")
WIDE = Layout(
    name="绩效目标表 (宽表)",
    word="目标",
    fields={
        **OWNER,
        **KPI,
        **{name: CONTROLS[name] for name in SUMS},
        **{name: () for name in MONTHS},
    },
    required=("kpi_code", "kpi_name", "unit", *MONTHS),
    down=("department", "position"),
    pattern=month_column,
)
RATINGS = Layout(
    name="质化评分表",
    word="评分",
    fields={
        "period": ("考核周期", "周期", "年度", "月份", "季度", "period"),
        "department": OWNER["department"],
        "position": OWNER["position"],
        "person": OWNER["person"],
        "kpi_code": KPI["kpi_code"],
        "kpi_name": KPI["kpi_name"],
        "rater": ("评分人", "考核人", "rater"),
        "score": ("评分", "得分", "分数", "score"),
        "scale": ("满分", "分制", "scale"),
        "rater_weight": ("评分权重", "权重", "rater_weight"),
        "comment": ("评语", "备注", "comment"),
    },
    required=("position", "rater", "score"),
    down=("period", "department", "position", "kpi_code", "kpi_name"),
)
