"""Google Analytics 4: event tables taken out of BigQuery. docs/connectors/ga4_bigquery_export.md

- A file is a table: `…events_20261113…` a day of the property, `…events_intraday_…` the running
  day. The same name again replaces what was there, since days are rewritten for three days.
- Nested JSON lines, Parquet and the flat CSV of vendors leave as records of one form: parameters
  by name, the first item's id beside them. Avro is refused by name.
- There is no event id: `_key` is a hash of what tells one event from another.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from connectors.core import Folder, Page, Records
from connectors.core.parquet import parquet
from connectors.core.readers import json_lines, records, refuse
from connectors.core.tables import tables
from connectors.web.ga4_layout import FLAT, nested
from connectors.web.ga4_records import Record, encoded, finished

ga4_bigquery_export = Folder(name="ga4_bigquery_export")

NEEDED = ("event_date", "event_timestamp", "event_name")
PROPERTY = re.compile(r"analytics_(\d+)")
TABLE = re.compile(r"events_(intraday_)?(\d{8})?")


@ga4_bigquery_export.feed(
    "*events_*.jsonl", "*events_*.jsonl.gz", "*events_*.ndjson", "*events_*.ndjson.gz",
    "*events_*.json", "*events_*.json.gz", "*events_*.parquet", "*events_*.csv", "*events_*.avro",
)  # fmt: skip
def events(path: Path) -> Records:
    """One record per event; a file is the table of a day, or of the running one."""
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    read = {"parquet": _parquet, "csv": _flat, "avro": _avro}.get(kind, _json)
    return read(path, _facts(path.name))


def _facts(name: str) -> Record:
    """What only the name of a table tells."""
    own, table = PROPERTY.search(name), TABLE.search(name)
    return {
        "_property_id": own[1] if own else None,
        "_table_date": table[2] if table else None,
        "_is_intraday": bool(table and table[1]),
    }


def _json(path: Path, facts: Record) -> Iterator[Page]:
    """Lines that are no JSON object leave as they are, to be set aside."""
    known = False
    for page in json_lines(path):
        told = [_object(bytes(line)) for line in page.records]
        known = known or _check(path, (record for record in told if record is not None))
        yield Page([
            line if record is None else encoded(record, facts)
            for line, record in zip(page.records, told, strict=True)
        ])  # fmt: skip


def _object(line: bytes) -> Record | None:
    try:
        value = msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return value if isinstance(value, dict) else None


def _parquet(path: Path, facts: Record) -> Iterator[Page]:
    names, batches = parquet(path)
    _check(path, [dict.fromkeys(names, "")])
    for rows in batches:
        yield Page([encoded(record, facts) for record in rows])


def _flat(path: Path, facts: Record) -> Iterator[Page]:
    for table in tables(path, [FLAT]):
        told = (finished(nested(line.cells), facts) for line in table.lines)
        yield records(told)


def _avro(path: Path, facts: Record) -> Records:
    step = "take the table out as newline JSON or Parquet"
    raise refuse(path.name, "is Avro, which is not read", step)


def _check(path: Path, some: Iterable[Record]) -> bool:
    """Refuses a file whose first record is no event of this export."""
    record = next(iter(some), None)
    if record is None:
        raise refuse(path.name, "holds no JSON object", "one event per line, as BigQuery writes it")
    missing = [name for name in NEEDED if name not in record]
    if missing:
        other = ", ".join(sorted(set(record) - set(NEEDED))[:8])
        what = "fits no known layout; nearest is the event export of Google Analytics 4"
        what += f"; missing: {', '.join(missing)}; not known: {other}"
        raise refuse(path.name, what, "drop the table as BigQuery writes it")
    return True
