"""One feed × account × window, cut into pieces the platform accepts; a piece is whole or absent."""

import traceback
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from connectors.core.api import Api
from connectors.core.engine import Engine, engine_at
from connectors.core.errors import AskForLess, BadReply, PullError, TryAgain
from connectors.core.spec import Connector, Feed, Page, Window
from connectors.core.spool import Spool

T = TypeVar("T")
# What a feed raises where a reply lacks what the contract promises, or holds it in another kind.
ODD_REPLY = (LookupError, TypeError, ValueError, AttributeError)
_RESTARTS = 2
_WORTH_COUNTING = 20


@dataclass(frozen=True)
class Progress:
    """How far one pull is."""

    connector: str
    feed: str
    account: str
    days_done: int
    days: int
    records: int
    repeats: int


@dataclass(frozen=True)
class Job:
    """One feed of one account over one window, with all it takes to ask for it.

    `previous`: records of the last complete pull of the same window, for the truncation guard.
    """

    connector: Connector
    feed: str
    account: str
    window: Window
    secrets: Mapping[str, str] = field(repr=False)
    urls: Mapping[str, str] = field(default_factory=dict)
    options: Mapping[str, str] = field(default_factory=dict)
    now: date | datetime | None = None
    previous: int | None = None

    def __str__(self) -> str:
        return f"{self.connector.name}/{self.feed} {self.account} {self.window}"


@dataclass(frozen=True)
class Outcome(Generic[T]):
    """What came of a job: a result, or the error that says who must act."""

    job: Job
    result: T | None = None
    error: PullError | None = None


OnProgress = Callable[[Progress], None]


def pull(
    connector: Connector,
    feed: str,
    account: str,
    window: Window,
    secrets: Mapping[str, str],
    *,
    urls: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    now: date | datetime | None = None,
    tokens_dir: Path | None = None,
    previous: int | None = None,
    on_progress: OnProgress | None = None,
    engine: Engine | None = None,
) -> Iterator[Page]:
    """The pages of one feed, complete pieces only, in order of days.

    `now` is the account's own day or moment: days from it on are provisional. With `previous`, far
    fewer records than last time are refused (at the end, before a caller closes its pull).
    """
    spec = connector.feeds[feed]
    engine = engine or engine_at(tokens_dir)
    today = now.date() if isinstance(now, datetime) else now
    api = Api(connector, account, secrets, urls=urls, options=options, engine=engine, today=today)
    days_done = records = repeats = 0
    for piece in _pieces(spec, window, now):
        if not piece.is_asked:
            yield Page([], provisional=True, window=piece.window)
            continue
        for part, pages in _complete(api, spec, account, piece.window):
            for page in pages:
                records += len(page.records)
                repeats += page.repeats
                is_open = page.provisional or piece.is_open
                yield replace(page, provisional=is_open, window=page.window or part)
            days_done += part.days
            if on_progress:
                done = (days_done, window.days, records, repeats)
                on_progress(Progress(connector.name, feed, account, *done))
    place = f"{connector.name}/{feed} {account} {window}"
    refuse_if_truncated(place, records, previous, share=spec.keeps)


def pull_all(
    jobs: list[Job],
    take: Callable[[Job, Iterator[Page]], T],
    *,
    engine: Engine | None = None,
    tokens_dir: Path | None = None,
    workers: int = 48,
    on_progress: OnProgress | None = None,
) -> Iterator[Outcome[T]]:
    """Every job in a thread of its own, as they finish; `take` eats the pages in that thread.

    The slowest platforms begin, so that their pauses serve the others.

    One job's `PullError` is its own outcome and stops nobody; any other error stops everything.
    """
    engine = engine or engine_at(tokens_dir)

    def work(job: Job) -> Outcome[T]:
        pages = pull(
            job.connector,
            job.feed,
            job.account,
            job.window,
            job.secrets,
            urls=job.urls,
            options=job.options,
            now=job.now,
            previous=job.previous,
            on_progress=on_progress,
            engine=engine,
        )
        try:
            return Outcome(job, take(job, pages))
        except PullError as error:
            return Outcome(job, error=error)

    with ThreadPoolExecutor(max(1, min(workers, len(jobs)))) as pool:
        running = [pool.submit(work, job) for job in sorted(jobs, key=_pace)]
        try:
            for done in as_completed(running):
                yield done.result()
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _pace(job: Job) -> float:
    """The fewest calls a second that a job may have to keep to."""
    connector = job.connector
    return min((connector.calls_per_second, *connector.paths_per_second.values()))


