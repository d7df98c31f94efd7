"""Insights of Meta's Graph API: one figure each, of an object's life, of a span or by day.

One metric that no longer exists fails the whole call: the list is halved until it is found.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import msgspec

from connectors.core import Api, Raw, dig_text, with_fields
from connectors.social.graph import ItemSkipped, MetricRefused

log = logging.getLogger(__name__)
NONE = Raw(b"null")


class Breakdown(msgspec.Struct):
    """A total by groups, each with its `dimension_values`."""

    results: list[Raw] = []


class Value(msgspec.Struct):
    """One value; an object of counts is kept as it is."""

    value: Raw = NONE
    end_time: str = ""
    breakdowns: list[Breakdown] = []


class Metric(msgspec.Struct):
    """One metric of a reply: a total over the span, or values over time."""

    name: str
    values: list[Value] = []
    total_value: Value | None = None

    @property
    def single(self) -> Raw:
        """The one value of a lifetime metric or of a total."""
        told = self.total_value or next(iter(self.values), None)
        return told.value if told else NONE

    @property
    def groups(self) -> list[Raw]:
        """The parts of a total that is broken down."""
        told = self.total_value.breakdowns if self.total_value else []
        return [group for breakdown in told for group in breakdown.results]


class Insights(msgspec.Struct):
    data: list[Metric]


class Metrics:
    """Metrics of one kind of object; one that was refused is not asked for again in this pull."""

    def __init__(self, names: Iterable[str], kind: str, *, documented: bool = True) -> None:
        self.names, self.kind = list(names), kind
        self.refused = logging.WARNING if documented else logging.INFO

    def of(self, api: Api, path: str, params: Mapping[str, Any]) -> list[Metric]:
        """What the platform tells of the metrics it knows; nothing at all when it has no data."""
        return self._asked(api, path, params, self.names) if self.names else []

    def _asked(
        self, api: Api, path: str, params: Mapping[str, Any], names: Sequence[str]
    ) -> list[Metric]:
        asked = {**params, "metric": ",".join(names)}
        try:
            return api.get(path, asked, reads=Insights).data
        except MetricRefused as error:
            if len(names) == 1:
                told = "%s: %s is not told of %s"
                log.log(self.refused, told, error.where, names[0], self.kind)
                self.names.remove(names[0])
                return []
        middle = len(names) // 2
        halves = (list(names[:middle]), list(names[middle:]))
        return [metric for half in halves for metric in self._asked(api, path, params, half)]


def with_insights(
    api: Api,
    record: Raw,
    metrics: Metrics | None,
    day: date,
    *,
    key: str = "id",
    edge: str = "insights",
    **params: str,
) -> Raw:
    """The record with what it gained until the end of `day`; one that tells nothing stays bare.

    `key` names it in paths, its figures stand at `edge`.
    """
    told: list[Metric] = []
    if metrics:
        path = f"/{api.version}/{dig_text(record, key)}/{edge}"
        with suppress(ItemSkipped):
            told = metrics.of(api, path, params)
    figures = {metric.name: metric.single for metric in told}
    return with_fields(record, {"stat_date": str(day), "insights": figures})
