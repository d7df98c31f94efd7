"""dbt, in this process: build everything that does not depend on a blocked stream, and tell how.

dbt is imported on first use only (two CPU seconds); its files go under the data folder.
"""

import gc
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import msgspec

from pipelines import brief

PROJECT = Path(__file__).resolve().parents[1] / "dbt_project"
BEFOREHAND = PROJECT.parent / "build" / "dbt"  # `make` parses once, with the environment
WAREHOUSE, CORES = "MARKETING_WAREHOUSE", "MARKETING_CORES_A_MODEL"
MODELS = "MARKETING_MODELS"
AT_ONCE = 2  # nodes that dbt runs side by side, as profiles.yml says
STAMP = "parsed"
RESULTS = ("LogModelResult", "LogTestResult", "LogSeedResult")  # of dbt's events
SAMPLE_CHARACTERS = 600


class Node(msgspec.Struct, frozen=True, kw_only=True):
    """One model, seed, unit test or data test, and how it ended."""

    unique_id: str
    name: str
    kind: str
    status: str
    seconds: float = 0.0
    message: str = ""
    failures: int = 0

    @property
    def is_test(self) -> bool:
        """Data tests and unit tests."""
        return self.kind in ("test", "unit_test")


@dataclass(frozen=True)
class Built:
    """What one build did."""

    nodes: tuple[Node, ...] = ()
    excluded: tuple[str, ...] = ()
    error: str = ""

    @property
    def failed(self) -> list[Node]:
        """Models that did not build and tests that did not hold; warnings are not failures."""
        return [node for node in self.nodes if node.status in ("error", "fail", "runtime error")]

    @property
    def warned(self) -> list[Node]:
        """Tests that did not hold and stop nothing."""
        return [node for node in self.nodes if node.status == "warn"]

    @property
    def models(self) -> int:
        """How many models and seeds were built."""
        return sum(node.status == "success" and not node.is_test for node in self.nodes)

    @property
    def tests(self) -> int:
        """How many tests held."""
        return sum(node.status == "pass" for node in self.nodes)

    @property
    def is_right(self) -> bool:
        """Everything that was asked for was built and all its tests held."""
        return not self.error and not self.failed


