"""Streams: one clean table each, declared in one place. The list is written by hand."""

from collections.abc import Mapping

from pipelines.streams.spec import Stream


def by_name(*streams: Stream) -> Mapping[str, Stream]:
    """Streams by their names; two of one name are a mistake."""
    named = {stream.name: stream for stream in streams}
    if len(named) != len(streams):
        raise ValueError("two streams have one name")
    return named


STREAMS: Mapping[str, Stream] = by_name()
