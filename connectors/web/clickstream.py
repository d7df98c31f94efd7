"""Click stream files. Forms, headings and quirks: docs/connectors/clickstream.md

- JSON lines in the Segment form are taken as bytes; the stream sets aside what is no UTF-8 or no
  JSON. Tables (Segment's of a warehouse, Snowplow's, those of the house) leave as such messages.
- Delivery is at least once: the same message may stand in several files.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.readers import json_lines, refuse
from connectors.web.clickstream_tables import messages

clickstream = Folder(name="clickstream")

LINES, TABLES = ("jsonl", "ndjson"), ("csv", "tsv")


@clickstream.feed(
    *(f"*.{kind}{packed}" for kind in (*LINES, *TABLES) for packed in ("", ".gz")),
    *("*.parquet", "*.xlsx", "*.xls"),
)
def events(path: Path) -> Records:
    """One record per delivered event, as a line of JSON would tell it."""
    kind = path.name.lower().removesuffix(".gz").rpartition(".")[2]
    return _json_objects(path) if kind in LINES else messages(path)


def _json_objects(path: Path) -> Records:
    """A file without one line that begins an object is of another kind, and refused."""
    found = False
    for page in json_lines(path):
        found = found or any(bytes(line).lstrip()[:1] == b"{" for line in page.records)
        if not found:
            break
        yield page
    if not found:
        raise refuse(path.name, "holds no JSON object", "one event per line, as {...}, in UTF-8")
