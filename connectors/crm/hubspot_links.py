"""HubSpot's links between objects; an object without a link is told too, else an old link stays."""

from collections.abc import Iterator, Sequence

import msgspec

from connectors.core import Api, Page, Raw, TryAgain, Window, decoder, dig_text, with_fields
from connectors.crm.hubspot_objects import ids_of, kept
from connectors.crm.hubspot_search import changed


class Context(msgspec.Struct, rename="camel"):
    from_object_id: list[str] = []


class Problem(msgspec.Struct):
    context: Context = msgspec.field(default_factory=Context)


class Links(msgspec.Struct):
    """`errors` names the objects without a link (any other error was refused before)."""

    results: list[Raw]
    errors: list[Problem] = []


class End(msgspec.Struct):
    id: str


class Label(msgspec.Struct):
    label: str | None = None


class Far(msgspec.Struct):
    id: int | str = msgspec.field(name="toObjectId")
    labels: list[Label] = msgspec.field(name="associationTypes", default_factory=list)


class Link(msgspec.Struct):
    start: End = msgspec.field(name="from")
    to: list[Far] = []


def links_of_changed(api: Api, start: str, end: str, window: Window) -> Iterator[Page]:
    """The links of each object changed in these UTC days."""
    for page in changed(api, start, window, properties=()):
        if page.records:
            yield _linked(api, start, end, sorted(ids_of(page)))


def with_first(api: Api, kind: str, end: str, name: str, window: Window) -> Iterator[Page]:
    """Each object changed in these UTC days, `name` being the one of `end` it belongs to, or null.

    That is the one labelled Primary, else the first told. A kind that is left out has none.
    """
    pages = changed(api, kind, window) if kept(api, [kind]) else ()
    for page in pages:
        links = _linked(api, kind, end, sorted(ids_of(page))) if page.records else Page([])
        told = [decoder(Link).decode(one) for one in links.records]
        first = {one.start.id: str(_main(one.to).id) for one in told if one.to}
        facts = [(one, first.get(dig_text(one, "id"))) for one in page.records]
        own = [with_fields(one, {"kind": kind, name: who}) for one, who in facts]
        yield Page(own, repeats=page.repeats)


def _main(ends: Sequence[Far]) -> Far:
    primary = (far for far in ends if any(each.label == "Primary" for each in far.labels))
    return next(primary, ends[0])


def _linked(api: Api, start: str, end: str, ids: Sequence[str]) -> Page:
    """One record per object asked for: as sent, or made by us with an empty list of links."""
    path = f"/crm/v4/associations/{start}/{end}/batch/read"
    reply = api.post(path, json={"inputs": [{"id": one} for one in ids]}, reads=Links)
    alone = {one for problem in reply.errors for one in problem.context.from_object_id}
    told = {dig_text(record, "from.id") or "" for record in reply.results}
    if missing := set(ids) - told - alone:
        what = f"of {len(ids)} {start}, {len(missing)} were not answered"
        raise TryAgain(path, what, restart=True)
    none = [Raw(msgspec.json.encode({"from": {"id": one}, "to": []})) for one in sorted(alone)]
    return Page([*reply.results, *none])
