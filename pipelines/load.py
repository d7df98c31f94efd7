"""The verbs of a load: pull, clean, judge, store. The command line and the assets call the same.

Each can be called twice, in any order of pulls, after any crash: what stands is the same.
"""

import hashlib
import threading
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from connectors import CONNECTORS
from connectors.core import Connector, Engine, Folder, Window
from pipelines.erasing import Hashes, listed, strike_pull
from pipelines.lake import Lake
from pipelines.pulling import Pulled, Puller
from pipelines.pulls import Batch, Missing, Pull, Run, utc_now
from pipelines.quality import Failure, judge
from pipelines.report import Blocked, Loaded
from pipelines.rounds import rounds
from pipelines.settings import Settings
from pipelines.streams import STREAMS
from pipelines.streams.clean import ContractBroken, Control, clean_into
from pipelines.streams.spec import Stream
from pipelines.verdicts import Verdicts
from pipelines.warehouse import Warehouse
from pipelines.windows import Ask

STREAM_CODE = Path(__file__).resolve().parent / "streams"


@dataclass(frozen=True)
class Gated:
    """The waiting pulls of one stream after cleaning and judging."""

    stream: Stream
    batches: tuple[Batch, ...] = ()
    missing: tuple[Missing, ...] = ()
    blocked: Blocked | None = None
    warnings: tuple[str, ...] = ()

    @property
    def loaded(self) -> tuple[Loaded, ...]:
        """What may be stored, in numbers."""
        return tuple(loaded(batch) for batch in self.batches)


