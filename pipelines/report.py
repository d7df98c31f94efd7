"""What a run did, in numbers that add up, and the exit code that follows from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

import msgspec

from pipelines.build import Node
from pipelines.pulls import Counts, Missing

CORRECT, USAGE, INCOMPLETE, REFUSED = 0, 2, 3, 4


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """One pull in one stream: where its records went. The counts add up to what was received."""

    stream: str
    account: str
    pull_id: str
    days: str
    counts: Counts
    drift: tuple[str, ...] = ()


class Blocked(msgspec.Struct, frozen=True, kw_only=True):
    """A stream whose gate did not open: nothing of it was loaded, yesterday's data stay."""

    stream: str
    reasons: tuple[str, ...]


class RunReport(msgspec.Struct, kw_only=True):
    """Everything a run did. Holds names, counts and reasons; never a record, never a secret."""

    run_id: str
    started_at: datetime
    seconds: dict[str, float] = {}
    pulls: int = 0
    loaded: list[Loaded] = []
    missing: list[Missing] = []
    blocked: list[Blocked] = []
    warnings: list[str] = []
    models: int = 0
    tests: int = 0
    failed: list[Node] = []
    build_error: str = ""
    published: str = ""
    refused: str = ""

    @property
    def totals(self) -> Counts:
        """The counts of all streams together."""
        return added(one.counts for one in self.loaded)

    @property
    def by_stream(self) -> Mapping[str, Counts]:
        """The counts of each stream, over its accounts and pulls."""
        groups: defaultdict[str, list[Counts]] = defaultdict(list)
        for one in self.loaded:
            groups[one.stream].append(one.counts)
        return {stream: added(counts) for stream, counts in sorted(groups.items())}

    @property
    def exit_code(self) -> int:
        """0 correct, 3 something is set aside or missing, 4 something was refused."""
        if self.blocked or self.failed or self.build_error or self.refused:
            return REFUSED
        return INCOMPLETE if self.missing or self.totals.quarantined else CORRECT

    def lines(self) -> Iterable[str]:
        """What a person must know beyond the totals, the gravest first: a screen shows the head."""
        if self.refused:
            yield f"refused   publication: {self.refused}"
        if self.build_error:
            yield f"failed    dbt: {self.build_error}"
        for node in self.failed:
            yield f"failed    {node.name}: {node.message}"
        for block in self.blocked:
            yield f"refused   {block.stream}: {'; '.join(block.reasons)}"
        for gap in self.missing:
            days = f"{gap.start}..{gap.end}"
            yield f"missing   {gap.connector} {gap.feed} {gap.account} {days}: {gap.reason}"
        alike: defaultdict[str, list[str]] = defaultdict(list)
        for line in self.warnings:
            alike[line.partition(": ")[2]].append(line)
        for first, *more in alike.values():
            yield f"warning   {first}" + (f" (and {len(more)} more like it)" if more else "")


def added(counts: Iterable[Counts]) -> Counts:
    """The sum of counts, part by part."""
    parts = [msgspec.structs.asdict(one) for one in counts]
    names = Counts.__struct_fields__
    return Counts(**{name: sum(part[name] for part in parts) for name in names})
