"""The warehouse made again from the lake alone: no network, no old warehouse, the same marts."""

import shutil
from contextlib import ExitStack

from pipelines.load import Gated, Loader
from pipelines.progress import Watcher
from pipelines.report import RunReport
from pipelines.run import alone, build, show, take, write_down
from pipelines.streams.spec import Stream
from pipelines.warehouse import Warehouse


def rebuild(loader: Loader, watcher: Watcher, *, patience: float) -> RunReport:
    """Every pull that was accepted, stored anew beside the old file, which it replaces at the end.

    Pulls that the gate refused stay out; pulls nobody judged yet are judged now.
    """
    settings = loader.settings
    report = RunReport(run_id=loader.run_id, started_at=loader.started_at)
    beside = settings.data_dir / "rebuild"
    with ExitStack() as held:
        for name in sorted(loader.connectors):
            held.enter_context(alone(loader, name, patience))
        old = loader.warehouse
        shutil.rmtree(beside, ignore_errors=True)
        loader.warehouse = Warehouse(beside / old.path.name)
        loader.prepare()
        with watcher.stage("load") as stage, loader.warehouse.open("a rebuild"):
            stage.plan(len(loader.streams))
            for stream in loader.streams.values():
                for gated in restored(loader, stream):
                    loader.store(gated)
                    take(report, gated)
                stage.step(stream.name)
            stage.say(f"{len(report.by_stream)} streams, {report.totals.good:,} rows from raw")
        loader.warehouse.miss(gap for run in loader.lake.runs() for gap in run.missing)
        build(loader, watcher, report)
        if not report.failed and not report.build_error:
            loader.warehouse.stand_in_for(old.path)
            loader.warehouse = old
            show(loader, watcher, report)
        write_down(loader, watcher, report)
    return report


def restored(loader: Loader, stream: Stream) -> list[Gated]:
    """A stream's pulls: those nobody judged yet through the gate, the accepted ones as they are."""
    judged = loader.verdicts.accepted(stream.name) | loader.verdicts.refused(stream.name)
    every = loader.lake.pulls(stream.connector, stream.feed)
    known = loader.accepted(stream, every)
    fresh = [pull for pull in every if pull.pull_id not in judged]
    return [known, loader.gate(stream, fresh)] if fresh else [known]
