"""docs/answers.md: which mart answers which question, from `meta.answers` beside the models."""

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
QUESTIONS = ROOT / "docs" / "questions.csv"
PAGE = ROOT / "docs" / "answers.md"
HEAD = """# Questions answered 已回答的问题

Written by `make docs` from `meta.answers` beside the models; a test compares.

| | question | 问题 | answered by |
| --- | --- | --- | --- |
"""


def answers() -> Iterator[tuple[str, str]]:
    """Question number and the model that answers it; `all` is a page every reader opens first."""
    for path in sorted((ROOT / "dbt_project" / "models").rglob("*.yml")):
        for model in (yaml.safe_load(path.read_text("utf-8")) or {}).get("models", []):
            meta = (model.get("config") or {}).get("meta") or {}
            for number in meta.get("answers", []):
                yield str(number), model["name"]


def page() -> str:
    """The whole page: every question, answered or not."""
    by_number: dict[str, list[str]] = {}
    for number, model in answers():
        by_number.setdefault(number, []).append(model)
    with QUESTIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    unknown = set(by_number) - {row["number"] for row in rows} - {"all"}
    if unknown:
        raise SystemExit(f"{QUESTIONS.name} does not know {', '.join(sorted(unknown))}")
    cells = [(*row.values(), shown(by_number, row["number"])) for row in rows]
    lines = [f"| {' | '.join(row)} |" for row in cells]
    every = f"\nBefore any of them, read: {shown(by_number, 'all')}.\n"
    return HEAD + "\n".join(lines) + "\n" + every


def shown(by_number: dict[str, list[str]], number: str) -> str:
    """Reports first, then the facts behind them; a dash where nothing answers yet."""
    models = sorted(by_number.get(number, []), key=lambda name: (not name.startswith("rpt_"), name))
    return ", ".join(f"`{model}`" for model in models) or "–"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"docs  {PAGE.relative_to(ROOT)}\n")
