"""Pages that wait for their piece to be whole come back as they were, from wherever they lay."""

from msgspec import Raw

from connectors.core import Page
from connectors.core.spool import Spool


def page(*texts: str) -> Page:
    return Page([Raw(text.encode()) for text in texts])


def test_pages_come_back_in_order_from_memory_and_from_the_file():
    spool = Spool(in_memory=20)
    given = [page('{"a":1}', '{"a":2}'), Page([], repeats=3), page('{"b":"中"}'), page('{"c":3}')]
    for one in given:
        spool.add(one)
    found = list(spool.pages())
    assert [(list(map(bytes, p.records)), p.repeats) for p in found] == [
        (list(map(bytes, p.records)), p.repeats) for p in given
    ]
