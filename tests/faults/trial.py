"""One platform that misbehaves, one data folder, and the verbs of a load between them."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import polars as pl
from plant import Plant, Time

from connectors import CONNECTORS
from connectors.core import Engine, Limits, Window
from pipelines.load import Loader
from pipelines.progress import Quiet
from pipelines.report import RunReport
from pipelines.run import by_stream, load_all
from pipelines.settings import load_settings
from pipelines.streams import STREAMS
from sandbox.faults import Fault
from sandbox.platforms import ROUTES
from sandbox.server import Sandbox, Visit
from sandbox.world import World

BOOKKEEPING = ("_pulled_at", "_pull_id")


class Case(NamedTuple):
    """What of a platform is put to the test: its main list, and pages small enough to need many."""

    feed: str
    stream: str
    path: str
    page: int

    @property
    def name(self) -> str:
        """The platform."""
        return self.stream.partition("__")[0]


# Between them every way to page and to sign there is.
CASES = {
    case.name: case
    for case in (
        Case("ad_report", "tiktok_ads__ad_report", "report/integrated", 150),  # page numbers
        Case("ad_report", "ocean_engine__ad_report", "report/custom", 50),  # and a rotating grant
        Case("ad_report", "google_ads__ad_report", "searchStream", 0),  # chunks, OAuth
        Case("ad_report", "meta_ads__ad_report", "insights", 200),  # a job, then links
        Case("contacts", "hubspot__contacts", "contacts/search", 100),  # a cursor in the body
        Case("responses", "typeform__responses", "responses", 10),  # ever older by token
        Case("orders", "shopify__orders", "orders.json", 20),  # links in a header
        Case("ad_report", "baidu__ad_report", "getReportData", 0),  # offset and token in a body
        Case("ad_report", "tencent_ads__ad_report", "daily_reports", 150),  # a nonce for each call
        Case("ad_report", "xiaohongshu_ads__ad_report", "jg/data/report", 0),  # pages by a count
        Case("leads", "xiaoshouyi__leads", "xoqlScroll", 0),  # a cursor in a form
        Case("posts", "x_twitter__posts", "/tweets", 0),  # a rotating grant of each account
        Case("videos", "douyin__videos", "video_list", 0),  # a consent renewed now and then
        Case("responses", "surveymonkey__responses", "responses/bulk", 10),  # links in the body
        Case("responses", "qualtrics__responses", "export-responses", 0),  # a job, then an archive
        Case("responses", "wenjuanxing_api__responses", "default.aspx", 0),  # a signed body
        Case("orders", "taobao_tmall_top__orders", "router/rest", 0),  # a signed form, backwards
    )
}
# Records that no page fault can touch: packed, or keyed by their number.
SEALED = ("qualtrics", "wenjuanxing_api")


@dataclass
class Took:
    """What one load took: its report, the calls it made, the seconds it would have waited."""

    report: RunReport
    visits: list[Visit]
    seconds: float

    @property
    def exit_code(self) -> int:
        """As the command would leave."""
        return self.report.exit_code

    @property
    def told(self) -> str:
        """All that a person reads about it."""
        return "\n".join(self.report.lines())

    @property
    def drift(self) -> set[str]:
        """New fields that came."""
        return {name for one in self.report.loaded for name in one.drift}

    def of(self, case: Case) -> list[Visit]:
        """The calls for the main list."""
        return [visit for visit in self.visits if case.path in visit.path]


@dataclass
class Trial:
    """A data folder that loads from a sandbox of its own, in time that nobody waits for."""

    folder: Path
    sandbox: Sandbox
    world: World
    names: tuple[str, ...]
    read: float = 2.0
    accounts: int = 1
    environ: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.plant = Plant(self.folder, self.sandbox, self.world)
        self.plant.sources = first_accounts(self.plant.sources, self.accounts)
        self.streams = {n: s for n, s in STREAMS.items() if s.connector in self.names}

    def live_on(self, today: date) -> None:
        """Let everybody believe it is this day."""
        self.plant.live_on(today)

    def arm(self, kind: str, case: Case, **how: Any) -> Fault:
        """Let the platform's main list go wrong."""
        return self.sandbox.arm(Fault(kind, case.name, path_contains=case.path, **how))

    def loader(self, time: Time, **options: Any) -> Loader:
        """The verbs over this folder, patient as in production."""
        settings = load_settings(CONNECTORS, {**self.plant.environ, **self.environ})
        limits = Limits(read=self.read)
        engine = Engine(self.folder / "state" / "tokens", time.clock, limits)
        return Loader(settings, streams=self.streams, engine=engine, **options)

    def load(self, *feeds: str, between: Window | None = None, **options: Any) -> Took:
        """Pull, clean, judge and store: a run without its models."""
        time = Time()
        started, before = time.now, len(self.sandbox.requests)
        loader = self.loader(time, **options)
        report = RunReport(run_id=loader.run_id, started_at=loader.started_at)
        loader.prepare()
        asks = loader.asks(self.names, feeds=feeds, between=between)
        pulled = list(loader.pull(asks))
        report.missing = [one.missing for one in pulled if one.missing]
        loader.note(report.missing)
        pulls = [one.pull for one in pulled if one.pull]
        report.pulls = len(pulls)
        load_all(loader, Quiet(), report, [by_stream(loader, pulls)])
        for one in report.loaded:
            parts = one.counts
            sent_on = parts.good + parts.quarantined + parts.repeats + parts.filtered + parts.struck
            assert parts.received == sent_on, f"{one.stream} lost or doubled rows"
        return Took(report, self.sandbox.requests[before:], time.now - started)

    def rows(self, stream: str, *, with_books: bool = False) -> pl.DataFrame:
        """A source table, in the order of its keys."""
        shown = "*" if with_books else f"* exclude ({', '.join(BOOKKEEPING)})"
        keys = ", ".join(STREAMS[stream].key)
        return self.frame(f'select {shown} from source."{stream}" order by {keys}')

    def frame(self, sql: str) -> pl.DataFrame:
        """An answer of the warehouse."""
        with duckdb.connect(str(self.folder / "warehouse.duckdb"), read_only=True) as db:
            db.execute("set TimeZone = 'UTC'")
            return db.sql(sql).pl()

    def whole(self, stream: str, quiet: pl.DataFrame) -> pl.DataFrame:
        """The rows of a quiet day that lie, or changed, in days that stand complete."""
        spec = STREAMS[stream]
        moment = spec.day or spec.newest or ""
        complete = self.frame(
            "select account_id, day from ops.stream_coverage "
            f"where stream = '{stream}' and state = 'complete'"
        )
        dated = quiet.with_columns(day=pl.col(moment).cast(pl.Date))
        kept = dated.join(complete, on=["account_id", "day"], how="semi", maintain_order="left")
        return kept.drop("day")

    def reasons(self, stream: str) -> list[str]:
        """Why rows of a stream are set aside."""
        wanted = f"select reason from quarantine.rows where stream = '{stream}' order by reason"
        return self.frame(wanted)["reason"].to_list()

    def states(self, stream: str) -> dict[str, int]:
        """How many days of a stream stand complete, provisional, missing."""
        told = self.frame(
            "select state, count(*) as days from ops.stream_coverage "
            f"where stream = '{stream}' group by all"
        )
        return dict(told.rows())


def first_accounts(sources: str, most: int) -> str:
    """The configuration with only so many accounts of each platform."""
    seen: Counter[str] = Counter()
    kept = []
    for block in re.split(r"\n(?=\[)", sources):
        head = block.partition("\n")[0]
        seen[head] += head.startswith("[[")
        if seen[head] <= most:
            kept.append(block)
    return "\n".join(kept)


def playing(world: World, *names: str) -> Sandbox:
    """Only these platforms, fresh: no token of another test is known there."""
    return Sandbox(world, routes={name: ROUTES[name](world) for name in names})
