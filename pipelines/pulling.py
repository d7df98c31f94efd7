"""From asks to pulls in the lake: platforms over HTTP, overlapping, and dropped files."""

import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from connectors.core import Connector, Engine, Folder, Page, PullError, Window
from connectors.core.api import engine_at
from connectors.core.pull import ODD_REPLY, Job, Outcome, of_another_shape, pull_all
from pipelines import inbox
from pipelines.lake import Lake
from pipelines.pulls import LakeError, Missing, Pull
from pipelines.settings import Settings
from pipelines.windows import Ask, asks

Landed = tuple[Pull, PullError | None]
READERS = logging.getLogger("connectors")
FILES_AT_ONCE = 4  # while one waits for the disk, another is read


@dataclass(frozen=True)
class Pulled:
    """What came of one ask: a pull, what is missing of it, and the error that says who must act."""

    ask: Ask
    pull: Pull | None = None
    missing: Missing | None = None
    error: PullError | LakeError | None = None


class Remarks(logging.Handler):
    """Hands on what readers of files remark (a hidden sheet, an odd row)."""

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__(logging.WARNING)
        self.tell = tell

    def emit(self, record: logging.LogRecord) -> None:
        """One remark."""
        self.tell(record.getMessage())

    def __enter__(self) -> "Remarks":
        READERS.addHandler(self)
        READERS.propagate = False
        return self

    def __exit__(self, *_: object) -> None:
        READERS.removeHandler(self)
        READERS.propagate = True


