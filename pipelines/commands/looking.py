"""Commands that look and write nothing: `check`, `status`, `query`, `env`."""

import csv
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated

import duckdb
import typer
from rich.table import Table

from connectors import CONNECTORS
from connectors.core import Connector
from pipelines import checking, envfile, metrics
from pipelines.commands.place import console, leave, say, settings, told
from pipelines.lake import Lake
from pipelines.report import CORRECT, INCOMPLETE, USAGE
from pipelines.settings import read_day
from pipelines.warehouse import Warehouse

MOST_ROWS = 50
MOST_FEEDS = 1_000


def check() -> None:
    """Say per connector what is missing or refused: settings, secrets, reach, permission.

    Asks each account that is on for one page; writes nothing.
    """
    place = settings(need_secrets=False)
    findings = [finding for name in place.sources for finding in checking.check(place, name)]
    table = Table("connector", "account", "state", "what to do", box=None)
    for finding in findings:
        table.add_row(finding.connector, finding.account, finding.state, finding.what)
    console().print(table)
    raise typer.Exit(CORRECT if all(one.is_fine for one in findings) else INCOMPLETE)


def status() -> None:
    """Show freshness, coverage, quarantine and the last runs."""
    place = settings(need_secrets=False)
    with told():
        warehouse = Warehouse(place.data_dir / "warehouse.duckdb", wait=5.0)
        with warehouse.reading("status") as db:
            for title, sql in checking.QUESTIONS.items():
                show(title, db.execute(sql), most=MOST_FEEDS)
    runs = Lake(place.data_dir / "lake").runs()[-5:]
    table = Table("run", "pulls", "missing", "blocked", "published", title="last runs", box=None)
    for run in reversed(runs):
        counts = (how_many(run.report.get(name)) for name in ("missing", "blocked"))
        published = run.report.get("published") or "nothing"
        table.add_row(run.run_id, str(run.report.get("pulls", "")), *counts, str(published))
    console().print(table)


def how_many(found: object) -> str:
    """The length of a list in a run's report."""
    return str(len(found)) if isinstance(found, list) else "0"


def query(
    what: Annotated[str, typer.Argument(help="SQL over the published marts, or a metric's name.")],
    by: Annotated[
        list[str] | None, typer.Option("--by", help="Cut a metric by: channel, month, …; repeat.")
    ] = None,
    first: Annotated[str | None, typer.Option("--from", help="First day, YYYY-MM-DD.")] = None,
    last: Annotated[str | None, typer.Option("--to", help="Last day, YYYY-MM-DD.")] = None,
    model: Annotated[str | None, typer.Option(help="Attribution model, for credited ones.")] = None,
    against: Annotated[
        str | None, typer.Option(help="Hold periods against: previous, last_year.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="All rows as CSV.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="All rows as JSON.")] = False,
) -> None:
    """Ask the published marts one question: a metric by its name, or SQL.

    docs/metrics.md lists the metrics and what each may be cut by.
    """
    published = settings(need_secrets=False).data_dir / "published" / "marketing.duckdb"
    if not published.exists():
        leave([f"{published}: nothing is published yet. Try: marketing run"], USAGE)
    title, sql, values = statement(what, by or [], (first, last), model, against)
    with duckdb.connect(str(published.resolve()), read_only=True) as db:
        db.execute("set TimeZone = 'UTC'; set search_path = 'marts'")
        try:
            answer = db.execute(sql, values)
        except duckdb.Error as error:
            leave([str(error).strip()], USAGE)
        names = [column[0] for column in answer.description or ()]
        if as_csv:
            rows = csv.writer(sys.stdout)
            rows.writerow(names)
            rows.writerows(answer.fetchall())
        elif as_json:
            found = [dict(zip(names, row, strict=True)) for row in answer.fetchall()]
            say(json.dumps(found, ensure_ascii=False, indent=1, default=str))
        else:
            show(title, answer, tell=figure if title else str)


def figure(value: object) -> str:
    """A figure with up to six decimals."""
    return f"{value:.6f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def statement(
    what: str,
    by: Sequence[str],
    between: tuple[str | None, str | None],
    model: str | None,
    against: str | None,
) -> tuple[str, str, Mapping[str, object]]:
    """Title, SQL and its values: SQL has a space in it, a metric's name has none."""
    if any(sign.isspace() for sign in what.strip()):
        if by or model or against or any(between):
            options = "--by, --from, --to, --model and --against"
            leave([f"{options} go with a metric, not with SQL"], USAGE)
        return "", what, {}
    days = zip(("--from", "--to"), between, strict=True)
    with told():
        first, last = (read_day(name, day) if day else None for name, day in days)
    try:
        asked = metrics.question(what.strip(), by, first, last, model, against)
    except metrics.MetricError as error:
        leave([error], USAGE)
    return asked.title, asked.sql, asked.values


def env() -> None:
    """Print .env.example: every setting and every secret's name, by connector."""
    platforms = [one for one in CONNECTORS.values() if isinstance(one, Connector)]
    say(envfile.example(platforms).rstrip("\n"))


def show(
    title: str,
    answer: duckdb.DuckDBPyConnection,
    most: int = MOST_ROWS,
    tell: Callable[[object], str] = str,
) -> None:
    """An answer as a table; long ones are cut and say so."""
    table = Table(
        *(column[0] for column in answer.description or ()), title=title or None, box=None
    )
    rows = answer.fetchmany(most + 1)
    for row in rows[:most]:
        table.add_row(*("" if value is None else tell(value) for value in row))
    console().print(table, markup=False)
    if len(rows) > most:
        say("… more rows: --csv shows all")