@dataclass(frozen=True)
class Dbt:
    """The dbt project, pointed at one warehouse file and one folder for dbt's own files."""

    warehouse: Path
    folder: Path
    project: Path = PROJECT
    variables: tuple[tuple[str, str], ...] = field(default=())

    @property
    def manifest(self) -> Path:
        """Where a parse leaves the manifest."""
        return self.folder / "target" / "manifest.json"

    def options(self) -> list[str]:
        """Where dbt reads and writes; the same for every command, or dbt parses anew."""
        return [
            *("--project-dir", str(self.project), "--profiles-dir", str(self.project)),
            *("--target-path", str(self.folder / "target")),
        ]

    def quiet(self) -> list[str]:
        """No log on the screen or on the disk: the results say what is needed."""
        logs = ["--log-path", str(self.folder / "logs"), "--log-level", "none"]
        return [*logs, "--log-level-file", "none", "--no-use-colors", "--no-version-check"]

    def environment(self) -> dict[str, str]:
        """What dbt must know from the environment."""
        return {
            WAREHOUSE: str(self.warehouse),
            CORES: str(max(1, (os.cpu_count() or 1) - AT_ONCE + 1)),
            MODELS: self.fingerprint,
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            "DO_NOT_TRACK": "1",
        }

    @property
    def fingerprint(self) -> str:
        """The content of the project's files."""
        told = hashlib.sha256()
        for path in sorted(self.project.rglob("*")):
            if path.suffix in (".sql", ".yml", ".csv") and "target" not in path.parts:
                name = str(path.relative_to(self.project)).encode()
                told.update(name + b"\0" + path.read_bytes())
        return told.hexdigest()

    @property
    def is_parsed(self) -> bool:
        """A parse of the project as it stands is there, or was copied from the one made before."""
        wanted = self.fingerprint
        if not is_of(self.folder, wanted) and is_of(BEFOREHAND, wanted):
            target = self.manifest.parent
            shutil.copytree(BEFOREHAND / target.name, target, dirs_exist_ok=True)
            (self.folder / STAMP).write_text(wanted, encoding="utf-8")
        return is_of(self.folder, wanted)

    def parse(self) -> Path:
        """The manifest's path, parsed in this process if the project changed."""
        if not self.is_parsed:
            (self.folder / STAMP).unlink(missing_ok=True)
            self.invoke(["parse"])
            (self.folder / STAMP).write_text(self.fingerprint, encoding="utf-8")
        return self.manifest

    def read(self) -> Any:
        """dbt's manifest in memory, its templates compiled: a build with it begins at once."""
        self.parse()
        manifest = self.invoke(["parse"]).result
        brief.compile_ahead(manifest)
        return manifest

    def build(
        self,
        *,
        select: Sequence[str] = (),
        only_named: bool = False,
        blocked: Collection[str] = (),
        on_node: Callable[[Node], None] | None = None,
        manifest: Any = None,
    ) -> Built:
        """Build and test the data; `blocked` streams and what depends on them stay as they are.

        `only_named` runs no test beyond those selected. Unit tests prove the SQL, not the data:
        they have a command of their own. `manifest`: as `read` before, for any number of builds.
        """
        endings = ("", "__versions", "__history")
        tables = [f"{stream}{end}" for stream in sorted(blocked) for end in endings]
        exclude = tuple(f"source:{source_of(table)}+" for table in tables)
        arguments = ["build", "--no-write-json", "--use-fast-test-edges"]
        arguments += ["--exclude-resource-type", "unit_test"]
        arguments += ["--indirect-selection", "empty"] if only_named else []
        arguments += ["--select", *select] if select else []
        arguments += ["--exclude", *exclude] if exclude else []
        return self._built(arguments, exclude, on_node, manifest)

    def unit_test(self) -> Built:
        """Every unit test of the models; they bring their own rows."""
        return self._built(["test", "--select", "test_type:unit"])

    def _built(
        self,
        arguments: Sequence[str],
        exclude: tuple[str, ...] = (),
        on_node: Callable[[Node], None] | None = None,
        manifest: Any = None,
    ) -> Built:
        result = self.invoke(arguments, on_node, manifest)
        nodes = tuple(node_of(one) for one in getattr(result.result, "results", None) or ())
        error = str(result.exception)[:SAMPLE_CHARACTERS] if result.exception else ""
        return Built(nodes, exclude, error)

    def invoke(
        self,
        arguments: Sequence[str],
        on_node: Callable[[Node], None] | None = None,
        manifest: Any = None,
    ) -> Any:
        """Run one dbt command in this process."""

        def hear(event: Any) -> None:
            if on_node and event.info.name in RESULTS:
                on_node(heard(event))

        self.folder.mkdir(parents=True, exist_ok=True)
        with changed_environment(self.environment()), collecting_seldom():
            runner = import_dbt()(manifest=manifest, callbacks=[hear])
            brief.tell_what_is_heard(RESULTS if on_node else ())
            try:
                return runner.invoke([*self.quiet(), *arguments, *self.options()])
            finally:
                let_go()


def is_of(folder: Path, fingerprint: str) -> bool:
    """This folder holds a whole parse of the project with this content."""
    stamp = folder / STAMP
    return stamp.exists() and stamp.read_text(encoding="utf-8") == fingerprint


def parse_beforehand() -> None:
    """Parse once for all data folders to come: nine CPU seconds that no run pays then."""
    beforehand = Dbt(BEFOREHAND / "warehouse.duckdb", BEFOREHAND)
    if not is_of(BEFOREHAND, beforehand.fingerprint):
        sys.stdout.write("models  parsed (about ten seconds, when they changed)\n")
        beforehand.parse()


def import_dbt() -> Any:
    """dbt's runner; the import costs two CPU seconds, so it happens only when needed."""
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    brief.make_once()
    return dbtRunner


def let_go() -> None:
    """Close the warehouse: the adapter would keep it open for as long as this process lives."""
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415

    DuckDBConnectionManager.close_all_connections()
    gc.collect()


def source_of(table: str) -> str:
    """How dbt names a stream's table: google_ads__ads is source google_ads.google_ads__ads."""
    return f"{table.partition('__')[0]}.{table}"


def node_of(result: Any) -> Node:
    """Our record of one dbt result."""
    node = result.node
    return Node(
        unique_id=node.unique_id,
        name=node.name,
        kind=str(node.resource_type),
        status=str(result.status),
        seconds=round(result.execution_time, 3),
        message=" ".join((result.message or "").split())[:SAMPLE_CHARACTERS],
        failures=result.failures or 0,
    )


def heard(event: Any) -> Node:
    """Our record of a dbt event, as it happens."""
    info = event.data.node_info
    return Node(
        unique_id=info.unique_id,
        name=info.node_name,
        kind=info.resource_type,
        status=info.node_status,
    )


@contextmanager
def collecting_seldom() -> Generator[None]:
    """Fewer walks of the garbage collector over dbt's objects, which live to the end anyway."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(200_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def changed_environment(values: dict[str, str]) -> Generator[None]:
    """dbt reads the environment only; put back what was there."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


if __name__ == "__main__":
    parse_beforehand()