@dataclass(frozen=True)
class Puller:
    """Asks platforms and reads files. `accept_fewer` confirms a count the guard has refused."""

    settings: Settings
    connectors: Mapping[str, Connector | Folder]
    lake: Lake
    clock: Callable[[], datetime]
    accept_fewer: bool = False
    engine: Engine | None = None

    def asks(
        self,
        connector: str,
        loaded: Mapping[tuple[str, str, str], Collection[date]],
        *,
        feeds: Collection[str] = (),
        between: Window | None = None,
    ) -> list[Ask]:
        """What to ask of one connector that is on; of a folder, each file not yet taken."""
        if connector not in self.settings.on:
            return []
        known = self.connectors[connector]
        if isinstance(known, Folder):
            root, today = self.settings.data_dir / "inbox", self.settings.today
            return list(inbox.asks(known, root, self.lake, today, feeds))
        return list(asks(self.settings, known, loaded, feeds=feeds, between=between))

    def pull(self, wanted: Iterable[Ask]) -> Iterator[Pulled]:
        """Every ask, overlapping, in the order they end; one that fails stops no other."""
        jobs: list[Job] = []
        by_job: dict[int, Ask] = {}
        dropped: list[Ask] = []
        for ask in wanted:
            if ask.path:
                dropped.append(ask)
            else:
                jobs.append(self._job(ask))
                by_job[id(jobs[-1])] = ask
        engine = self.engine or engine_at(self.settings.data_dir / "state" / "tokens")
        readers = ThreadPoolExecutor(FILES_AT_ONCE)
        try:
            reading = {readers.submit(self._take_files, slot) for slot in _slots(dropped)}
            for outcome in pull_all(jobs, self._land, engine=engine) if jobs else ():
                yield self._pulled(by_job[id(outcome.job)], outcome)
                for taken in [one for one in reading if one.done()]:
                    reading.remove(taken)
                    yield from taken.result()
            for taken in as_completed(reading):
                yield from taken.result()
        finally:
            readers.shutdown(cancel_futures=True)

    def _job(self, ask: Ask) -> Job:
        """An ask with all it takes: secrets, hosts, options, and how much came last time."""
        connector = self.connectors[ask.connector]
        assert isinstance(connector, Connector)
        source = self.settings.sources[ask.connector]
        account = source.account(ask.account)
        zone = "UTC" if ask.kind == "cursor" else account.zone
        return Job(
            connector,
            ask.feed,
            ask.account,
            ask.window,
            self.settings.secrets[ask.connector, ask.account],
            urls=source.urls,
            options=account.options,
            now=self.settings.today_in(zone),
            previous=None if self.accept_fewer else self._expected(ask),
        )

    def _expected(self, ask: Ask) -> int | None:
        """How many records the last pull suggests for these days; a cursor's changes vary."""
        last = self.lake.last(ask.connector, ask.feed, ask.account)
        if last is None or ask.kind == "cursor":
            return None
        if last.start is None or last.end is None:
            return last.records
        both = ask.window.within(last.start, last.end)
        return int(last.records * both.days / ((last.end - last.start).days + 1)) if both else None

    def _land(self, job: Job, pages: Iterator[Page]) -> Landed:
        """The pages as one pull; when a later piece fails, the whole pieces before it stay."""
        is_snapshot = job.connector.feeds[job.feed].kind == "snapshot"
        start, end = (None, None) if is_snapshot else (job.window.start, job.window.end)
        failed: PullError | None = None
        with self.lake.new_pull(
            connector=job.connector.name,
            feed=job.feed,
            account=job.account,
            start=start,
            end=end,
            api_version=job.connector.api_version,
            pulled_at=self.clock(),
            told_on=job.now if is_snapshot else None,
        ) as writer:
            done: Window | None = None
            try:
                for page in pages:
                    done = page.window
                    late = done.dates() if done and page.provisional and start else ()
                    writer.write(
                        page.records, totals=page.totals, provisional=late, repeats=page.repeats
                    )
            except PullError as error:
                if is_snapshot or done is None or done.end == job.window.end:
                    raise
                failed = error
                writer.ends(done.end)
        assert writer.pull
        return writer.pull, failed

    def _pulled(self, ask: Ask, outcome: Outcome[Landed]) -> Pulled:
        pull, error = outcome.result or (None, outcome.error)
        if error is None:
            return Pulled(ask, pull)
        days = ask.window
        if pull and pull.end:
            days = Window(pull.end + timedelta(days=1), ask.window.end)
        return Pulled(ask, pull, self.missing(ask, days, str(error)), error)

    def missing(self, ask: Ask, days: Window, reason: str) -> Missing:
        """Days of an ask that did not come."""
        return Missing(
            connector=ask.connector,
            feed=ask.feed,
            account=ask.account,
            start=days.start,
            end=days.end,
            reason=reason,
            at=self.clock(),
        )

    def _take_files(self, asks: Iterable[Ask]) -> list[Pulled]:
        return [self._take_file(ask) for ask in asks]

    def _take_file(self, ask: Ask) -> Pulled:
        """A dropped file, kept by its content and read into one pull."""
        folder = self.connectors[ask.connector]
        assert isinstance(folder, Folder) and ask.path
        try:
            kept = self.lake.take_file(ask.path)
            with self.lake.new_pull(
                connector=ask.connector,
                feed=ask.feed,
                account=ask.account,
                start=None,
                end=None,
                api_version="file",
                pulled_at=self.clock(),
                content=kept.sha256,
            ) as writer:
                for page in folder.feeds[ask.feed].function(kept.path):
                    writer.write(page.records, totals=page.totals)
            return Pulled(ask, writer.pull)
        except (PullError, LakeError) as error:
            return self._refused(ask, error)
        except ODD_REPLY as error:
            return self._refused(ask, of_another_shape(str(ask.path), error))

    def _refused(self, ask: Ask, error: PullError | LakeError) -> Pulled:
        return Pulled(ask, None, self.missing(ask, ask.window, str(error)), error)


def _slots(asks: Iterable[Ask]) -> Iterable[list[Ask]]:
    """The asks that fill one slot, together and in their order: the later file counts."""
    slots: dict[tuple[str, str, str], list[Ask]] = {}
    for ask in asks:
        slots.setdefault((ask.connector, ask.feed, ask.account), []).append(ask)
    return slots.values()
