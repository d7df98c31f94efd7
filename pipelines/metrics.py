"""Metrics by name: what the registry says of each and the one question that answers it.

A metric is asked of `fct_metric_daily`: sums over days and slices first, the quotient last.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from pipelines.metric_names import (
    TIMES,
    Metric,
    MetricError,
    attribution_models,
    named,
)

DEFAULT_MODEL = "last_non_direct"
SLICES = {
    "channel": "channel_id",
    "account": "coalesce(accounts.platform || '/' || accounts.account_id, 'none')",
    "platform": "source_name",
    "brand": "told.brand_id",
    "region": "told.region_id",
    "product_line": "product_line",
    "team": "team_id",
}
# People are counted at the grain that is asked for, in the facts themselves: a fact, and the metric
# whose loads are its loads (its own where none is named).
PEOPLE = {
    "buyers": ("from fct_order where is_valid", "orders"),
    "known_buyers": ("from fct_order where is_valid", ""),
    "visitors": ("select *, 'none' as account_key from fct_web_session", "sessions"),
}
# What a period may be held against, and that other period's first day.
AGAINST = ("previous", "last_year")
LOADED_BY = (*TIMES, "account", "platform")  # slices of which we know what was loaded


@dataclass(frozen=True)
class Question:
    """A metric over a range of days, cut by slices and times."""

    metric: Metric
    by: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    model: str = DEFAULT_MODEL
    against: str = ""

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
        if self.people and self.people[1]:
            metric = self.people[1]
        days = {"first": self.first or date.min, "last": self.last or date.max}
        return {"metric": metric, "model": self.model, **days}

    @property
    def sql(self) -> str:
        """One statement over the published marts; `$metric`, `$model`, `$first`, `$last`."""
        return self._held_against(self._answer) if self.against else self._answer + " order by all"

    @property
    def people(self) -> tuple[str, str] | None:
        """The fact in which people are counted, and the metric whose loads are its loads."""
        return PEOPLE.get(self.metric.numerator) or PEOPLE.get(self.metric.denominator)

    def _held_against(self, answer: str) -> str:
        """The answer beside that of the period before, or of the same period a year ago.

        The change is relative, and null where the base is not above zero; `difference` is in the
        metric's own unit, points for a share.
        """
        [time] = [one for one in self.by if one in TIMES]
        others = " and ".join(
            f"now.{one} is not distinct from base.{one}" for one in self.by if one != time
        )
        return f"""
            with answer as ({answer})
            select now.*, base.value as base,
                case when base.value > 0 then now.value / base.value - 1 end as change,
                now.value - base.value as difference
            from answer as now
            left join dim_date as dates on now.{time} = dates.date_day
            left join answer as base on {base_of(time, self.against)} = base.{time}
                {"and " + others if others else ""}
            order by all"""

    @property
    def _counted(self) -> str:
        """The people themselves, beside what was loaded."""
        if not self.people:
            return ""
        cuts = "".join(f"{cut_by(one)} as {one}, " for one in self.by)
        return f"""
            union all by name
            select {cuts} true as is_figure, person_key
            from ({self.people[0]}) as told
            left join dim_account as accounts using (account_key)
            where date_day between $first and $last and person_key <> 'unknown'"""

    @property
    def _sums(self) -> tuple[str, str]:
        """Above and below the line."""
        persons = "nullif(count(distinct person_key), 0)::double"
        upper = "case when is_figure then numerator end" if self.is_stock else "numerator"
        upper = f"sum({upper})::double * {self.metric.per}"
        if self.metric.kind == "people":
            return persons, "null::double"
        return upper, persons if self.people else "sum(denominator)::double"

    @property
    def _answer(self) -> str:
        cuts = "".join(f"{cut_by(one)} as {one}, " for one in self.by)
        keys = "".join(f"{one}, " for one in self.by)
        loaded = ", ".join(one for one in self.by if one in LOADED_BY) or "null"
        group = f"group by {', '.join(self.by)}" if self.by else ""
        zero = "false" if self.is_stock else "coverage = 1"
        if self.metric.kind == "ratio" and self.metric.is_of_one_fact:
            zero = "coalesce(coverage, 1) = 1 and denominator is not null"
        everywhere = all(one in LOADED_BY for one in self.by)
        upper, lower = self._sums
        return f"""
            with told as (
                select {cuts} told.*, null::text as person_key
                from fct_metric_daily as told
                left join dim_account as accounts using (account_key)
                where metric_id = $metric and attribution_model in ('none', $model)
                    and date_day between $first and $last
                {self._counted}
            ),
            counted as (
                select * from told {self.newest}
            ),
            summed as (
                select {keys} {upper} as numerator, {lower} as denominator,
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
            from filled where {everywhere} or figures > 0"""

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


def base_of(time: str, against: str) -> str:
    """The first day of what a period is compared with; a day with its like of a year ago."""
    if against == "previous":
        return f"now.{time} - interval 1 {time}"
    if time == "day":
        return "dates.comparable_last_year_date"
    return f"now.{time} - interval {'364 day' if time == 'week' else '1 year'}"


def question(
    name: str,
    by: Sequence[str] = (),
    first: date | None = None,
    last: date | None = None,
    model: str | None = None,
    against: str | None = None,
) -> Question:
    """A question that makes sense, or what would."""
    asked = tuple(dict.fromkeys(cut.strip() for one in by for cut in one.split(",")))
    metric = named(name, asked)
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
    if against and against not in AGAINST:
        raise MetricError(f"--against {against} is not known. Possible: {', '.join(AGAINST)}")
    if against and sum(cut in TIMES for cut in asked) != 1:
        times = ", ".join(cut for cut in metric.cuts if cut in TIMES)
        raise MetricError(f"--against needs one time. Possible: --by {times}")
    told = Question(metric, asked, first, last, against=against or "")
    return replace(told, model=model or DEFAULT_MODEL)


def ask(db: duckdb.DuckDBPyConnection, asked: Question) -> duckdb.DuckDBPyConnection:
    """The answer of the published marts."""
    return db.execute(asked.sql, asked.values)
