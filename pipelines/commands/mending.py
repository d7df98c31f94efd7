"""Commands that mend: quarantine and replay, publication and rollback, a rebuild, an erasure."""

from collections.abc import Iterable
from contextlib import ExitStack
from typing import Annotated

import typer

from pipelines.commands.looking import show
from pipelines.commands.place import close, leave, loader, say, settings, told
from pipelines.erasing import enlist, strike
from pipelines.load import Loader
from pipelines.progress import watcher
from pipelines.publish import Published
from pipelines.rebuild import rebuild as rebuild_all
from pipelines.report import USAGE
from pipelines.run import PATIENCE, alone, publish_anyway
from pipelines.run import replay as replay_all
from pipelines.streams import STREAMS
from pipelines.streams.persons import Person, identifier
from pipelines.warehouse import Warehouse, WarehouseError

SET_ASIDE = """
    select stream, account_id, reason, count(*) as rows, min(pull_id) as first_pull,
        min(line) as first_line
    from quarantine.rows where $stream = '' or stream = $stream
    group by all order by rows desc, stream, account_id, reason"""


def quarantine(
    stream: Annotated[str, typer.Argument(help="A stream, such as meta_ads__ad_report.")] = "",
    replay: Annotated[
        bool, typer.Option("--replay", help="Clean and judge their pulls again, then publish.")
    ] = False,
) -> None:
    """Show what is set aside and why; with --replay try it again by today's rules.

    Shows reasons and places, not the rows: those may be about people.
    """
    if stream and stream not in STREAMS:
        leave([f"no stream {stream!r}. Allowed: {', '.join(STREAMS)}"], USAGE)
    if replay:
        with told():
            verbs = loader()
            chosen = [STREAMS[stream]] if stream else list(STREAMS.values())
            report = replay_all(verbs, watcher(), chosen)
        close(report)
    place = settings(need_secrets=False)
    with told(), Warehouse(place.data_dir / "warehouse.duckdb").reading("the quarantine") as db:
        show("", db.execute(SET_ASIDE, {"stream": stream}))


def publish(
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Show readers the publication before this one.")
    ] = False,
) -> None:
    """Publish the marts as they stand built, or go back to the publication before."""
    with told():
        if rollback:
            root = settings(need_secrets=False).data_dir / "published"
            say(f"readers see version {Published(root).rollback()} again")
        else:
            shown = publish_anyway(loader(need_secrets=False))
            say(f"readers see version {shown.version}")


def rebuild() -> None:
    """Make the warehouse again from raw, with the network off; the marts come out the same."""
    with told():
        verbs = loader(need_secrets=False)
        report = rebuild_all(verbs, watcher(), patience=PATIENCE)
    close(report)


# Identifiers of the graph that are hashes, and what the streams call their kind.
HASHED = {"email": "email", "phone": "phone", "member": "member", "external": "external_userid",
          "union": "union_id"}  # fmt: skip
LINKED = """
    select identifier_kind, split_part(identifier, ':', 2) from intermediate.int_identity_groups
    where person_key in (
        select person_key from intermediate.int_identity_groups where identifier in $given)"""


def erase(
    email: Annotated[list[str] | None, typer.Option(help="An address of the person.")] = None,
    phone: Annotated[list[str] | None, typer.Option(help="A number of the person.")] = None,
    member: Annotated[list[str] | None, typer.Option(help="A member number.")] = None,
) -> None:
    """Strike people out of everything kept as sent, and make the warehouse again without them.

    With nobody named, those erased before are struck out of what was sent since.
    """
    named = {"email": email or [], "phone": phone or [], "member": member or []}
    with told():
        verbs = loader(need_secrets=False)
        key = verbs.settings.hash_key
        given = [
            (kind, one)
            for kind, values in named.items()
            for value in values
            if (one := identifier(value, Person(kind), key))
        ]
        erased = enlist(verbs.lake, [*given, *_linked(verbs, given)])
        if not erased:
            leave(["nobody is named and nobody was erased before: give --email, --phone"], USAGE)
        with ExitStack() as held:
            for name in sorted(verbs.connectors):
                held.enter_context(alone(verbs, name, PATIENCE))
            struck = strike(verbs.lake, list(STREAMS.values()), erased, key)
        say(f"erased   {struck.records} records of {struck.pulls} pulls")
        for name in struck.files:
            say(f"removed  {name}: remove it from where it came from, too")
        report = rebuild_all(verbs, watcher(), patience=PATIENCE)
        if not report.failed and not report.build_error:
            Published(verbs.settings.data_dir / "published").keep_current_only()
    close(report)


def _linked(verbs: Loader, given: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The other hashed identifiers of these people, as the warehouse knows them now."""
    wanted = [f"{kind}:{one}" for kind, one in given]
    try:
        with verbs.warehouse.reading("who is erased") as db:
            rows = db.execute(LINKED, {"given": wanted}).fetchall() if wanted else []
    except WarehouseError:
        rows = []  # nothing was ever loaded
    return [(HASHED[kind], one) for kind, one in rows if kind in HASHED]
