"""A whole run: pull and load side by side, build, publish, and a report of what it did."""

from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from datetime import date
from itertools import chain
from queue import Empty, Queue

import msgspec

from connectors.core import Folder, Window
from pipelines import inbox, unchanged
from pipelines.ahead import WarmUp
from pipelines.build import Dbt
from pipelines.build_beside import Beside
from pipelines.durable import ProcessLock
from pipelines.load import Gated, Loader
from pipelines.progress import Stage, Watcher
from pipelines.publish import Publication, Published, PublishError
from pipelines.pulling import Remarks
from pipelines.pulls import Pull, Run
from pipelines.report import RunReport
from pipelines.streams.spec import Stream

PATIENCE = 60.0
IDLE_SECONDS = 1.0


def dbt_of(loader: Loader) -> Dbt:
    """The dbt project over this loader's warehouse."""
    return Dbt(loader.warehouse.path, loader.settings.data_dir / "dbt")


def run(
    loader: Loader,
    watcher: Watcher,
    *,
    only: Collection[str] = (),
    between: Window | None = None,
    patience: float = PATIENCE,
    warm: WarmUp | None = None,
) -> RunReport:
    """Everything that is on (or `only` these connectors), from the platforms to the publication."""
    connectors = [name for name in loader.settings.on if not only or name in only]
    report = RunReport(run_id=loader.run_id, started_at=loader.started_at)
    with ExitStack() as held:
        for name in sorted(connectors):
            held.enter_context(alone(loader, name, patience))
        if warm:
            held.callback(warm.end)
            warm.parse()
        loader.prepare()
        leftover = loader.waiting(loader.streams.values())
        cleaner = held.enter_context(ThreadPoolExecutor(1, "clean"))

        def landed(pull: Pull) -> None:
            if pull.content:  # of a dropped file; what platforms sent is cleaned where it is pulled
                cleaner.submit(loader.clean_ahead, pull)

        pulls = pull_all(loader, watcher, report, connectors, between, warm, landed)
        held.enter_context(closing(pulls))
        load_all(loader, watcher, report, chain([leftover], pulls), cleaner)
        loader.warehouse.miss(report.missing)
        if warm:
            warm.wait()
        finish(loader, watcher, report, warm.beside if warm else None)
    return report


def replay(
    loader: Loader, watcher: Watcher, streams: Sequence[Stream], *, patience: float = PATIENCE
) -> RunReport:
    """Pulls that left rows in quarantine or were refused, cleaned and judged by today's rules."""
    report = RunReport(run_id=loader.run_id, started_at=loader.started_at)
    with ExitStack() as held:
        for name in sorted({stream.connector for stream in streams}):
            held.enter_context(alone(loader, name, patience))
        loader.prepare()
        load_all(loader, watcher, report, [loader.set_aside(streams)])
        finish(loader, watcher, report)
    return report


def finish(
    loader: Loader, watcher: Watcher, report: RunReport, beside: Beside | None = None
) -> None:
    """What follows every load: models and tests, the publication, the record of the run."""
    build(loader, watcher, report, beside)
    show(loader, watcher, report)
    write_down(loader, watcher, report)


def alone(loader: Loader, connector: str, patience: float = PATIENCE) -> "ExitStack":
    """One run per connector at a time, whichever command or asset began it."""
    path = loader.settings.data_dir / "state" / "locks" / f"{connector}.lock"
    stack = ExitStack()
    stack.enter_context(ProcessLock(path).held(patience, f"loading {connector}"))
    return stack


