"""Metrics by name: what the registry says of each, the one question that answers it, its page.

A metric is asked of `fct_metric_daily`: sums over days and slices first, the quotient last.
"""

import csv
import difflib
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parents[1]
REGISTRY = ROOT / "dbt_project" / "seeds" / "metric_registry.csv"
MODELS = ROOT / "dbt_project" / "seeds" / "attribution_models.csv"
PAGE = ROOT / "docs" / "metrics.md"
DEFAULT_MODEL = "last_non_direct"
TIMES = ("day", "week", "month", "quarter", "year")
SLICES = {
    "channel": "channel_id",
    "account": "coalesce(accounts.platform || '/' || accounts.account_id, 'none')",
    "platform": "source_name",
    "brand": "told.brand_id",
    "region": "told.region_id",
    "product_line": "product_line",
    "team": "team_id",
}
LOADED_BY = (*TIMES, "account", "platform")  # slices of which we know what was loaded
CREDITED = ("fct_channel_result_daily", "fct_contribution")
NULL_RULES = {
    "Z0": "0 only where the source was loaded and told nothing; else null",
    "Z1": "null when nothing stands below the line",
    "Z2": "a day without an exchange rate stops the build",
    "Z6": "a stock: the last day told in the period, account by account",
}


class MetricError(ValueError):
    """A question that cannot be asked, as a sentence that says what can."""


@dataclass(frozen=True)
class Metric:
    """One row of the registry."""

    metric_id: str
    short: str
    name_en: str
    name_zh: str
    definition: str
    kind: str
    unit: str
    numerator: str
    less: str
    denominator: str
    per: str
    source_mart: str
    null_rule: str
    direction: str
    owner: str
    slices: str
    finest: str

    @property
    def labels(self) -> tuple[str, ...]:
        """What people call it."""
        return self.metric_id, self.short, self.name_en, self.name_zh

    @property
    def cuts(self) -> tuple[str, ...]:
        """What it may be asked by: its slices, and times no finer than it is told."""
        return *self.slices.split(), *TIMES[TIMES.index(self.finest) :]

    @property
    def is_credited(self) -> bool:
        """Whether an attribution model decides it."""
        return any(mart in self.source_mart for mart in CREDITED)

    @property
    def formula(self) -> str:
        """The sums it is made of."""
        upper = f"{self.numerator} − {self.less}" if self.less else self.numerator
        if not self.denominator:
            return upper
        upper = f"({upper})" if self.less else upper
        return f"{upper} / {self.denominator}" + (f" × {self.per}" if self.per != "1" else "")


@dataclass(frozen=True)
class Question:
    """A metric over a range of days, cut by slices and times."""

    metric: Metric
    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    model: str = DEFAULT_MODEL

    @property
    def title(self) -> str:
        """What is shown above the answer."""
        metric = self.metric
        model = f", {self.model}" if metric.is_credited else ""
        return f"{metric.name_zh} {metric.name_en} ({metric.unit}{model}): {metric.formula}"

    @property
    def values(self) -> dict[str, object]:
        """The values of the statement's names."""
        metric = self.metric.metric_id
        days = {"first": self.first or date.min, "last": self.last or date.max}
        return {"metric": metric, "model": self.model, **days}

    @property
    def sql(self) -> str:
        """One statement over the published marts; `$metric`, `$model`, `$first`, `$last`."""
        cuts = "".join(f"{cut_by(one)} as {one}, " for one in self.by)
        keys = "".join(f"{one}, " for one in self.by)
        loaded = ", ".join(one for one in self.by if one in LOADED_BY) or "null"
        group = f"group by {', '.join(self.by)}" if self.by else ""
        zero = "false" if self.is_stock else "coverage = 1"
        everywhere = all(one in LOADED_BY for one in self.by)
        upper = "case when is_figure then numerator end" if self.is_stock else "numerator"
        return f"""
            with told as (
                select {cuts} told.*
                from fct_metric_daily as told
                left join dim_account as accounts using (account_key)
                where metric_id = $metric and attribution_model in ('none', $model)
                    and date_day between $first and $last
            ),
            counted as (
                select * from told {self.newest}
            ),
            summed as (
                select {keys} sum({upper})::double * {self.metric.per} as numerator,
                    sum(denominator)::double as denominator,
                    1 - sum(sum(missing_accounts)) over (partition by {loaded})
                        / nullif(sum(sum(due_accounts)) over (partition by {loaded}), 0)
                        as coverage,
                    bool_or(is_provisional) as is_provisional,
                    count(*) filter (is_figure) as figures
                from counted {group}
            ),
            filled as (
                select * replace (
                    coalesce(numerator, case when {zero} then 0 end) as numerator
                ) from summed
            )
            select {keys} {self.value} as value, numerator, denominator, coverage, is_provisional
            from filled where {everywhere} or figures > 0 order by all"""

    @property
    def is_stock(self) -> bool:
        """Whether days may not be added."""
        return self.metric.kind == "stock"

    @property
    def value(self) -> str:
        """The quotient; or the sum, which is zero only where everything due was loaded."""
        if self.metric.kind != "ratio":
            return "case when numerator <> 0 or coalesce(coverage, 1) = 1 then numerator end"
        value = "numerator / nullif(denominator, 0)"
        if not self.metric.less:
            return value
        # Cost of a time before anything was loaded is no return of minus one.
        never_due = """not exists (
            select 1 from fct_metric_daily where metric_id = $metric and not is_figure)"""
        return f"case when coverage is not null or {never_due} then {value} end"

    @property
    def newest(self) -> str:
        """A stock counts on the last day told of each account and period."""
        if not self.is_stock:
            return ""
        keys = "".join(f"{one}, " for one in self.by)
        return f"""qualify not is_figure or date_day = max(
            case when is_figure and numerator is not null then date_day end
        ) over (partition by {keys} source_name, account_key)"""


