"""docs/metrics.md: every metric that can be asked by name, and where the others are read."""

import sys

from pipelines.metric_names import (
    BY_CHANNEL,
    ROOT,
    SEVERAL,
    WORDS,
    Metric,
    elsewhere,
    registry,
)

PAGE = ROOT / "docs" / "metrics.md"
NULL_RULES = {
    "Z0": "0 only where the source was loaded and told nothing; else null",
    "Z1": "null when nothing stands below the line",
    "Z2": "a day without an exchange rate stops the build",
    "Z5": "people, counted anew at the grain that is asked for: parts do not add up",
    "Z6": "a stock: the last day told in the period, account by account",
}


def page() -> str:
    """docs/metrics.md, whole."""
    rules = "\n".join(f"- **{code}** {rule}" for code, rule in NULL_RULES.items())
    rows = "\n".join(f"| {' | '.join(cells(one))} |" for one in registry().values())
    dashes = " --- |" * len(TITLES)
    words = "\n".join(f"- {word}: {said}" for word, said in meanings())
    others = "\n".join(
        f"| {one['name_zh']} {one['name_en']} | {one['read']} | {one['why']} |"
        for one in elsewhere()
    )
    told = {"rules": rules, "dashes": dashes, "rows": rows, "words": words, "others": others}
    return HEAD.format(titles=" | ".join(TITLES), **told)


def meanings() -> list[tuple[str, str]]:
    """Words that people use, and what each means."""
    told = [(word, f"`{one}`") for word, one in WORDS.items() if one in registry()]
    told = [
        (word, f"{one}; by channel `{BY_CHANNEL[word]}`" if word in BY_CHANNEL else one)
        for word, one in told
    ]
    several = [
        (word, f"several, say which: {', '.join(f'`{one}`' for one in ones)}")
        for word, ones in SEVERAL.items()
    ]
    return told + several


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
told by `last_non_direct` unless `--model` names another one. People (visitors, active customers)
are counted anew at the grain that is asked for, so that a week is not the sum of its days.
`--against previous` holds each period against the one before, `--against last_year` against the
same a year ago (a day against its like: the same day of a promotion or of Spring Festival, else
the same weekday); `change` is relative and null where the base is not above zero, `difference` is
in the unit of the metric: a CPC that falls from 5 to 3 changed by -0.4 and differs by -2.

{rules}

| {titles} |
|{dashes}
{rows}

## Words 说法

{words}

## Not asked by name

Figures of the house's dictionary that are no sums over days and slices, or that no source tells
yet. `marketing query` says the same.

| figure | read | why |
| --- | --- | --- |
{others}
"""
TITLES = (
    "metric", "label 名称", "meaning 含义", "formula 公式", "unit", "may be cut by", "finest",
    "null", "better", "owner", "from",
)  # fmt: skip

if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs  {PAGE.relative_to(ROOT)}\n")
