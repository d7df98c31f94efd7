"""A warehouse in memory: rows planted in some models, the compiled SQL of others run on them."""

from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import duckdb
import msgspec

from pipelines.build import PROJECT, Dbt

Row = Mapping[str, object]
CLOSED = date(2026, 11, 15)  # the last day that everything has told; half of November is over
# Models without a contract that rows are planted in, and their columns.
OPEN = {
    "int_coverage_days": "connector text, feed text, account_id text, date_day date, state text,"
    " reason text",
    "int_last_closed_day": "last_closed_date date",
    "int_events": "event_id text, project_id text, event_date date",
    "stg_work_items": "platform text, file_slot text, exported_date date, item_id text,"
    " item_kind text, item_name text, project_label text, project_name text, department_label text,"
    " from_department_label text, request_type text, priority text, status text,"
    " occurred_at timestamp, submitted_at timestamp, responded_at timestamp,"
    " delivered_at timestamp, start_date date, due_date date, doing_date date, done_date date,"
    " post_mortem_date date, assignees bigint, is_day_only boolean, is_backfilled boolean,"
    " weight decimal(18, 6),"
    " progress decimal(18, 6), budget decimal(18, 6), reworks bigint, hold_hours double,"
    " score double, leads_sent bigint, leads_accepted bigint",
    "stg_quarantine": "stream text, account_id text, reason text, raw_hash text",
    "stg_row_counts": "stream text, connector text, feed text, account_id text, row_count bigint",
    "stg_crm_listings": "platform text, object_name text, account_id text, is_here boolean,"
    " is_due boolean",
    "int_identifiers": "identifier_kind text, is_muted boolean, muted_reason text",
    "int_identity_splits": "reason text, group_eldest text",
    "int_identity_groups": "is_merged boolean, merged_at timestamp",
    "stg_web_events": "platform text, anonymous_id text, user_hash text",
    "int_agreements": "measure text, connector text, feed text, numerator double,"
    " denominator double, detail text",
    "int_labels": "label_kind text, label text, house_id text",
    "int_kpi_targets": "target_key text, period_kind text, period_start_date date,"
    " period_end_date date, elapsed_date date, period_days bigint, elapsed_days bigint,"
    " period_weight double, elapsed_weight double, team_id text, position_id text, region_id text,"
    " product_line text, kpi_code text, kpi_name text, kpi_type text, metric_name text,"
    " target_version text, valid_from_date date, weight decimal(18, 6), unit text,"
    " aggregation text, judged_direction text, formula text, completion_cap double,"
    " is_change boolean, baseline decimal(18, 6), target decimal(18, 6),"
    " target_high decimal(18, 6), floor decimal(18, 6), stretch decimal(18, 6),"
    " rated double, rated_weight double,"
    " raters bigint, is_known boolean, is_by_team boolean, needs_ads boolean, needs_shop boolean,"
    " needs_people_cost boolean, is_cut_known boolean, is_unit_fit boolean, definition text,"
    " scoring_kind text, scoring_rule text, target_written text",
}


class Planted:
    """Every mart and seed as an empty table, the calendar as it is; models by their name."""

    def __init__(self, dbt: Dbt, models: Sequence[str]) -> None:
        done = dbt.invoke(["compile", "--select", "int_days", "dim_date", *models])
        assert done.success, done.exception
        nodes = msgspec.json.decode(dbt.manifest.read_bytes())["nodes"].values()
        self.nodes = {
            one["name"]: one for one in nodes if one["resource_type"] in ("model", "seed")
        }
        compiled = {str(one.node.name): one.node.compiled_code for one in done.result.results}
        self.sql: dict[str, str] = {name: code for name, code in compiled.items() if code}
        self.db = duckdb.connect()
        self.db.execute("attach ':memory:' as warehouse; use warehouse; set TimeZone = 'UTC'")
        for schema in ("seeds", "staging", "intermediate", "marts"):
            self.db.execute(f"create schema {schema}")
        for name, node in self.nodes.items():
            self._empty(name, node)
        self._put("int_last_closed_day", [{"last_closed_date": CLOSED}])
        self.run("int_days", "dim_date")

    def _empty(self, name: str, node: Mapping[str, Any]) -> None:
        if node["resource_type"] == "seed":
            kinds = node["config"]["column_types"]
            told = f"types = {kinds}," if kinds else ""
            csv = PROJECT / "seeds" / f"{name}.csv"
            self.db.execute(
                f"create table seeds.{name} as from read_csv('{csv}', {told} header = true)"
            )
        elif name in OPEN:
            self.db.execute(f"create table {node['schema']}.{name} ({OPEN[name]})")
        elif node["schema"] == "marts":
            columns = ", ".join(
                f'"{one["name"]}" {one["data_type"]} {default(one)}'
                for one in node["columns"].values()
            )
            self.db.execute(f"create table marts.{name} ({columns})")

    @contextmanager
    def rows(
        self, given: Mapping[str, Iterable[Row]], closed: date = CLOSED
    ) -> Generator["Planted"]:
        """With these rows in these models, on a day; everything as before afterwards."""
        self.db.execute("begin")
        try:
            if closed != CLOSED:
                told = "update marts.dim_date set is_closed = date_day <= ?"
                self.db.execute(told, [closed])
            for name, rows in given.items():
                self._put(name, rows)
            yield self
        finally:
            self.db.execute("rollback")

    def _put(self, name: str, rows: Iterable[Row]) -> None:
        table = f"{self.nodes[name]['schema']}.{name}"
        for row in rows:
            columns = ", ".join(f'"{column}"' for column in row)
            marks = ", ".join("?" for _ in row)
            self.db.execute(f"insert into {table} ({columns}) values ({marks})", [*row.values()])

    def run(self, *models: str) -> None:
        """Fill these models, one after the other, by their own SQL."""
        for name in models:
            table = f"{self.nodes[name]['schema']}.{name}"
            self.db.execute(f"create or replace table {table} as {self.sql[name]}")

    def ask(self, sql: str) -> list[tuple]:
        """A question to the marts."""
        return self.db.execute(f"use warehouse.marts; {sql}").fetchall()


def default(column: Mapping[str, Any]) -> str:
    """What a planted row does not say is nothing: `none`, false or null."""
    name, kind = column["name"], column["data_type"]
    if kind == "boolean":
        return "default false"
    return "default 'none'" if kind == "varchar" and name.endswith(("_id", "_key", "_line")) else ""