def cut_by(name: str) -> str:
    """The SQL of a time or slice."""
    return f"date_trunc('{name}', date_day)::date" if name in TIMES else SLICES[name]


@cache
def registry() -> dict[str, Metric]:
    """Every metric by its name."""
    with REGISTRY.open(encoding="utf-8", newline="") as file:
        return {row["metric_id"]: Metric(**row) for row in csv.DictReader(file)}


@cache
def attribution_models() -> tuple[str, ...]:
    """The models a credited metric may be asked by."""
    with MODELS.open(encoding="utf-8", newline="") as file:
        return tuple(row["attribution_model"] for row in csv.DictReader(file))


def named(name: str) -> Metric:
    """A metric by its name, short name or label; an unknown name is told the nearest ones."""
    known = registry()
    called = {label.lower(): one for one in known.values() for label in one.labels if label}
    if name.lower() in called:
        return called[name.lower()]
    near = difflib.get_close_matches(name.lower(), called, n=3, cutoff=0.4)
    nearest = dict.fromkeys(called[one].metric_id for one in near)
    hint = f"Nearest: {', '.join(nearest)}" if nearest else f"Possible: {', '.join(known)}"
    raise MetricError(f"no metric {name!r}. {hint}")


def question(
    name: str,
    by: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    model: str | None = None,
) -> Question:
    """A question that makes sense, or what would."""
    metric = named(name)
    asked = tuple(dict.fromkeys(cut.strip() for one in by for cut in one.split(",")))
    for cut in asked:
        if cut not in metric.cuts:
            raise MetricError(
                f"{metric.metric_id} is not told by {cut!r}. Possible: {', '.join(metric.cuts)}"
            )
    if first and last and first > last:
        raise MetricError(f"--from {first} lies after --to {last}")
    if first and metric.finest == "month" and first.day != 1:
        whole = first.replace(day=1)
        raise MetricError(f"{metric.metric_id} is told by month. Possible: --from {whole}")
    if model and not metric.is_credited:
        raise MetricError(f"{metric.metric_id} depends on no attribution model: leave out --model")
    if model and model not in attribution_models():
        raise MetricError(f"no model {model!r}. Possible: {', '.join(attribution_models())}")
    return replace(Question(metric, asked, first, last), model=model or DEFAULT_MODEL)


def ask(db: duckdb.DuckDBPyConnection, asked: Question) -> duckdb.DuckDBPyConnection:
    """The answer of the published marts."""
    return db.execute(asked.sql, asked.values)


def page() -> str:
    """docs/metrics.md, whole."""
    rules = "\n".join(f"- **{code}** {rule}" for code, rule in NULL_RULES.items())
    rows = "\n".join(f"| {' | '.join(cells(one))} |" for one in registry().values())
    dashes = " --- |" * len(TITLES)
    return HEAD.format(rules=rules, titles=" | ".join(TITLES), dashes=dashes, rows=rows)


def cells(metric: Metric) -> tuple[str, ...]:
    """A metric's line on the page."""
    label = " ".join(one for one in (metric.name_zh, metric.name_en, metric.short) if one)
    slices = ", ".join(metric.slices.split()) or "–"
    about = (metric.finest, metric.null_rule, metric.direction, metric.owner, metric.source_mart)
    name = f"`{metric.metric_id}`"
    return name, label, metric.definition, metric.formula, metric.unit, slices, *about


HEAD = """# Metrics by name 指标

Written by `make docs` from `dbt_project/seeds/metric_registry.csv`; a test compares.

```console
$ marketing query click_rate --by channel --by month --from 2026-10-01
$ marketing query 点击率 --by week --csv
$ marketing query roas --by channel --model linear --json
```

Sums travel and ratios are born last: `fct_metric_daily` keeps both sums of every metric by day and
slice, and the quotient is made of what was asked for. `coverage` is the share of due account-days
that were loaded, `is_provisional` says that days may still change. A metric that credit decides is
told by `last_non_direct` unless `--model` names another one. A figure that counts people at the
asked grain (reach, unique visitors, active customers) is no sum and not here: read its report.

{rules}

| {titles} |
|{dashes}
{rows}
"""
TITLES = (
    "metric", "label 名称", "meaning 含义", "formula 公式", "unit", "may be cut by", "finest",
    "null", "better", "owner", "from",
)  # fmt: skip

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs  {PAGE.relative_to(ROOT)}\n")