def probe(
    connector: Connector,
    account: str,
    secrets: Mapping[str, str],
    *,
    day: date,
    urls: Mapping[str, str] | None = None,
    options: Mapping[str, str] | None = None,
    engine: Engine | None = None,
) -> date | None:
    """Ask for the first page of the connector's probe feed; raises who must act.

    Returns the day on which a person must consent again, where the platform says it. Somebody is
    waiting: it gives up after two tries.
    """
    engine = engine or engine_at(None)
    hasty = replace(engine, limits=replace(engine.limits, tries=2, longest_wait=10.0))
    today = day + timedelta(days=1)
    hurried = replace(connector, longest_wait=None)
    api = Api(hurried, account, secrets, urls=urls, options=options, engine=hasty, today=today)
    feed = connector.feeds[connector.probe]
    try:
        next(iter(feed.function(api, account, Window(day, day))), None)
    except PullError as error:
        raise error.at(f"{connector.name} {account}") from None
    except ODD_REPLY as error:
        raise of_another_shape(f"{connector.name} {account}", error) from None
    ends = api.consent_ends_at
    return datetime.fromtimestamp(ends, UTC).date() if ends else None


def refuse_if_truncated(
    where: str, records: int, previous: int | None, *, share: float = 0.5
) -> None:
    """Far fewer records than the last complete pull of the same window: refused until confirmed."""
    if previous and previous >= _WORTH_COUNTING and records < previous * share:
        raise BadReply(
            where,
            f"{records} records came, the last complete pull of these days had {previous}",
            "If this is right, pull these days again with the count confirmed",
        )


@dataclass(frozen=True)
class _Piece:
    """Days asked for at once; `is_open` while they are not over, not `is_asked` if too young."""

    window: Window
    is_open: bool = False
    is_asked: bool = True


def _pieces(feed: Feed, window: Window, now: date | datetime | None) -> Iterator[_Piece]:
    """The window cut for the platform."""
    if feed.kind == "snapshot":
        yield _Piece(window)
        return
    asked = window.within(feed.since, feed.until)
    if asked is None:
        return
    today = now.date() if isinstance(now, datetime) else now
    if feed.kind == "cursor" or today is None:
        yield from (_Piece(days) for days in asked.pieces(feed.max_days))
        return
    over, still_open = asked.within(None, today - timedelta(days=1)), asked.within(today, None)
    if over:
        yield from (_Piece(days) for days in over.pieces(feed.max_days))
    if still_open and feed.is_late:
        yield _Piece(still_open, is_open=True, is_asked=False)
    elif still_open:
        yield from (_Piece(days, is_open=True) for days in still_open.pieces(feed.max_days))


def _complete(
    api: Api, feed: Feed, account: str, piece: Window
) -> Iterator[tuple[Window, Iterator[Page]]]:
    """The piece whole, or its halves when the platform asks for less."""
    waiting, restarts = [piece], 0
    while waiting:
        part = waiting.pop()
        place = f"{api.connector.name}/{feed.name} {account} {part}"
        try:
            spool = Spool()
            for page in feed.function(api, account, part):
                spool.add(page)
        except AskForLess as error:
            if part.days == 1 or feed.kind == "snapshot":
                raise error.at(place) from None
            waiting += reversed(part.halves())
            continue
        except TryAgain as error:
            if not error.restart or restarts == _RESTARTS:
                raise error.at(place) from None
            restarts += 1
            waiting.append(part)
            continue
        except PullError as error:
            raise error.at(place) from None
        except ODD_REPLY as error:
            raise of_another_shape(place, error) from None
        yield part, spool.pages()


def of_another_shape(where: str, error: Exception) -> BadReply:
    """Where a feed stumbled over a reply or a file; not over what, that may be about people."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    line = f"{Path(place.filename).name}, line {place.lineno}"
    return BadReply(where, f"what came has another shape ({type(error).__name__} in {line})")