class Loader:
    """The verbs over one data folder."""

    def __init__(
        self,
        settings: Settings,
        *,
        connectors: Mapping[str, Connector | Folder] = CONNECTORS,
        streams: Mapping[str, Stream] = STREAMS,
        clock: Callable[[], datetime] = utc_now,
        accept_fewer: bool = False,
        engine: Engine | None = None,
    ) -> None:
        self.settings, self.connectors, self.streams = settings, connectors, streams
        self.clock = clock
        self.started_at = clock()
        self._striking, self._struck = threading.Lock(), set[str]()
        self.run_id = f"{self.started_at:%Y%m%dT%H%M%S%fZ}"
        self.lake = Lake(settings.data_dir / "lake")
        self.warehouse = Warehouse(settings.data_dir / "warehouse.duckdb")
        self.verdicts = Verdicts(self.lake.root / "verdicts", self.lake.workshop)
        self.puller = Puller(settings, connectors, self.lake, clock, accept_fewer, engine)

    @cached_property
    def fingerprint(self) -> str:
        """The rules and the key clean rows are made with: with other ones they are made again."""
        told = hashlib.sha256(self.settings.hash_key.encode())
        for path in sorted(STREAM_CODE.rglob("*.py")):
            told.update(path.read_bytes())
        return told.hexdigest()[:16]

    @cached_property
    def erased(self) -> Hashes:
        """Who was erased: in what comes from now on they are nobody."""
        return listed(self.lake)

    def prepare(self) -> None:
        """Tables for every stream, and the accounts as sources.toml has them."""
        self.lake.sweep()
        accounts = [
            {
                "connector": source.name,
                "account_id": account.id,
                "account_name": account.name or account.id,
                "zone": account.zone,
                "currency_code": account.currency or None,
                "brand_id": account.brand or None,
                "region_id": account.region or None,
                "primary_claim": account.primary_claim or None,
            }
            for source in self.settings.on.values()
            for account in source.accounts
        ]
        with self.warehouse.open("preparing"):
            self.warehouse.prepare(self.streams)
            self.warehouse.set_accounts(accounts)

    def streams_of(self, connector: str, feed: str | None = None) -> list[Stream]:
        """The streams made of a connector's feeds, or of one of them."""
        return [
            stream
            for stream in self.streams.values()
            if stream.connector == connector and feed in (None, stream.feed)
        ]

    def asks(
        self,
        connectors: Iterable[str],
        *,
        feeds: Collection[str] = (),
        between: Window | None = None,
    ) -> list[Ask]:
        """What to ask of these connectors now."""
        loaded = self.loaded_days()
        return [
            ask
            for name in connectors
            for ask in self.puller.asks(name, loaded, feeds=feeds, between=between)
        ]

    def pull(self, wanted: Iterable[Ask]) -> Iterator[Pulled]:
        """Every ask, as they end."""
        return self.puller.pull(wanted)

    def loaded_days(self) -> dict[tuple[str, str, str], set[date]]:
        """Days that stand complete in all streams of a feed: (connector, feed, account) → days."""
        with self.warehouse.reading("planning") as db:
            rows = db.execute(
                """
                with streams as (
                    select connector, feed, count(*) as streams from ops.streams group by all
                ),
                covered as (
                    select connector, feed, account_id, day, count(*) as streams
                    from ops.stream_coverage where state = 'complete' group by all
                )
                select connector, feed, account_id, day
                from covered inner join streams using (connector, feed, streams)
                """
            ).fetchall()
        days: dict[tuple[str, str, str], set[date]] = {}
        for connector, feed, account, day in rows:
            days.setdefault((connector, feed, account), set()).add(day)
        return days

    def waiting(self, streams: Iterable[Stream]) -> dict[str, list[Pull]]:
        """Per stream the pulls that no load and no refusal has answered yet, oldest first."""
        with self.warehouse.reading("looking for waiting pulls") as db:
            rows = db.execute("select stream, pull_id from ops.loads").fetchall()
        answered: dict[str, set[str]] = {}
        for stream, pull_id in rows:
            answered.setdefault(stream, set()).add(pull_id)
        found = {}
        for stream in streams:
            known = answered.get(stream.name, set()) | self.verdicts.refused(stream.name)
            found[stream.name] = self.lake.pulls(stream.connector, stream.feed, without=known)
        return found

    def set_aside(self, streams: Iterable[Stream]) -> dict[str, list[Pull]]:
        """Per stream the pulls that left rows in quarantine or were refused, oldest first."""
        with self.warehouse.reading("looking for set aside rows") as db:
            rows = db.execute("select distinct stream, pull_id from quarantine.rows").fetchall()
        found = {}
        for stream in streams:
            wanted = {pull for name, pull in rows if name == stream.name}
            wanted |= self.verdicts.refused(stream.name)
            every = self.lake.pulls(stream.connector, stream.feed) if wanted else []
            found[stream.name] = [pull for pull in every if pull.pull_id in wanted]
        return found

    def gate(self, stream: Stream, pulls: Sequence[Pull]) -> Gated:
        """Clean the pulls and judge them together; what is refused is written down first.

        If that fails, pulls of one account that tell the same days twice (killed runs leave them)
        are judged one after the other: the later one replaces what the earlier one said.
        """
        batches: list[Batch] = []
        refused: list[tuple[Pull, str]] = []
        for pull in pulls:
            try:
                batches.append(self.clean(stream, pull))
            except ContractBroken as error:
                refused.append((pull, str(error)))
        passed: list[Batch] = []
        warnings: list[str] = []
        for together, failures in self.judged(stream, batches):
            if critical := told_critical(failures):
                refused += [(batch.pull, "; ".join(critical)) for batch in together]
            else:
                passed += together
                warnings += [f"{stream.name}: {failure}" for failure in failures]
        for pull, reason in refused:  # written down before anything of it is loaded
            self.verdicts.refuse(stream.name, pull.pull_id, reason)
        self.verdicts.accept(stream.name, (batch.pull.pull_id for batch in passed))
        reasons = tuple(dict.fromkeys(reason for _, reason in refused))
        return Gated(
            stream,
            tuple(passed),
            tuple(self.missing(stream, pull, reason) for pull, reason in refused),
            Blocked(stream=stream.name, reasons=reasons) if refused else None,
            tuple(warnings),
        )

    def judged(
        self, stream: Stream, batches: Sequence[Batch]
    ) -> Iterator[tuple[Sequence[Batch], Sequence[Failure]]]:
        """The batches with what they fail: all together, or round by round if that is too much."""
        failures = self.judge(stream, batches)
        turns = rounds(stream, batches) if told_critical(failures) else []
        if len(turns) < 2:
            yield batches, failures
            return
        for together in turns:
            yield together, self.judge(stream, together)

    def judge(self, stream: Stream, batches: Sequence[Batch]) -> Sequence[Failure]:
        """What the clean rows of all batches fail together."""
        if not batches:
            return ()
        return judge(
            stream,
            [batch.good for batch in batches],
            struck=sum(batch.counts.struck for batch in batches),
            erased=sum(batch.erased for batch in batches),
        ).failures

    def clean(self, stream: Stream, pull: Pull) -> Batch:
        """The clean files of one pull, made now unless the same rules made them before."""
        if batch := self.lake.batch(stream.name, pull, self.fingerprint):
            return batch
        raw = self.lake.read_raw(self.without_erased(pull))
        with self.lake.new_clean(stream.name, pull) as writer:
            told = clean_into(writer.tables, stream, raw, hash_key=self.settings.hash_key)
            refuse_other_totals(pull, told.controls)
            return writer.finish(told, self.fingerprint)

    def without_erased(self, pull: Pull) -> Pull:
        """The pull, with everybody struck out of it who was erased before it came."""
        if not self.erased:
            return pull
        with self._striking:
            if pull.pull_id not in self._struck:
                streams = self.streams_of(pull.connector, pull.feed)
                strike_pull(self.lake, pull, streams, self.erased, self.settings.hash_key)
                self._struck.add(pull.pull_id)
        return self.lake.find(pull.connector, pull.feed, pull.account, pull.pull_id)

    def clean_ahead(self, pull: Pull) -> None:
        """The clean files of one pull for all its streams, before the gate asks for them."""
        for stream in self.streams_of(pull.connector, pull.feed):
            with suppress(ContractBroken):  # the gate meets it again, and says so
                self.clean(stream, pull)

    def missing(self, stream: Stream, pull: Pull, reason: str) -> Missing:
        """The days of a pull that was refused for one stream."""
        days = list(pull.days)
        return Missing(
            connector=pull.connector,
            feed=pull.feed,
            account=pull.account,
            start=days[0],
            end=days[-1],
            reason=reason,
            at=self.clock(),
            stream=stream.name,
        )

    def store(self, gated: Gated) -> None:
        """Everything that passed, in one transaction; what is missing, beside it."""
        self.warehouse.replace(
            gated.stream, gated.batches, run_id=self.run_id, loaded_at=self.clock()
        )
        self.warehouse.miss(gated.missing)

    def note(self, missing: Sequence[Missing]) -> None:
        """Write down what is missing: in the warehouse, and in the lake for a rebuild."""
        if missing:
            self.warehouse.miss(missing)
            run_id = f"{self.run_id}-{uuid.uuid4().hex[:8]}"
            self.lake.write_run(Run(run_id=run_id, at=self.clock(), missing=tuple(missing)))

    def accepted(self, stream: Stream, pulls: Iterable[Pull]) -> Gated:
        """Those of the pulls that were judged before and may be stored."""
        may = self.verdicts.accepted(stream.name)
        return Gated(
            stream, tuple(self.clean(stream, pull) for pull in pulls if pull.pull_id in may)
        )


def told_critical(failures: Iterable[Failure]) -> list[str]:
    """What stops a load."""
    return [str(failure) for failure in failures if failure.severity == "critical"]


def refuse_other_totals(pull: Pull, controls: Iterable[Control]) -> None:
    """The platform's own totals must be what its records add up to."""
    for control in controls:
        if not control.agrees:
            raise ContractBroken(
                f"{pull.connector} {pull.feed} {pull.account}: {control.column} adds up to "
                f"{control.ours}, the platform's own total is {control.theirs}"
            )


def loaded(batch: Batch) -> Loaded:
    """One batch in numbers."""
    pull = batch.pull
    days = f"{pull.start}..{pull.end}" if pull.start else ""
    return Loaded(
        stream=batch.stream,
        account=pull.account,
        pull_id=pull.pull_id,
        days=days,
        counts=batch.counts,
        drift=batch.drift,
    )
