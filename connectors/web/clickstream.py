"""Click stream files in the Segment form, JSON lines. Quirks: docs/connectors/clickstream.md

- Lines are taken as bytes; the stream sets aside those that are no UTF-8 or no JSON.
- Delivery is at least once: the same message may stand in several files.
"""

from pathlib import Path

from connectors.core import Folder, Records
from connectors.core.readers import json_lines, refuse

clickstream = Folder(name="clickstream")


@clickstream.feed("*.jsonl", "*.jsonl.gz", "*.ndjson", "*.ndjson.gz")
def events(path: Path) -> Records:
    """One record per delivered event; a file is one day of receipts."""
    return _json_objects(path)


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
