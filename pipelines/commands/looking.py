"""Commands that look and write nothing: `check`, `status`, `query`, `env`."""

import csv
import sys
from typing import Annotated

import duckdb
import typer
from rich.table import Table

from connectors import CONNECTORS
from connectors.core import Connector
from pipelines import checking, envfile
from pipelines.commands.place import console, leave, say, settings, told
from pipelines.lake import Lake
from pipelines.report import CORRECT, INCOMPLETE, USAGE
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
    sql: Annotated[str, typer.Argument(help="SQL over the published marts (read-only).")],
    as_csv: Annotated[bool, typer.Option("--csv", help="All rows as CSV.")] = False,
) -> None:
    """Ask the published marts one question."""
    published = settings(need_secrets=False).data_dir / "published" / "marketing.duckdb"
    if not published.exists():
        leave([f"{published}: nothing is published yet. Try: marketing run"], USAGE)
    with duckdb.connect(str(published.resolve()), read_only=True) as db:
        db.execute("set TimeZone = 'UTC'; set search_path = 'marts'")
        try:
            answer = db.execute(sql)
        except duckdb.Error as error:
            leave([str(error).strip()], USAGE)
        if as_csv:
            rows = csv.writer(sys.stdout)
            rows.writerow([column[0] for column in answer.description or ()])
            rows.writerows(answer.fetchall())
        else:
            show("", answer)


def env() -> None:
    """Print .env.example: every setting and every secret's name, by connector."""
    platforms = [one for one in CONNECTORS.values() if isinstance(one, Connector)]
    say(envfile.example(platforms).rstrip("\n"))


def show(title: str, answer: duckdb.DuckDBPyConnection, most: int = MOST_ROWS) -> None:
    """An answer as a table; long ones are cut and say so."""
    table = Table(
        *(column[0] for column in answer.description or ()), title=title or None, box=None
    )
    rows = answer.fetchmany(most + 1)
    for row in rows[:most]:
        table.add_row(*("" if value is None else str(value) for value in row))
    console().print(table, markup=False)
    if len(rows) > most:
        say("… more rows: --csv shows all")