def pull_all(
    loader: Loader,
    watcher: Watcher,
    report: RunReport,
    connectors: Sequence[str],
    between: Window | None,
    warm: WarmUp | None = None,
    landed: Callable[[Pull], None] | None = None,
) -> Generator[dict[str, list[Pull]]]:
    """Every ask of these connectors, in one go, so that waiting for one serves another.

    Gives the pulls of each feed by stream, once its last one has ended; `landed` hears of each.
    """
    with watcher.stage("pull") as stage, Remarks(report.warnings.append):
        wanted = loader.asks(connectors, between=between)
        open_asks = Counter((ask.connector, ask.feed) for ask in wanted)
        came: dict[tuple[str, str], list[Pull]] = {}
        stage.plan(len(wanted), Counter(ask.owner for ask in wanted))
        for pulled in warm.pulls.pull(loader, wanted) if warm else loader.pull(wanted):
            ask, pull = pulled.ask, pulled.pull
            if pull:
                came.setdefault((ask.connector, ask.feed), []).append(pull)
                if landed:
                    landed(pull)
            if pulled.missing:
                report.missing.append(pulled.missing)
            records, failed = pull.records if pull else 0, pulled.missing is not None
            stage.step(str(ask), account=ask.owner, records=records, failed=failed)
            open_asks[ask.connector, ask.feed] -= 1
            if not open_asks[ask.connector, ask.feed]:
                yield by_stream(loader, came.get((ask.connector, ask.feed), ()))
        pulls = [pull for found in came.values() for pull in found]
        report.pulls = len(pulls)
        records = sum(pull.records for pull in pulls)
        stage.say(f"{len(pulls)} of {len(wanted)} pulls, {records:,} records")
    report.warnings += unknown_files(loader, connectors)


def by_stream(loader: Loader, pulls: Iterable[Pull]) -> dict[str, list[Pull]]:
    """The pulls of each stream, oldest first."""
    found: dict[str, list[Pull]] = {}
    for pull in sorted(pulls, key=lambda one: one.order):
        for stream in loader.streams_of(pull.connector, pull.feed):
            found.setdefault(stream.name, []).append(pull)
    return found


def load_all(
    loader: Loader,
    watcher: Watcher,
    report: RunReport,
    groups: Iterable[dict[str, list[Pull]]],
    cleaner: ThreadPoolExecutor | None = None,
) -> None:
    """Each stream's pulls, group by group as they come, each group judged by itself.

    While one stream is stored the next one is judged, and later groups may still be pulled. What
    was dropped is judged after what `cleaner` has to do before.
    """
    judged: Queue[Future[Gated] | None] = Queue()
    handed_over: list[Future[None]] = []

    def hand_over(name: str, pulls: Sequence[Pull]) -> None:
        judged.put(judge.submit(loader.gate, loader.streams[name], pulls))

    with (
        watcher.stage("load") as stage,
        ThreadPoolExecutor(1, "judge") as judge,
        ThreadPoolExecutor(1, "store") as store,
    ):
        storing = store.submit(store_all, loader, report, stage, judged)
        planned = 0
        try:
            for group in groups:
                found = [name for name, pulls in group.items() if pulls]
                stage.plan(planned := planned + len(found))
                for name in found:
                    if cleaner and any(pull.content for pull in group[name]):
                        handed_over.append(cleaner.submit(hand_over, name, group[name]))
                    else:
                        hand_over(name, group[name])
                if storing.done():
                    break  # it failed, and says so now
            for one in handed_over:
                one.result()
            judged.put(None)
            storing.result()
        finally:
            if cleaner:
                cleaner.shutdown(wait=True, cancel_futures=True)
            judge.shutdown(wait=False, cancel_futures=True)
            judged.put(None)
        totals = report.totals
        stage.say(
            f"{len(report.by_stream)} streams, {totals.good:,} rows, "
            f"{totals.quarantined:,} quarantined, {totals.repeats:,} repeats"
            + (f", {totals.struck:,} of erased people struck out" if totals.struck else "")
        )


def store_all(
    loader: Loader, report: RunReport, stage: Stage, judged: "Queue[Future[Gated] | None]"
) -> None:
    """What was judged, in its order, until None comes.

    The warehouse is opened once for many, which saves 40 ms and a checkpoint each, and let go when
    for a while there is nothing to store: others may need it during a long pull.
    """
    while (following := judged.get()) is not None:
        following.result()
        with loader.warehouse.open("a load"), suppress(Empty):
            while following is not None:
                gated = following.result()
                loader.store(gated)
                take(report, gated)
                stage.step(gated.stream.name)
                following = judged.get(timeout=IDLE_SECONDS)
            return


