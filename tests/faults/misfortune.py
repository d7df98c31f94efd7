"""One run in which everything goes wrong at once, with secrets that can be found again anywhere."""

import base64
import io
import logging
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import dagster as dg
import duckdb
import polars as pl
import pytest
import zstandard
from plant import Plant, Time
from typer.testing import CliRunner

from connectors import CONNECTORS
from connectors.core import Limits
from connectors.core.engine import engine_at
from connectors.core.pace import Pace
from connectors.core.tokens import Tokens
from pipelines.assets.resources import Loading
from pipelines.assets.stream_assets import assets_of
from pipelines.cli import app
from pipelines.pull_beside import PullsBeside
from pipelines.streams import STREAMS
from sandbox.faults import Fault
from sandbox.secrets import SECRETS
from sandbox.server import Sandbox

MARK = "hushQ7f3Kq9"
YESTERDAY = "2026-11-13"
# What the platforms hand out themselves begins like this.
ISSUED = (b"ya29.sandbox-", b"sandbox-refresh-", b"sandbox-ocean-access-", b"sandbox-wx-")
PACKED = (".zst", ".parquet", ".xlsx", ".duckdb")
FAULTS = (
    Fault("type_change", "tiktok_ads", "advertiser/info", times=None,
          field_path="currency", value="US dollars"),
    Fault("busy_retry_after", "tiktok_ads", "report/integrated", times=None, retry_after=4000),
    Fault("server_error", "google_ads", "token", times=None, html=True),
    Fault("html_200", "meta_ads", "campaigns", times=None),
    Fault("foreign_next_link", "meta_ads", "/ads", times=None),
    Fault("busy", "meta_ads", "insights", times=None),
    Fault("expired_token", "ocean_engine", "report", times=None),
    Fault("truncated_json", "ocean_engine", "project", times=None),
    Fault("reset_before_reply", "wechat_official_account", "getusercumulate", times=None),
    Fault("reset_in_body", "wechat_official_account", "getusersummary", times=None),
    Fault("expired_token", "wechat_official_account", "getarticle", times=None),
    Fault("short_body", "youtube", "reports", times=None),
    Fault("expired_token", "hubspot", "contacts", times=None),
    Fault("cursor_loop", "hubspot", "deals", times=None),
    Fault("empty_page_with_cursor", "typeform", "responses", times=None),
    Fault("foreign_next_link", "shopify", "orders", times=None),
    Fault("expired_token", "shopify", "orders", times=None, account="lumora-eu"),
)  # fmt: skip


@dataclass(frozen=True)
class Misfortune:
    """What such a run left behind."""

    plant: Plant
    exit_code: int
    said: str


def with_mark(patch: pytest.MonkeyPatch) -> dict[str, str]:
    """Secrets with one mark in all of them, and all that may need escaping behind it."""
    told = {
        name: f"{MARK}+/=&%41#{number:02d}{name.lower()}"
        for number, name in enumerate(SECRETS)
        if name != "MARKETING_HASH_KEY"
    }
    for name, value in told.items():
        patch.setitem(SECRETS, name, value)
    return told


def suffer(plant: Plant, sandbox: Sandbox, patch: pytest.MonkeyPatch) -> Misfortune:
    """Every command that speaks to platforms, and Dagster, while nothing works."""
    for name, value in plant.environ.items():
        patch.setenv(name, value)
    for fault in FAULTS:
        sandbox.arm(Fault(**{name: vars(fault)[name] for name in ARMED}))
    logs = plant.home / "logs"
    logs.mkdir(exist_ok=True)
    hurry(plant, patch)
    handler = logging.FileHandler(logs / "debug.log")
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    try:
        checked = CliRunner().invoke(app, ["check"])
        ran = CliRunner().invoke(app, ["run"])
        told = CliRunner().invoke(app, ["status"])
        assets = materialise(plant, "wechat_official_account", "shopify", "tiktok_ads")
    finally:
        logging.getLogger().setLevel(logging.WARNING)
        logging.getLogger().removeHandler(handler)
        handler.close()
    said = [result.output for result in (checked, ran, told)]
    return Misfortune(plant, ran.exit_code, "\n".join([*said, assets]))


ARMED = ("kind", "connector", "path_contains", "times", "account", "html", "retry_after",
         "field_path", "value")  # fmt: skip


def hurry(plant: Plant, patch: pytest.MonkeyPatch) -> None:
    """Nobody waits: this process pulls, with an engine whose clock never sleeps."""
    patch.setattr(PullsBeside, "pull", lambda _, loader, asks: loader.pull(asks))
    folder = plant.home / "state" / "tokens"
    engine, clock = engine_at(folder), Time().clock
    engine.clock, engine.limits = clock, Limits(tries=3, read=2.0)
    engine.pace, engine.tokens = Pace(clock), Tokens(folder, clock.wall)


def materialise(plant: Plant, *connectors: str) -> str:
    """The same misfortune inside Dagster, with its records on the disk; every event as text."""
    said = []
    storage = plant.home / "dagster"
    storage.mkdir(exist_ok=True)
    with dg.DagsterInstance.local_temp(str(storage)) as instance:
        for name in connectors:
            streams = [one for one in STREAMS.values() if one.connector == name]
            result = dg.materialize(
                list(assets_of(CONNECTORS[name], streams)),
                partition_key=YESTERDAY,
                resources={"loading": Loading(retries=0)},
                instance=instance,
                raise_on_error=False,
            )
            said += [repr(event) for event in result.all_events]
    return "\n".join(said)


def spellings(text: str) -> list[bytes]:
    """The text plain, in hexadecimal, and in base64 wherever it begins."""
    plain = text.encode()
    found = [plain, plain.hex().encode()]
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        found.append(coded[-(-before * 8 // 6) : len(plain) * 8 // 6])
    return found


def contents(root: Path, *skipped: str, packed: bool = True) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder: what it holds once unpacked, and its bytes as they lie there."""
    for path in sorted(root.rglob("*")):
        name = str(path.relative_to(root))
        if path.is_symlink() or not path.is_file() or name.startswith(skipped):
            continue
        data = path.read_bytes()
        if packed or path.suffix not in PACKED:
            yield name, data
        if path.suffix == ".zst":
            yield name, zstandard.ZstdDecompressor().stream_reader(data).read()
        elif path.suffix == ".parquet":
            yield name, b"\n".join(texts_of(pl.read_parquet(path)))
        elif path.suffix == ".xlsx" and zipfile.is_zipfile(path):
            with zipfile.ZipFile(io.BytesIO(data)) as book:
                yield name, b"".join(book.read(part) for part in book.namelist())
        elif path.suffix == ".duckdb":
            yield name, tables_of(path)


def texts_of(frame: pl.DataFrame) -> Iterator[bytes]:
    """Every text of a frame, once per column."""
    for column in frame.select(pl.col(pl.String)):
        yield "\n".join(column.drop_nulls().unique()).encode()


def tables_of(path: Path) -> bytes:
    """Every text in a DuckDB file."""
    with duckdb.connect(str(path), read_only=True) as db:
        tables = db.execute(
            "select schema_name, table_name from duckdb_tables() where not internal"
        ).fetchall()
        frames = (db.sql(f'select * from "{schema}"."{table}"').pl() for schema, table in tables)
        return b"\n".join(text for frame in frames for text in texts_of(frame))