def take(report: RunReport, gated: Gated) -> None:
    """What one stream did, into the report."""
    report.loaded += gated.loaded
    report.missing += gated.missing
    report.warnings += gated.warnings
    if gated.blocked:
        report.blocked.append(gated.blocked)


def build(
    loader: Loader, watcher: Watcher, report: RunReport, beside: Beside | None = None
) -> None:
    """Models that read what changed, and their tests, but for what depends on a blocked stream."""
    blocked = [block.stream for block in report.blocked]
    dbt, warehouse = dbt_of(loader), loader.warehouse
    with watcher.stage("build") as stage, warehouse.alone("a build"):
        now, before = unchanged.states(warehouse, dbt), unchanged.built_states(warehouse)
        select = unchanged.selection(now, before)
        if select is None:
            stage.say("nothing changed since the last build")
            return
        unchanged.note(warehouse, unchanged.still_true(now, before))
        built = (beside or dbt).build(
            select=select, blocked=blocked, on_node=lambda node: stage.step(node.name)
        )
        report.models, report.tests = built.models, built.tests
        report.failed, report.build_error = built.failed, built.error
        report.warnings += [
            f"{node.name}: {node.failures} against it; nothing is stopped" for node in built.warned
        ]
        if built.is_right and not blocked:
            unchanged.note(warehouse, now)
        stage.say(f"{built.models} models, {built.tests} tests passed")


def show(loader: Loader, watcher: Watcher, report: RunReport) -> None:
    """Publish, unless a gate closed or a model or a test failed."""
    if report.failed or report.build_error:
        report.refused = "a model or a test failed; readers keep the last publication"
    elif report.blocked:
        report.refused = (
            "a gate closed; readers keep the last publication. "
            "`marketing publish` shows what was built, with the stale streams named"
        )
    if report.refused:
        return
    with watcher.stage("publish") as stage:
        shown = publish_now(loader)
        report.published = shown.version
        new = "new version" if shown.is_new else "nothing changed, still version"
        stage.say(f"{len(shown.tables)} tables, {new} {shown.version}")


def publish_anyway(loader: Loader) -> Publication:
    """The marts as the last run built them, on a person's word: streams it blocked are named."""
    told = [run.report for run in loader.lake.runs() if run.report]
    last = msgspec.convert(told[-1], RunReport) if told else None
    if last and (last.failed or last.build_error):
        raise PublishError("the last build failed: mend what `marketing status` names, then run")
    return publish_now(loader, [block.stream for block in last.blocked] if last else ())


def publish_now(loader: Loader, stale: Sequence[str] = ()) -> Publication:
    """The marts as they stand built, for readers."""
    published = Published(loader.settings.data_dir / "published")
    return published.publish(loader.warehouse, built_at=loader.clock(), stale_streams=stale)


def write_down(loader: Loader, watcher: Watcher, report: RunReport) -> None:
    """The run's record in the lake: what it missed, and its report."""
    report.seconds = {name: round(seconds, 2) for name, seconds in watcher.seconds.items()}
    loader.lake.write_run(
        Run(
            run_id=loader.run_id,
            at=loader.started_at,
            missing=tuple(report.missing),
            report=msgspec.to_builtins(report),
        )
    )


def unknown_files(loader: Loader, connectors: Iterable[str]) -> list[str]:
    """Dropped files that no feed reads."""
    root = loader.settings.data_dir / "inbox"
    folders = [loader.connectors[name] for name in connectors]
    return [
        f"inbox/{folder.name}/{file}: no feed reads a file of this name"
        for folder in folders
        if isinstance(folder, Folder)
        for file in inbox.unknown(folder, root)
    ]


def days(first: date | None, last: date | None, yesterday: date) -> Window | None:
    """The range a command was given, if any."""
    return Window(first, last or yesterday) if first else None
